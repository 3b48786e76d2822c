#include "node/api/text.h"

#include <gtest/gtest.h>

#include "node/api/iso_time.h"
#include "node/api/terms.h"
#include "node/api/zone.h"

namespace jenjang {
namespace {

TEST(Text, IsCleanWhereverACharacterStands) {
  for (int value = 0; value < 128; ++value) {
    const char c = static_cast<char>(value);
    const bool clean = (value >= 0x20 && value != 0x7F) || c == '\t' || c == '\n' || c == '\r';
    for (std::size_t at = 0; at < 20; ++at) {
      std::string text(20, 'a');
      text[at] = c;
      EXPECT_EQ(is_clean_text(text), clean) << value << " at " << at;
    }
  }
}

TEST(Text, IsCleanAsUtf8OrNot) {
  for (const char* good : {"", "\xC3\xA9", "aaaaaaa\xC3\xA9", "\xF0\x9F\x98\x80", "\xEF\xBF\xBD"}) {
    EXPECT_TRUE(is_clean_text(good)) << good;
  }
  for (const char* bad : {"\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "aaaaaaaa\xFF",
                          "\xEF\xBF\xBF", "\xE2\x82"}) {
    EXPECT_FALSE(is_clean_text(bad));
  }
}

TEST(Text, CutsByCharacters) {
  EXPECT_EQ(first_characters("a\xC3\xA9z", 2), "a\xC3\xA9");
  EXPECT_EQ(first_characters("ab", 5), "ab");
}

TEST(Text, KnowsATagFromASign) {
  for (const char* tag : {"<b>", "x</p>", "<!--x-->", "a <br/> b", "<?php ?>"}) {
    EXPECT_TRUE(has_html_tag(tag)) << tag;
  }
  for (const char* sign : {"a < b", "<3", "1 <2> 3", "<", "<b", "->"}) {
    EXPECT_FALSE(has_html_tag(sign)) << sign;
  }
}

struct Moment {
  const char* text;
  const char* in_utc;  // Null: refused.
};

TEST(IsoTime, ReadsWhatClientsSend) {
  constexpr ZoneOffset kWib{7 * 60};
  const Moment kMoments[] = {
      {"2026-01-05T08:00:00+07:00", "2026-01-05T01:00:00+00:00"},
      {"2026-01-05T08:00:00Z", "2026-01-05T08:00:00+00:00"},
      {"2026-01-05T08:00:00.999Z", "2026-01-05T08:00:00+00:00"},
      {"2026-01-05T08:00:00 07:00", "2026-01-05T01:00:00+00:00"},
      {"2026-01-05 08:00", "2026-01-05T01:00:00+00:00"},
      {"2026-01-05", "2026-01-04T17:00:00+00:00"},
      {"2026-01-05T08:00-0330", "2026-01-05T11:30:00+00:00"},
      {"2024-02-29", "2024-02-28T17:00:00+00:00"},
      {"2026-02-29", nullptr},
      {"2026-13-01", nullptr},
      {"2026-01-05T24:00:00Z", nullptr},
      {"2026-01-05T08:00:00+15:00", nullptr},
      {"2026-01-05T08:00:00Zx", nullptr},
      {"5 Januari 2026", nullptr},
      {"", nullptr},
  };
  for (const Moment& moment : kMoments) {
    const auto time = parse_iso8601(moment.text, kWib, DayEnd::first);
    ASSERT_EQ(time.has_value(), moment.in_utc != nullptr) << moment.text;
    if (!time) continue;
    EXPECT_EQ(to_iso8601(*time, {0}), moment.in_utc) << moment.text;
  }
  const auto end = parse_iso8601("2026-01-05", kWib, DayEnd::last);
  EXPECT_EQ(to_iso8601(end.value(), kWib), "2026-01-05T23:59:59+07:00");
}

TEST(Zone, IsThatOfTheProvince) {
  const auto hours = [](const char* area) {
    return zone_of(Area::parse(area).value()).minutes / 60;
  };
  EXPECT_EQ(hours("0"), 7);
  for (const char* wib : {"11", "32.73", "61", "62.01"}) EXPECT_EQ(hours(wib), 7) << wib;
  for (const char* wita : {"51", "53.01", "63", "64.72", "76"}) EXPECT_EQ(hours(wita), 8) << wita;
  for (const char* wit : {"81", "82", "91.03", "96"}) EXPECT_EQ(hours(wit), 9) << wit;
}

TEST(Terms, ReadBackAsWhatTheyName) {
  for (const Kind kind : kKinds) EXPECT_EQ(parse_kind(kind_term(kind)), kind);
  for (const v1::Status status : kStatuses) EXPECT_EQ(parse_status(status_term(status)), status);
  for (int i = v1::Channel_MIN + 1; i <= v1::Channel_MAX; ++i) {
    EXPECT_EQ(parse_channel(channel_term(static_cast<Channel>(i))), static_cast<Channel>(i));
  }
  for (const Reach reach : {Reach::node, Reach::tier, Reach::parent}) {
    EXPECT_EQ(parse_reach(reach_term(reach)), reach);
  }
  EXPECT_EQ(parse_kind(""), std::nullopt);
  EXPECT_EQ(kind_term(v1::KIND_UNSPECIFIED), "");
}

}  // namespace
}  // namespace jenjang

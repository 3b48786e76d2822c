#include "schema/base32.h"

#include <gtest/gtest.h>

#include "tests/schema/examples.h"

namespace jenjang {
namespace {

ReportId counted() {
  ReportId out;
  for (std::size_t i = 0; i < 16; ++i) out.bytes[i] = static_cast<std::uint8_t>(i * 17 + 3);
  return out;
}

TEST(ReportCode, WritesFiveBitsACharacterFromTheFirst) {
  EXPECT_EQ(report_code(ReportId()), std::string(26, '0'));
  EXPECT_EQ(report_code(examples::filled<ReportId>(0xff)), std::string(25, 'z') + "w");
  ReportId one;
  one.bytes[0] = 0x08;
  EXPECT_EQ(report_code(one), "1" + std::string(25, '0'));
  one = {};
  one.bytes[15] = 1;
  EXPECT_EQ(report_code(one), std::string(25, '0') + "4");
}

TEST(ReportCode, ReadsBackWhole) {
  const Result<ReportIdPrefix> prefix = parse_report_code(report_code(counted()));
  ASSERT_TRUE(prefix);
  EXPECT_EQ(prefix->bits, 128u);
  EXPECT_EQ(prefix->low, counted());
  EXPECT_TRUE(prefix->matches(counted()));
  ReportId other = counted();
  other.bytes[15] ^= 1;
  EXPECT_FALSE(prefix->matches(other));
}

TEST(ReportCode, EveryPrefixOfTenOrMoreFindsItsReportAndStartsTheScan) {
  const std::string code = report_code(counted());
  for (std::size_t size = kReportCodePrefixMin; size <= code.size(); ++size) {
    const Result<ReportIdPrefix> prefix = parse_report_code(code.substr(0, size));
    ASSERT_TRUE(prefix) << size;
    EXPECT_EQ(prefix->bits, std::min<std::size_t>(5 * size, 128));
    EXPECT_TRUE(prefix->matches(counted()));
    EXPECT_LE(prefix->low_bytes(), counted().view());
    EXPECT_EQ(report_code(prefix->low).substr(0, size), code.substr(0, size));
    ReportId other = counted();
    const std::size_t last = prefix->bits - 1;
    other.bytes[last / 8] = static_cast<std::uint8_t>(other.bytes[last / 8] ^ (128 >> last % 8));
    EXPECT_FALSE(prefix->matches(other));
  }
}

struct SpellingCase {
  const char* typed;
  const char* meant;
};

class ReportCodeSpelling : public testing::TestWithParam<SpellingCase> {};

TEST_P(ReportCodeSpelling, MeansTheSame) {
  const Result<ReportIdPrefix> typed = parse_report_code(GetParam().typed);
  const Result<ReportIdPrefix> meant = parse_report_code(GetParam().meant);
  ASSERT_TRUE(typed);
  ASSERT_TRUE(meant);
  EXPECT_EQ(*typed, *meant);
}

INSTANTIATE_TEST_SUITE_P(Spellings, ReportCodeSpelling,
                         testing::Values(SpellingCase{"ABCDEFGH01", "abcdefgh01"},
                                         SpellingCase{"abcde-fgh0-1", "abcdefgh01"},
                                         SpellingCase{"--abcdefgh01--", "abcdefgh01"},
                                         SpellingCase{"oOiIlLabcd", "001111abcd"}));

TEST(ReportCode, RefusesWhatIsNone) {
  for (const std::string& text :
       {std::string(), std::string("abcdefgh0"), std::string("abcdefgh0u"),
        std::string("abcdefgh0 "), std::string("abcdefgh0_1"), std::string("abcdefgh0\0", 10),
        std::string(27, '0'), std::string(25, '0') + "1", std::string(26, 'z'),
        std::string(53, '-'), std::string(60, '0'), std::string("abcdefgh\xc3\xa9")}) {
    EXPECT_FALSE(parse_report_code(text)) << text;
  }
}

}  // namespace
}  // namespace jenjang

#include "schema/keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>
#include <vector>

#include "tests/schema/examples.h"

namespace jenjang {
namespace {

using examples::area;
using examples::filled;

// Times on both sides of every edge the encoding has.
const std::vector<std::int64_t> kTimes{
    std::numeric_limits<std::int64_t>::min(), -256, -1, 0, 1, 255, 256, 1'795'500'000'000,
    std::numeric_limits<std::int64_t>::max()};

TEST(AreaKey, OfASubtreeShareItsPrefixAndNoOthersDo) {
  const std::vector<Area> areas{area("0"),     area("11"),    area("64"),           area("64.01"),
                                area("64.72"), area("65"),    area("64.72.01"),     area("99"),
                                area("64.73"), area("64.70"), area("64.72.01.1001")};
  for (const Area& above : areas) {
    for (const Area& below : areas) {
      EXPECT_EQ(area_key(below).starts_with(area_prefix(above)), above.contains(below))
          << above.to_string() << " " << below.to_string();
      if (above != below && above.contains(below)) {
        EXPECT_LT(area_key(above), area_key(below));
      }
    }
  }
}

TEST(FeedKey, ReadsBackWhateverFollows) {
  FeedId directory = examples::feed();
  directory.book = Book::directory();
  FeedId national = examples::feed();
  national.book = Book::of(Area::nation());
  for (const FeedId& feed : {examples::feed(), directory, national}) {
    std::size_t used = 0;
    EXPECT_EQ(parse_feed_key(feed_key(feed) + "tail", &used), feed);
    EXPECT_EQ(used, feed_key(feed).size());
    const BatchPlace place = parse_batch_key(batch_key(feed, 258));
    EXPECT_EQ(place.feed, feed);
    EXPECT_EQ(place.number, 258u);
  }
  EXPECT_FALSE(feed_key(directory).starts_with(area_key(Area::nation())));
}

TEST(FeedKey, NoFeedsKeyIsTheStartOfAnothers) {
  FeedId deeper = examples::feed();
  deeper.book = Book::of(area("64"));
  EXPECT_FALSE(feed_key(examples::feed()).starts_with(feed_key(deeper)));
  FeedId lane = examples::feed();
  lane.lane = v1::LANE_CONTROL;
  EXPECT_EQ(feed_key(lane).size(), feed_key(examples::feed()).size());
  EXPECT_NE(feed_key(lane), feed_key(examples::feed()));
}

TEST(BatchKey, ByteOrderIsNumberOrder) {
  std::vector<std::string> keys;
  for (const std::uint64_t number : {1ULL, 2ULL, 255ULL, 256ULL, 65536ULL, ~0ULL}) {
    keys.push_back(batch_key(examples::feed(), number));
  }
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
}

TEST(ArrivalKey, ByteOrderIsArrivalOrderAndReadsBack) {
  EXPECT_LT(arrival_key(255), arrival_key(256));
  EXPECT_EQ(parse_arrival_key(arrival_key(1'000'000)), 1'000'000u);
  EXPECT_EQ(place_arrival(event_place_key(filled<EventId>(1), 77)), 77u);
  EXPECT_EQ(index_value(258), std::string("\0\0\1\2", 4));
}

TEST(TimelineKey, StartsWithItsReport) {
  const ReportId report = filled<ReportId>(7);
  EXPECT_EQ(timeline_key(report, filled<EventId>(8)),
            std::string(report.view()) + std::string(filled<EventId>(8).view()));
}

TEST(TimelineValue, ReadsBack) {
  for (const bool past_cut : {false, true}) {
    const std::string value = timeline_value({past_cut, 9, 258, 3, "event bytes"});
    const TimelineEntry back = parse_timeline_value(value);
    EXPECT_EQ(back.past_cut, past_cut);
    EXPECT_EQ(back.arrival, 9u);
    EXPECT_EQ(back.index, 258u);
    EXPECT_EQ(back.content, 3u);
    EXPECT_EQ(back.event, "event bytes");
  }
}

TEST(TimedKey, ByteOrderIsTimeOrderAlsoBefore1970) {
  std::vector<std::string> received;
  std::vector<std::string> updated;
  for (const std::int64_t ms : kTimes) {
    received.push_back(received_key(Listed::openly, {ms}, filled<ReportId>(1)));
    updated.push_back(updated_key(Listed::secretly, {ms}, filled<ReportId>(1)));
    EXPECT_EQ(parse_timed_key(received.back()).time, WallTime{ms});
    EXPECT_EQ(parse_timed_key(updated.back()).report, filled<ReportId>(1));
  }
  EXPECT_TRUE(std::is_sorted(received.begin(), received.end()));
  EXPECT_TRUE(std::is_sorted(updated.begin(), updated.end()));
}

TEST(IndexKeys, OfEachKindHaveALetterOfTheirOwn) {
  const ReportId report = filled<ReportId>(1);
  std::set<char> letters;
  for (const Listed listed : {Listed::openly, Listed::secretly}) {
    letters.insert(received_key(listed, {1}, report)[0]);
    letters.insert(updated_key(listed, {1}, report)[0]);
    letters.insert(lapor_key(listed, 1, report)[0]);
    EXPECT_LT(lapor_key(listed, 255, report), lapor_key(listed, 256, report));
  }
  EXPECT_EQ(letters.size(), 6u);
}

struct MonthCase {
  std::int64_t ms;
  int year;
  int month;
};

class MonthOf : public testing::TestWithParam<MonthCase> {};

TEST_P(MonthOf, IsByTheClockOfWib) {
  EXPECT_EQ(month_of({GetParam().ms}),
            static_cast<std::uint32_t>(GetParam().year * 12 + GetParam().month - 1));
}

// Columns: time, year, month. The last two stand a millisecond before and at midnight of WIB.
INSTANTIATE_TEST_SUITE_P(Times, MonthOf,
                         testing::Values(MonthCase{0, 1970, 1}, MonthCase{-25'200'001, 1969, 12},
                                         MonthCase{1'795'500'000'000, 2026, 11},
                                         MonthCase{1'767'200'399'999, 2025, 12},
                                         MonthCase{1'767'200'400'000, 2026, 1}));

TEST(CounterKey, ReadsBack) {
  CounterCell cell{area("64.72"), 2026 * 12 + 10, 2, 9, true, 0};
  EXPECT_EQ(parse_counter_key(status_counter_key(cell)), cell);
  cell.category = 513;
  EXPECT_EQ(parse_counter_key(category_counter_key(cell)), cell);
  cell.area = Area::nation();
  cell.secret = false;
  EXPECT_EQ(parse_counter_key(category_counter_key(cell)), cell);
}

TEST(CounterKey, IsReadOnlyWhereItIsOne) {
  const std::string key = status_counter_key({area("64"), 1, 1, 1, false, 0});
  for (const std::string& other :
       {std::string(), std::string("s"), key.substr(1), key + "x", key.substr(0, key.size() - 1),
        "c" + key.substr(1), std::string("s6x!1234567"), std::string("s5!1234567")}) {
    EXPECT_FALSE(parse_counter_key(other)) << testing::PrintToString(other);
  }
}

TEST(CounterKey, OfOneAreaAndMonthLieTogether) {
  const CounterCell cell{area("64"), 24'000, 1, 1, false, 0};
  CounterCell later = cell;
  later.month = 24'001;
  later.kind = 0;
  EXPECT_LT(status_counter_key(cell), status_counter_key(later));
  EXPECT_TRUE(status_counter_key(cell).starts_with("s" + area_key(cell.area)));
}

TEST(Family, EachHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (int i = 0; i < kFamilies; ++i) names.insert(family_name(static_cast<Family>(i)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kFamilies));
}

}  // namespace
}  // namespace jenjang

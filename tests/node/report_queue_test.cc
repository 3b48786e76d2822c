// Reports that wait: in memory up to a limit, all others as marks in the store.
#include "node/turn/report_queue.h"

#include <gtest/gtest.h>

#include <set>

#include "node/turn/meta.h"
#include "tests/support/memory_store.h"
#include "tests/support/seeded_random.h"

namespace jenjang {
namespace {

constexpr Instant kNow{1000};
constexpr Instant kLater{5000};
constexpr std::size_t kMost = ReportQueue::kInMemoryMax;

class ReportQueueTest : public testing::Test {
 protected:
  ReportQueueTest() { queue_.refill(store_, kNow); }

  ReportId report() {
    ReportId out;
    random_.fill(out.bytes.data(), out.bytes.size());
    return out;
  }
  void note(std::size_t count) {
    Writes writes;
    for (std::size_t i = 0; i < count; ++i) {
      queue_.note(*reports_.insert(report()).first, kNow, writes);
    }
    commit(writes);
  }
  void commit(const Writes& writes) { ASSERT_TRUE(store_.commit(writes, Durability::synced).ok()); }
  // All that are due now, some at a time, as turns take them.
  std::multiset<ReportId> drain(ReportQueue& queue) {
    std::multiset<ReportId> out;
    for (queue.refill(store_, kNow); queue.wake_at() <= kNow; queue.refill(store_, kNow)) {
      EXPECT_LE(queue.in_memory(), kMost);
      Writes writes;
      for (const ReportId& report : queue.due(kNow, 64)) {
        out.insert(report);
        queue.drop(report, writes);
      }
      commit(writes);
    }
    return out;
  }
  std::size_t marked() const { return scan_marks<ReportId>(store_, kMetaAdopt).size(); }

  MemoryStore store_;
  SeededRandom random_{1};
  ReportQueue queue_{kMetaAdopt};
  std::set<ReportId> reports_;
};

TEST_F(ReportQueueTest, HoldsAllAndFewOfThemInMemory) {
  for (int i = 0; i < 3; ++i) note(kMost);
  EXPECT_EQ(queue_.in_memory(), kMost);
  EXPECT_EQ(marked(), 3 * kMost);
  const std::multiset<ReportId> drained = drain(queue_);
  EXPECT_EQ(drained, std::multiset<ReportId>(reports_.begin(), reports_.end()));
  EXPECT_EQ(marked(), 0U);
  EXPECT_EQ(queue_.wake_at(), Instant{INT64_MAX});
}

TEST_F(ReportQueueTest, GoesOnAfterARestart) {
  for (int i = 0; i < 3; ++i) note(kMost);
  ReportQueue again{kMetaAdopt};
  EXPECT_EQ(drain(again), std::multiset<ReportId>(reports_.begin(), reports_.end()));
}

TEST_F(ReportQueueTest, TakesMoreInWhileSomeArePutOff) {
  note(kMost + 10);
  for (const ReportId& report : queue_.due(kNow, kMost)) {
    EXPECT_TRUE(queue_.wait_once(report, kLater));
  }
  EXPECT_EQ(queue_.wake_at(), kLater);
  for (const ReportId& report : queue_.due(kLater, 1)) {
    EXPECT_FALSE(queue_.wait_once(report, kLater));
  }
  Writes writes;
  for (const ReportId& report : queue_.due(kLater, kMost)) queue_.drop(report, writes);
  commit(writes);
  EXPECT_EQ(queue_.wake_at(), Instant{0});
  queue_.refill(store_, kNow);
  EXPECT_EQ(queue_.in_memory(), 10U);
}

TEST_F(ReportQueueTest, AReportThatIsNotedAgainKeepsItsTime) {
  Writes writes;
  const ReportId one = report();
  queue_.note(one, kLater, writes);
  queue_.note(one, kNow, writes);
  EXPECT_EQ(queue_.wake_at(), kLater);
  queue_.put_off(one, kLater + 1);
  EXPECT_TRUE(queue_.due(kLater, 10).empty());
  EXPECT_EQ(queue_.due(kLater + 1, 10), std::vector<ReportId>{one});
}

TEST_F(ReportQueueTest, WhatIsDroppedAndNotedInOneTurnStays) {
  note(1);
  const ReportId one = *reports_.begin();
  Writes writes;
  queue_.drop(one, writes);
  queue_.note(one, kNow, writes);
  commit(writes);
  EXPECT_EQ(marked(), 1U);
  EXPECT_EQ(queue_.due(kNow, 10), std::vector<ReportId>{one});
}

}  // namespace
}  // namespace jenjang

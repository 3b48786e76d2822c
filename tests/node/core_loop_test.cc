#include "node/daemon/core_loop.h"

#include <gtest/gtest.h>

#include "tests/node/running_node.h"

namespace jenjang {
namespace {

class CoreLoopTest : public testing::Test {
 protected:
  const TestFederation federation_{{"64", "64.72"}};
};

TEST_F(CoreLoopTest, AnswersManyThreadsAtOnce) {
  constexpr int kThreads = 4;
  constexpr int kEach = 50;
  RunningNode node(federation_, "64.72", {});
  std::vector<std::thread> workers;
  for (int w = 0; w < kThreads; ++w) {
    workers.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) {
        EXPECT_TRUE(node.ask(make_submit("64.72", "text")).ok());
        EXPECT_GE(node.metric("jenjang_turns_total"), 1);
        EXPECT_EQ(node.board().nodes().size(), 2U);
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  EXPECT_GT(node.flushed(), 0U);
  EXPECT_TRUE(node.comes_to([](const NodeStatus& s) { return s.projected == s.arrivals; }));
  node.stop();
  EXPECT_EQ(node.store().contents().family(Family::reports).size(), kThreads * kEach);
}

TEST_F(CoreLoopTest, IsReadyWhileItRuns) {
  RunningNode node(federation_, "64.72", {});
  // The first question may be answered by the turn that readiness waits for.
  for (int i = 0; i < 2; ++i) (void)node.status();
  EXPECT_TRUE(node.inbox().ready().ok());
  node.stop();
  EXPECT_EQ(node.inbox().ready().error().code, Code::unavailable);
}

TEST_F(CoreLoopTest, AFailedStoreIsToldOnceAndToEverybodyWhoAsks) {
  RunningNode node(federation_, "64.72", {});
  ASSERT_TRUE(node.ask(make_submit("64.72", "text")).ok());
  node.store().fail_commits();
  for (int i = 0; i < 3; ++i) {
    const Result<Reply> reply = node.ask(make_submit("64.72", "text"));
    ASSERT_FALSE(reply.ok());
    EXPECT_EQ(reply.error().code, Code::unavailable);
  }
  node.stop();
  EXPECT_FALSE(node.inbox().ready().ok());
  EXPECT_EQ(node.metric("jenjang_takes_writes"), 0);
  EXPECT_EQ(node.metric("jenjang_reports_queued"), 0);
  EXPECT_EQ(node.logged("store-failed"), 1U);
}

TEST_F(CoreLoopTest, AScrubRunsBesideItUntilTheErasureIsAcknowledged) {
  RunningNode node(federation_, "64.72", {});
  Submit command = make_submit("64.72", "text");
  command.identity.emplace();
  command.identity->set_phone("0800000000");
  const ReportId report = std::get<SubmitDone>(*node.ask(command)).report;
  ASSERT_TRUE(node.comes_to([](const NodeStatus& s) { return s.projected == s.arrivals; }));
  OpenSealed open;
  open.report = report;
  open.identity = true;
  open.reason = "a test";
  open.coordinator = true;
  const Opened opened = std::get<Opened>(*node.ask(open));
  ASSERT_EQ(opened.contents.size(), 1U);
  const std::uint64_t before = node.status().arrivals;
  const Erase erase{{opened.contents[0].first.digest}, v1::ERASURE_REASON_REPORTER};
  ASSERT_TRUE(node.ask(make_act(report, erase)).ok());
  // The order, and after the scrub its acknowledgement.
  EXPECT_TRUE(node.comes_to([&](const NodeStatus& s) { return s.arrivals == before + 2; }));
  EXPECT_TRUE(std::get<Opened>(*node.ask(open)).contents.empty());
}

}  // namespace
}  // namespace jenjang

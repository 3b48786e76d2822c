// A node together with its neighbours: reach, dossiers, adoption.
#include "tests/node/core_fixture.h"
#include "tests/replication/replica_peer.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;

class CoreLinksTest : public CoreFixture {
 protected:
  SubmitDone submit_reaching(const string& name, Reach reach) {
    Submit command = make_submit("64.72", "text");
    command.reach = reach;
    return done<SubmitDone>(name, command);
  }
  std::int64_t now_ms() const { return network_.now().wall.ms; }
};

TEST_F(CoreLinksTest, ASubmitWaitsUntilItsParentHasIt) {
  start_chain();
  const std::int64_t before = now_ms();
  EXPECT_EQ(submit_reaching("64.72", Reach::parent).reached, Reach::parent);
  EXPECT_LE(now_ms() - before, 100);
  EXPECT_FALSE(node("64").store().contents().family(Family::packs).empty());
}

TEST_F(CoreLinksTest, AfterItsDeadlineASubmitIsAnsweredAsFarAsItCame) {
  start_chain();
  network_.cut("64", "64.72");
  const std::int64_t before = now_ms();
  const SubmitDone reply = submit_reaching("64.72", Reach::parent);
  EXPECT_EQ(reply.reached, Reach::node);
  EXPECT_FALSE(reply.existed);
  EXPECT_GE(now_ms() - before, 2000);
  EXPECT_LE(now_ms() - before, 2200);
  // No replica of its tier either.
  EXPECT_EQ(submit_reaching("64.72", Reach::tier).reached, Reach::node);
}

TEST_F(CoreLinksTest, ASubmitWaitsForAReplicaOfItsTier) {
  start("64.72");
  start("64.72b", {"64.72"});
  network_.run_for_ms(3000);
  EXPECT_EQ(submit_reaching("64.72b", Reach::tier).reached, Reach::tier);
}

TEST_F(CoreLinksTest, TheWholeHistoryGoesAlongWithAForward) {
  start_chain();
  const ReportId report = submit("64", "64", "A road of the city.");
  act("64", report, Verify{v1::DECISION_ACCEPTED, {}, 0});
  act("64", report, FollowUp{}, "We are asking the city.");
  network_.run_for_ms(1000);
  EXPECT_FALSE(node("64.72").report(report).visible());
  const EventId moved = act("64", report, Forward{area("64.72"), 3}, "Please see to it.");
  network_.run_for_ms(100);
  const CaseFile file = node("64.72").report(report);
  EXPECT_EQ(file.events.size(), 4U);
  EXPECT_EQ(file.folded.state.holder(), area("64.72").digits());
  EXPECT_EQ(file.folded.state.unit(), 3U);
  EXPECT_EQ(file.folded.state.waiting(), 0U);
  EXPECT_EQ(text_of("64.72", words_of("64.72", report)), "A road of the city.");
  EXPECT_EQ(state_bytes(file.folded), state_bytes(node("64").report(report).folded));
  // The new holder may act at once.
  act("64.72", report, Close{v1::OUTCOME_ANSWERED}, "Mended.");
  network_.run_for_ms(1000);
  EXPECT_EQ(state("0", report).status(), v1::STATUS_CLOSED_BY_OFFICER);
  EXPECT_EQ(file.find(moved)->fold.event.area, area("64"));
}

TEST_F(CoreLinksTest, ANoteOfATierStaysWithItAndAbove) {
  start_chain();
  const ReportId report = submit("64.72", "64.72");
  network_.run_for_ms(1000);
  act("64", report, FollowUp{true}, "Between us: the budget is spent.");
  network_.run_for_ms(5000);
  EXPECT_EQ(node("64.72").report(report).events.size(), 1U);
  EXPECT_EQ(node("64").report(report).events.size(), 2U);
  EXPECT_EQ(node("0").report(report).events.size(), 2U);
  EXPECT_EQ(state("0", report).status(), v1::STATUS_RECEIVED);
}

TEST_F(CoreLinksTest, AReportHandedInForAnAreaBesideIsAdoptedByWhoHoldsBoth) {
  start_chain();
  start("64.74", {"64"});
  network_.run_for_ms(3000);
  const ReportId report = submit("64.72", "64.74", "A tree has fallen in the next city.");
  network_.run_for_ms(15'000);
  EXPECT_EQ(text_of("64.74", words_of("64.74", report)), "A tree has fallen in the next city.");
  act("64.74", report, Close{v1::OUTCOME_ANSWERED}, "It is gone.");
  network_.run_for_ms(15'000);
  for (const string name : {"64.72", "64.74", "64", "0"}) {
    EXPECT_EQ(state(name, report).status(), v1::STATUS_CLOSED_BY_OFFICER) << name;
    EXPECT_EQ(node(name).report(report).events.size(), 2U) << name;
  }
}

TEST_F(CoreLinksTest, WhatAFormerHolderWroteLateReachesTheNewOne) {
  start_chain();
  start("64.74", {"64"});
  network_.run_for_ms(3000);
  const ReportId report = submit("64.72", "64.72");
  network_.run_for_ms(1000);
  network_.cut("64", "64.72");
  act("64", report, Forward{area("64.74"), 0});
  // The city has not heard of it.
  act("64.72", report, Close{v1::OUTCOME_ANSWERED}, "Done, we think.");
  network_.run_for_ms(5000);
  network_.heal("64", "64.72");
  network_.run_for_ms(20'000);
  const string expected = state_bytes(node("64").report(report).folded);
  for (const string name : {"64.72", "64.74", "0"}) {
    const CaseFile file = node(name).report(report);
    EXPECT_EQ(state_bytes(file.folded), expected) << name;
    EXPECT_EQ(file.folded.state.holder(), area("64.74").digits()) << name;
    EXPECT_EQ(file.folded.state.status(), v1::STATUS_DISPOSED) << name;
    EXPECT_EQ(file.events.size(), 3U) << name;
  }
}

// A move in the control lane may come before the submit in the news lane, which may be lost.
TEST_F(CoreLinksTest, ARetryWhereOnlyALaterEventIsHereMakesTheReport) {
  start("64.72b");
  start("64.72", {"64.72b"});
  network_.run_for_ms(3000);
  network_.lose_if([](const Passing& passing) {
    const auto* deliver = std::get_if<Deliver>(&passing.message);
    return deliver != nullptr &&
           decode_header(deliver->batch.header.bytes)->feed.lane == v1::LANE_NEWS;
  });
  Submit command = make_submit("64.72", "The lamp is broken.");
  command.key = IntakeDigest{};
  const ReportId report = done<SubmitDone>("64.72b", command).report;
  done<ActDone>("64.72b", make_act(report, Dispose{1}));
  network_.run_for_ms(3000);
  ASSERT_EQ(node("64.72").report(report).events.size(), 1U);
  const SubmitDone again = done<SubmitDone>("64.72", command);
  EXPECT_EQ(again.report, report);
  EXPECT_FALSE(again.existed);
  EXPECT_TRUE(node("64.72").report(report).visible());
  network_.lose_if(nullptr);
  network_.run_for_ms(120'000);
  EXPECT_TRUE(equal("64.72", "64.72b"));
  EXPECT_TRUE(done<SubmitDone>("64.72", command).existed);
}

TEST_F(CoreLinksTest, AnEventThatIsNotItsFeedWritersIsNotFolded) {
  start("0");
  start("64", {"0"});
  const ReportId report = submit("64", "64");
  network_.run_for_ms(1000);
  const CaseFile file = node("64").report(report);
  // A node of the city writes in its own feed what the province said.
  MemoryStore store;
  ReplicaPeer rogue(federation_, {"64.72", {"64"}, 1, {}}, store, federation_.invitation(),
                    network_.now());
  network_.attach("64.72", &rogue);
  rogue.write(Book::of(area("64.72")), v1::LANE_NEWS, file.events[0].bytes);
  rogue.write(Book::of(area("64.72")), v1::LANE_NEWS, "no event at all");
  network_.run_for_ms(3000);
  EXPECT_TRUE(node("64").noticed("event-unreadable"));
  EXPECT_EQ(node("64").report(report).events.size(), 1U);
  EXPECT_TRUE(equal("64", "64.72"));
}

}  // namespace
}  // namespace jenjang

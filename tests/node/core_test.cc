#include "node/turn/core.h"

#include "tests/node/core_fixture.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;

IntakeDigest key(const string& words) { return intake_digest(words); }

Submit keyed(const string& addressee, const string& words) {
  Submit out = make_submit(addressee, "The lamp is broken.");
  out.key = key(words);
  return out;
}

class CoreTest : public CoreFixture {};

TEST_F(CoreTest, ASubmitIsOnDiskAndFoldedSoonAfterItsAnswer) {
  start("64.72");
  const SubmitDone reply = done<SubmitDone>("64.72", make_submit("64.72", "The lamp is broken."));
  EXPECT_FALSE(reply.existed);
  network_.run_for_ms(100);
  EXPECT_TRUE(node("64.72").core().caught_up());
  const v1::CaseState found = state("64.72", reply.report);
  EXPECT_EQ(found.status(), v1::STATUS_RECEIVED);
  EXPECT_EQ(found.holder(), area("64.72").digits());
  EXPECT_EQ(found.intake(), area("64.72").digits());
  EXPECT_EQ(text_of("64.72", words_of("64.72", reply.report)), "The lamp is broken.");
}

TEST_F(CoreTest, ARetryWithTheSameKeyIsTheSameReport) {
  start_chain();
  const SubmitDone first = done<SubmitDone>("64.72", keyed("64.72", "one"));
  const SubmitDone again = done<SubmitDone>("64.72", keyed("64.72", "one"));
  EXPECT_TRUE(again.existed);
  EXPECT_EQ(again.report, first.report);
  EXPECT_NE(done<SubmitDone>("64.72", keyed("64.72", "two")).report, first.report);
  network_.run_for_ms(1000);
  EXPECT_EQ(node("64.72").report(first.report).events.size(), 1U);
  // After a restart, and at another node that has heard of it.
  restart("64.72");
  EXPECT_TRUE(done<SubmitDone>("64.72", keyed("64.72", "one")).existed);
  Submit above = keyed("64.72", "one");
  above.intake = area("64.72");
  const SubmitDone there = done<SubmitDone>("64", above);
  EXPECT_TRUE(there.existed);
  EXPECT_EQ(there.report, first.report);
}

TEST_F(CoreTest, ARetryInTheSameTurnIsTheSameReport) {
  start("64.72");
  vector<SubmitDone> replies;
  for (int i = 0; i < 2; ++i) {
    node("64.72").post(keyed("64.72", "one"), [&](const Result<Reply>& reply) {
      replies.push_back(std::get<SubmitDone>(*reply));
    });
  }
  network_.run_for_ms(100);
  ASSERT_EQ(replies.size(), 2U);
  EXPECT_FALSE(replies[0].existed);
  EXPECT_TRUE(replies[1].existed);
  EXPECT_EQ(node("64.72").report(replies[0].report).events.size(), 1U);
}

TEST_F(CoreTest, ARetryFindsAReportThatNoViewShowsYet) {
  start("64.72").stop_folding();
  const SubmitDone first = done<SubmitDone>("64.72", keyed("64.72", "one"));
  EXPECT_TRUE(done<SubmitDone>("64.72", keyed("64.72", "one")).existed);
  restart("64.72").stop_folding();
  EXPECT_EQ(node("64.72").core().status({}, network_.now()).projected, 0U);
  EXPECT_TRUE(done<SubmitDone>("64.72", keyed("64.72", "one")).existed);
  restart("64.72");
  network_.run_for_ms(100);
  EXPECT_EQ(node("64.72").report(first.report).events.size(), 1U);
}

TEST_F(CoreTest, AnOnlyEventLiesInTheStateUntilAnotherComes) {
  start("64.72");
  const ReportId report = submit("64.72", "64.72");
  const auto timeline = [&] { return node("64.72").store().contents().family(Family::timeline); };
  EXPECT_TRUE(timeline().empty());
  EXPECT_FALSE(load_state(node("64.72").store(), report)->only_event().empty());
  const EventId only = node("64.72").report(report).events.at(0).fold.id;
  EXPECT_FALSE(load_event(node("64.72").store(), report, {}));
  act("64.72", report, Verify{v1::DECISION_ACCEPTED, {}, 0});
  EXPECT_EQ(timeline().size(), 2U);
  EXPECT_TRUE(load_state(node("64.72").store(), report)->only_event().empty());
  EXPECT_TRUE(load_event(node("64.72").store(), report, only));
  EXPECT_EQ(node("64.72").report(report).events.size(), 2U);
}

TEST_F(CoreTest, WithoutAKeyEverySubmitIsAReport) {
  start("64.72");
  EXPECT_NE(submit("64.72", "64.72"), submit("64.72", "64.72"));
}

TEST_F(CoreTest, AnIntakeAreaElsewhereIsDenied) {
  start("64.72");
  Submit command = make_submit("64.72", "text");
  command.intake = area("64.74");
  EXPECT_EQ(refused("64.72", command), Code::denied);
}

TEST_F(CoreTest, OneSyncServesAllRequestsOfATurn) {
  start("64.72");
  network_.run_for_ms(1000);
  const int before = node("64.72").store().syncs();
  int answered = 0;
  for (int i = 0; i < 100; ++i) {
    node("64.72").post(make_submit("64.72", "text"), [&](const Result<Reply>&) { ++answered; });
  }
  network_.poke("64.72");
  EXPECT_EQ(answered, 100);
  EXPECT_EQ(node("64.72").store().syncs() - before, 1);
}

TEST_F(CoreTest, MoreThanASliceIsFoldedInSlices) {
  start("64.72");
  for (int i = 0; i < 2000; ++i) {
    node("64.72").post(make_submit("64.72", "text"), [](const Result<Reply>&) {});
  }
  network_.poke("64.72");
  EXPECT_FALSE(node("64.72").core().caught_up());
  EXPECT_EQ(node("64.72").core().wake_at(), Instant{0});
  network_.run_for_ms(100);
  EXPECT_TRUE(node("64.72").core().caught_up());
  EXPECT_EQ(node("64.72").store().contents().family(Family::reports).size(), 2000U);
}

TEST_F(CoreTest, ActsMoveAReportThroughItsStatuses) {
  start("64.72");
  const ReportId report = submit("64.72", "64.72");
  act("64.72", report, Verify{v1::DECISION_ACCEPTED, v1::KIND_ASPIRATION, 12});
  EXPECT_EQ(state("64.72", report).status(), v1::STATUS_VERIFIED);
  EXPECT_EQ(state("64.72", report).kind(), v1::KIND_ASPIRATION);
  EXPECT_EQ(state("64.72", report).category(), 12U);
  act("64.72", report, Dispose{9});
  EXPECT_EQ(state("64.72", report).status(), v1::STATUS_DISPOSED);
  EXPECT_EQ(state("64.72", report).unit(), 9U);
  act("64.72", report, FollowUp{}, "A crew is on its way.");
  EXPECT_EQ(state("64.72", report).status(), v1::STATUS_FOLLOWED_UP);
  act("64.72", report, Close{v1::OUTCOME_ANSWERED}, "It shines again.");
  const v1::CaseState closed = state("64.72", report);
  EXPECT_EQ(closed.status(), v1::STATUS_CLOSED_BY_OFFICER);
  EXPECT_GT(closed.closed_ms(), 0);
  ASSERT_EQ(closed.words_size(), 3);
  EXPECT_EQ(text_of("64.72", *ContentDigest::from(closed.words(2).digest())), "It shines again.");
}

TEST_F(CoreTest, AnActThatIsAskedTwiceWithOneKeyHappensOnce) {
  start("64.72");
  const ReportId report = submit("64.72", "64.72");
  Act command = make_act(report, Verify{v1::DECISION_ACCEPTED, {}, 0});
  command.key = key("act");
  const ActDone first = done<ActDone>("64.72", command);
  restart("64.72");
  const ActDone again = done<ActDone>("64.72", command);
  EXPECT_TRUE(again.existed);
  EXPECT_EQ(again.event, first.event);
  EXPECT_EQ(node("64.72").report(report).events.size(), 2U);
}

struct Judged {
  string name;
  string at;
  Act act;
  Code code;
};

TEST_F(CoreTest, AnActIsJudgedOnTheReportAsItStands) {
  start_chain();
  const ReportId city = submit("64.72", "64.72");
  const ReportId province = submit("64", "64");
  const ReportId up = submit("64.72", "64");
  network_.run_for_ms(3000);
  ReportId unknown;
  unknown.bytes.fill(0x55);
  const Verify verify{v1::DECISION_ACCEPTED, {}, 0};
  const vector<Judged> rows = {
      {"unknown report", "64.72", make_act(unknown, verify), Code::not_found},
      {"held above", "64.72", make_act(up, verify), Code::denied},
      {"held above, close", "64.72", make_act(up, Close{v1::OUTCOME_ANSWERED}), Code::denied},
      {"held above, forward", "64.72", make_act(up, Forward{area("64.72"), 0}), Code::denied},
      {"disposed by another", "64", make_act(city, Dispose{9}), Code::conflict},
      {"forward to its holder", "64", make_act(city, Forward{area("64.72"), 0}), Code::conflict},
      {"forward to itself", "64", make_act(province, Forward{area("64"), 0}), Code::conflict},
      {"forward sideways", "64.72", make_act(city, Forward{area("64.74"), 0}), Code::conflict},
      {"forward up", "64.72", make_act(city, Forward{area("64"), 0}), Code::conflict},
      {"returned by another", "64", make_act(city, Return{}), Code::conflict},
      {"empty follow-up", "64.72", make_act(city, FollowUp{}), Code::invalid},
      {"erase nothing", "64.72", make_act(city, Erase{{}, v1::ERASURE_REASON_COURT}),
       Code::invalid},
      {"erase another's", "64.72",
       make_act(city, Erase{{words_of("64.72", up)}, v1::ERASURE_REASON_COURT}), Code::not_found}};
  for (const Judged& row : rows) {
    EXPECT_EQ(refused(row.at, row.act), row.code) << row.name;
  }
  EXPECT_EQ(node("64.72").report(city).events.size(), 1U);
}

TEST_F(CoreTest, TheNationReturnsNothing) {
  start("0");
  EXPECT_EQ(refused("0", make_act(submit("0", "0"), Return{})), Code::conflict);
}

TEST_F(CoreTest, ASecondActOnAReportWaitsForTheFirst) {
  start("64.72");
  const ReportId report = submit("64.72", "64.72");
  network_.run_for_ms(100);
  vector<ActDone> done_acts;
  const auto note = [&](const Result<Reply>& reply) {
    ASSERT_TRUE(reply.ok());
    done_acts.push_back(std::get<ActDone>(*reply));
  };
  node("64.72").post(make_act(report, Dispose{9}), note);
  node("64.72").post(make_act(report, Close{v1::OUTCOME_ANSWERED}, "Done."), note);
  network_.poke("64.72");
  EXPECT_EQ(done_acts.size(), 1U);
  EXPECT_EQ(node("64.72").core().wake_at(), Instant{0});
  network_.poke("64.72");
  ASSERT_EQ(done_acts.size(), 2U);
  const CaseFile file = node("64.72").report(report);
  const Event& second = file.find(done_acts[1].event)->fold.event;
  EXPECT_EQ(second.under, done_acts[0].event);
  EXPECT_EQ(second.parents, vector<EventId>{done_acts[0].event});
  EXPECT_EQ(file.folded.state.status(), v1::STATUS_CLOSED_BY_OFFICER);
}

TEST_F(CoreTest, AnActOnAReportOfTheSameTurnWaitsUntilItIsFolded) {
  start("64.72");
  Submit command = keyed("64.72", "one");
  command.intake = area("64.72");
  const ReportId report = report_id(*command.intake, command.client, *command.key);
  bool acted = false;
  node("64.72").post(command, [](const Result<Reply>& reply) { EXPECT_TRUE(reply.ok()); });
  node("64.72").post(make_act(report, Dispose{9}),
                     [&](const Result<Reply>& reply) { acted = reply.ok(); });
  network_.run_for_ms(100);
  EXPECT_TRUE(acted);
  EXPECT_EQ(state("64.72", report).unit(), 9U);
}

struct Imported {
  v1::Status status;
  std::size_t events;
};

TEST_F(CoreTest, AnImportBringsAReportToItsStatus) {
  start("64.72");
  const vector<Imported> rows = {
      {v1::STATUS_RECEIVED, 1},           {v1::STATUS_VERIFIED, 2},
      {v1::STATUS_DEFERRED, 2},           {v1::STATUS_ARCHIVED_BY_OFFICER, 2},
      {v1::STATUS_ARCHIVED_BY_SYSTEM, 2}, {v1::STATUS_DISPOSED, 3},
      {v1::STATUS_FOLLOWED_UP, 4},        {v1::STATUS_CLOSED_BY_OFFICER, 5},
      {v1::STATUS_CLOSED_BY_SYSTEM, 5}};
  for (const Imported& row : rows) {
    Import command;
    command.submit = keyed("64.72", "row " + v1::Status_Name(row.status));
    command.submit.lapor_id = 100 + static_cast<std::uint64_t>(row.status);
    command.status = row.status;
    command.edited_text = "As edited.";
    const SubmitDone first = done<SubmitDone>("64.72", command);
    EXPECT_TRUE(done<SubmitDone>("64.72", command).existed);
    network_.run_for_ms(10);
    const CaseFile file = node("64.72").report(first.report);
    EXPECT_EQ(v1::Status_Name(file.folded.state.status()), v1::Status_Name(row.status));
    EXPECT_EQ(file.events.size(), row.events) << v1::Status_Name(row.status);
    EXPECT_EQ(file.folded.state.waiting(), 0U);
  }
}

TEST_F(CoreTest, StatusTellsOfLinksAndFeeds) {
  start_chain();
  submit("64", "64");
  network_.run_for_ms(3000);
  const NodeStatus status = done<NodeStatus>("64", AskStatus{});
  EXPECT_EQ(status.node, id("64"));
  EXPECT_EQ(status.area, area("64"));
  EXPECT_EQ(status.arrivals, status.projected);
  ASSERT_EQ(status.links.size(), 2U);
  for (const LinkStatus& link : status.links) {
    EXPECT_TRUE(link.in_contact) << link.name;
    EXPECT_TRUE(link.equal) << link.name;
    EXPECT_EQ(link.events_to_send, 0U) << link.name;
    EXPECT_EQ(link.books_digest, link.peer_books_digest) << link.name;
    EXPECT_EQ(link.dialled, link.name == "0");
  }
  EXPECT_FALSE(status.feeds.empty());
  EXPECT_TRUE(status.alarms.empty());
}

// The cuts that its revocation needs: of the newest feed, and with it of all that it goes on from.
TEST_F(CoreTest, StatusTellsOfTheCutsOfAWriterThatIsAskedFor) {
  start("64");
  for (int life = 0; life < 3; ++life) {
    submit("64", "64");
    network_.run_for_ms(100);
    restart("64");
  }
  EXPECT_TRUE(done<NodeStatus>("64", AskStatus{}).cuts.empty());
  EXPECT_TRUE(done<NodeStatus>("64", AskStatus{id("64.72")}).cuts.empty());
  std::size_t directory = 0;
  std::vector<std::uint64_t> news;
  for (const FeedCut& cut : done<NodeStatus>("64", AskStatus{id("64")}).cuts) {
    directory += cut.feed.book.is_directory();
    if (cut.feed.lane == v1::LANE_NEWS) news.push_back(cut.headers);
  }
  EXPECT_EQ(directory, 1U);
  EXPECT_EQ(news, std::vector<std::uint64_t>{3});
}

TEST_F(CoreTest, EntriesOfAnOfflineAuthorityAreTakenIn) {
  start_chain();
  const SignedEntry revocation = federation_.revocation("64.72", {});
  EXPECT_EQ(done<EntriesDone>("64", AddEntries{{revocation}}).added, 1U);
  EXPECT_EQ(done<EntriesDone>("64", AddEntries{{revocation}}).added, 0U);
  EXPECT_EQ(node("64").disconnected(), vector<NodeId>{id("64.72")});
  network_.run_for_ms(1000);
  EXPECT_EQ(node("0").disconnected(), vector<NodeId>{id("64.72")});
}

TEST_F(CoreTest, AfterAFailedCommitNothingIsAnsweredOrSaid) {
  start_chain();
  const MemoryView before = node("64.72").store().contents();
  node("64.72").store().fail_commits();
  std::size_t said = 0;
  network_.watch([&](const Passing& passing, Fate) { said += passing.from == "64.72"; });
  Submit reaching = make_submit("64.72", "text");
  reaching.reach = Reach::parent;
  for (const Submit& command : {make_submit("64.72", "text"), reaching}) {
    const Result<Reply> reply = ask("64.72", command);
    ASSERT_FALSE(reply.ok());
    EXPECT_EQ(reply.error().code, Code::unavailable);
  }
  ASSERT_TRUE(node("64.72").core().failed());
  EXPECT_EQ(refused("64.72", AskStatus{}), Code::unavailable);
  EXPECT_EQ(node("64.72").core().wake_at(), Instant{INT64_MAX});
  network_.run_for_ms(120'000);
  EXPECT_EQ(said, 0U);
  EXPECT_EQ(node("64.72").store().contents().family(Family::batches),
            before.family(Family::batches));
}

}  // namespace
}  // namespace jenjang

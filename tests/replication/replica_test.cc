#include "replication/replica.h"

#include <algorithm>

#include "schema/hash.h"
#include "tests/replication/replica_fixture.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;
using Names = vector<string>;

class ReplicaTest : public ReplicaFixture {
 protected:
  Result<void> load(const ReplicaConfig& config) {
    SeededRandom random(1);
    MemoryStore store;
    Replica replica(config, store, random);
    return replica.load(invitation_, network_.now().mono);
  }
  ReplicaConfig config(const TestNode& node) const {
    return {node.keys, TestFederation::root(), {}, {}};
  }
  // One message from that node, as the transport would give it.
  void say(const string& to, const NodeId& from, const string& bytes) {
    peer(to).turn(network_.now(), {{{LinkId::Side::accepted, from}, bytes}});
  }
  string hello_of(const TestNode& node) const {
    return encode_message(
        Hello{kLinkVersion, node.keys.id, node.area, {7}, {}, 1 << 20, network_.now().wall});
  }
  std::size_t directory_batches(const string& at, const string& writer) {
    std::size_t out = 0;
    for (const auto& [feed, state] : peer(at).ledger().feeds_of(id(writer))) {
      if (feed.book.is_directory()) out += state.number;
    }
    return out;
  }
};

TEST_F(ReplicaTest, ANodeThatIsNotEnrolledDoesNotStart) {
  const Result<void> loaded = load(config(TestFederation::make_node("64.74")));
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().code, Code::denied);
  EXPECT_NE(loaded.error().message.find("undangan"), string::npos);
}

// A thief may have revoked it, and only a node that runs hears that the thief is gone.
TEST_F(ReplicaTest, ANodeThatIsRevokedStarts) {
  invitation_.entries.push_back(federation_.revocation("64.72", {}));
  EXPECT_TRUE(load(config(federation_.node("64.72"))).ok());
}

TEST_F(ReplicaTest, StrangersAreNotAnswered) {
  start("64");
  const TestNode stranger = TestFederation::make_node("64.74");
  // Enrolled, but neither above nor below.
  const TestNode& aside = federation_.node("11");
  for (const TestNode& node : {stranger, aside}) {
    say("64", node.keys.id, hello_of(node));
    EXPECT_EQ(peer("64").noticed(), Names{"link-stranger"}) << node.name;
    EXPECT_TRUE(peer("64").replica().sessions().empty());
    restart("64");
  }
}

TEST_F(ReplicaTest, AMalformedMessageIsNoticedAndHarmsNothing) {
  start("0");
  start("64", {"0"});
  network_.run_for_ms(2000);
  say("0", id("64"), "\xff\xff no message");
  EXPECT_EQ(peer("0").noticed(), Names{"link-malformed"});
  EXPECT_NE(peer("0").notices()[0].detail.find(id("64").hex()), string::npos);
  write("64", "64", "a report");
  network_.run_for_ms(3000);
  EXPECT_TRUE(equal("0", "64"));
}

TEST_F(ReplicaTest, ARefusedBatchIsNoticedWithItsVerdict) {
  start("0");
  start("64", {"0"});
  network_.run_for_ms(2000);
  // The province writes where it may not.
  const NodeSignKeys& keys = federation_.node("64").keys;
  const SealedBatch batch =
      seal({{Book::of(area("11")), keys.id, {9}}, 1, {}, network_.now().wall}, {{"x", {}}}, keys);
  ContactId contact;
  network_.lose_if([&](const Passing& passing) {
    if (const auto* have = std::get_if<Summary>(&passing.message); have && passing.to == "0") {
      contact = have->contact;
    }
    return false;
  });
  network_.run_for_ms(61'000);
  say("0", id("64"), encode_message(Deliver{contact, batch, ""}));
  EXPECT_EQ(peer("0").noticed(), Names{"batch-refused"});
  EXPECT_NE(peer("0").notices()[0].detail.find("verdict=not_held"), string::npos);
}

TEST_F(ReplicaTest, EntriesOfTheInvitationAboutItsAreaArePublishedOnce) {
  start("0");
  start("64", {"0"});
  network_.run_for_ms(3000);
  EXPECT_EQ(directory_batches("0", "0"), 1U);
  EXPECT_EQ(directory_batches("64", "64"), 1U);
  // The province published nothing about the nation.
  for (const auto& [feed, state] : peer("64").ledger().feeds_of(id("64"))) {
    const auto batch = peer("64").ledger().batch(feed, 1);
    const auto items = open_payload(*decode_header(batch->header.bytes), batch->payload);
    for (const BatchItem& item : *items) {
      const DirectoryEntry entry = decode_entry(item.body)->entry;
      if (const auto* enrolment = std::get_if<Enrolment>(&entry)) {
        EXPECT_TRUE(area("64").contains(enrolment->area));
      }
    }
  }
  restart("0");
  network_.run_for_ms(65'000);
  EXPECT_TRUE(equal("0", "64"));
  std::size_t enrolments = 0;
  for (const string& body : peer("64").received()) {
    const Result<SignedEntry> entry = decode_entry(body);
    enrolments += entry && std::holds_alternative<Enrolment>(entry->entry);
  }
  EXPECT_EQ(enrolments, 6U);
}

TEST_F(ReplicaTest, ANodeWithoutLinksPublishesItsEntriesAtOnce) {
  start("0");
  network_.run_for_ms(1);
  EXPECT_EQ(directory_batches("0", "0"), 1U);
}

TEST_F(ReplicaTest, EntriesThatAreHeldAlreadyAreNotWrittenAgain) {
  start("0");
  network_.run_for_ms(100);
  const SignedEntry roads =
      sign_entry(CategoryList{1, {{4, "Roads", 0, true}}}, federation_.node("0").keys);
  peer("0").add_entries({roads, federation_.enrolment(federation_.node("64"))});
  network_.run_for_ms(100);
  EXPECT_EQ(peer("0").entries_written(), 1U);
  peer("0").add_entries({roads});
  network_.run_for_ms(100);
  EXPECT_EQ(peer("0").entries_written(), 1U);
  EXPECT_EQ(peer("0").replica().directory().category(4)->name, "Roads");
}

// An entry that a node merely knows, from its invitation, lies in no batch and reaches nobody.
TEST_F(ReplicaTest, AnEntryThatIsKnownButInNoBatchIsWritten) {
  const SignedEntry enrolment = federation_.enrolment(federation_.node("11"));
  const Invitation whole = invitation_;
  std::erase_if(invitation_.entries,
                [&](const SignedEntry& e) { return e.id() == enrolment.id(); });
  start("0");
  invitation_ = whole;
  start("64", {"0"});
  network_.run_for_ms(3000);
  ASSERT_TRUE(peer("64").replica().directory().active(id("11")));
  ASSERT_FALSE(peer("0").replica().directory().active(id("11")));
  peer("64").add_entries({enrolment});
  network_.run_for_ms(3000);
  EXPECT_TRUE(peer("0").replica().directory().active(id("11")));
}

TEST_F(ReplicaTest, AnEntryOfAnotherNodesOwnIsNotWritten) {
  start("0");
  network_.run_for_ms(100);
  peer("0").add_entries(
      {sign_entry(UnitList{area("64"), 1, {{1, "a unit of the province", 0, true}}},
                  federation_.node("64").keys)});
  network_.run_for_ms(100);
  EXPECT_EQ(peer("0").replica().directory().unit(area("64"), 1), nullptr);
}

TEST_F(ReplicaTest, ANodeThatIsEnrolledLaterIsWelcomeThen) {
  const Invitation whole = invitation_;
  std::erase_if(invitation_.entries, [&](const SignedEntry& entry) {
    const auto* enrolment = std::get_if<Enrolment>(&entry.entry);
    return enrolment != nullptr && enrolment->node() == id("64");
  });
  start("0");
  invitation_ = whole;
  start("64", {"0"});
  write("64", "64", "a report");
  network_.run_for_ms(3000);
  EXPECT_FALSE(peer("0").equal_to(id("64")));
  peer("0").add_entries({federation_.enrolment(federation_.node("64"))});
  network_.run_for_ms(5000);
  EXPECT_TRUE(equal("0", "64"));
}

TEST_F(ReplicaTest, EveryStartWritesUnderAnIncarnationOfItsOwn) {
  start("64");
  const Incarnation first = peer("64").replica().incarnation();
  EXPECT_EQ(peer("64").replica().incarnation(), first);
  restart("64");
  EXPECT_NE(peer("64").replica().incarnation(), first);
}

TEST_F(ReplicaTest, EachLifeGoesOnFromTheOneBefore) {
  start("0");
  start("64", {"0"});
  for (int life = 0; life < 3; ++life) {
    write("64", "64", "report of life " + std::to_string(life));
    network_.run_for_ms(3000);
    restart("64");
    network_.run_for_ms(3000);
  }
  EXPECT_TRUE(equal("0", "64"));
  EXPECT_EQ(incarnations("0", "64"), 3U);
  // The reports, and what each end has witnessed of the other.
  EXPECT_EQ(peer("0").ledger().vector_of_books(area("64")).size(), 3U);
  EXPECT_EQ(peer("0").ledger().vector_of_books(area("64")),
            peer("64").ledger().vector_of_books(area("0")));
}

// Twenty lives that nobody saw, and then a node that has nothing.
TEST_F(ReplicaTest, WhoComesLateFollowsTheNamesBackwards) {
  start("64", {"0"});
  for (int life = 0; life < 20; ++life) {
    write("64", "64", "report of life " + std::to_string(life));
    network_.run_for_ms(10);
    restart("64");
  }
  start("0");
  network_.run_for_ms(5000);
  EXPECT_TRUE(equal("0", "64"));
  EXPECT_EQ(incarnations("0", "64"), 20U);
  const Names& received = peer("0").received();
  EXPECT_EQ(std::count_if(received.begin(), received.end(),
                          [](const string& body) { return body.starts_with("report of life"); }),
            20);
}

TEST_F(ReplicaTest, ARestoredBackupTakesItsTailBackAndRewritesNoNumber) {
  start("0");
  start("64", {"0"});
  write("64", "64", "before the backup");
  network_.run_for_ms(2000);
  const MemoryView backup = store("64").contents();
  write("64", "64", "after the backup");
  network_.run_for_ms(2000);
  store("64").restore(backup);
  restart("64");
  network_.cut("0", "64");
  network_.run_for_ms(1000);
  write("64", "64", "written while cut off");
  network_.run_for_ms(2000);
  network_.heal("0", "64");
  network_.run_for_ms(5000);
  EXPECT_TRUE(equal("0", "64"));
  EXPECT_TRUE(peer("64").replica().directory().forks().empty());
  EXPECT_EQ(peer("64").received().back(), "after the backup");
  EXPECT_EQ(incarnations("64", "64"), 2U);
}

// A node whose random numbers repeat: its copy goes on in the same incarnation.
class ForkTest : public ReplicaTest {
 protected:
  void fork() {
    start("0");
    start("64", {"0"});
    start("64.72", {"64"});
    network_.run_for_ms(3000);
    write("64.72", "64.72", "one");
    network_.run_for_ms(2000);
    const MemoryView backup = store("64.72").contents();
    write("64.72", "64.72", "two");
    network_.run_for_ms(2000);
    store("64.72").restore(backup);
    network_.cut("64.72", "64");
    start_again("64.72");
    write("64.72", "64.72", "another two");
    network_.run_for_ms(1000);
    forked_ = {Book::of(area("64.72")), id("64.72"), peer("64.72").replica().incarnation(),
               v1::LANE_NEWS};
    network_.heal("64.72", "64");
    network_.run_for_ms(10'000);
  }
  FeedId forked_;
};

TEST_F(ForkTest, WhoSeesBothBranchesPublishesTheProof) {
  fork();
  const Names noticed = peer("64").noticed();
  EXPECT_NE(std::find(noticed.begin(), noticed.end(), "fork"), noticed.end());
  for (const string name : {"0", "64", "64.72"}) {
    const auto& forks = peer(name).replica().directory().forks();
    ASSERT_TRUE(forks.contains(forked_)) << name;
    EXPECT_EQ(forks.at(forked_), 2U) << name;
    EXPECT_EQ(peer(name).ledger().standing(forked_).number, 1U) << name;
  }
  EXPECT_TRUE(equal("0", "64"));
  EXPECT_TRUE(equal("64", "64.72"));
}

TEST_F(ForkTest, TheNodeGoesOnUnderAFreshIncarnation) {
  fork();
  write("64.72", "64.72", "three");
  EXPECT_NE(peer("64.72").replica().incarnation(), forked_.incarnation);
  network_.run_for_ms(5000);
  const Names& received = peer("0").received();
  EXPECT_NE(std::find(received.begin(), received.end(), "three"), received.end());
  EXPECT_TRUE(equal("0", "64"));
  EXPECT_TRUE(equal("64", "64.72"));
}

TEST_F(ForkTest, TheProofIsPublishedOnce) {
  fork();
  const std::size_t before = directory_batches("64", "64");
  network_.run_for_ms(120'000);
  EXPECT_EQ(directory_batches("64", "64"), before);
}

// Its parent holds the other branch, and cannot take in the feed that the proof lies in.
TEST_F(ReplicaTest, AForkOfItsDirectoryFeedIsShownToWhoCannotTakeInTheProof) {
  start("0");
  start("64", {"0"});
  start("64.72", {"64"});
  network_.run_for_ms(3000);
  const MemoryView backup = store("64.72").contents();
  const FeedId forked{Book::directory(), id("64.72"), peer("64.72").replica().incarnation(),
                      v1::LANE_CONTROL};
  const auto add = [&](std::vector<SignedEntry> entries) {
    peer("64.72").add_entries(std::move(entries));
    network_.run_for_ms(1000);
  };
  const auto of_stranger = [&](const std::string& name) -> std::vector<SignedEntry> {
    return {TestFederation::enrol(TestFederation::make_node(name),
                                  TestFederation::authority(area("64.72")))};
  };
  add(of_stranger("64.72c"));
  const SealedBatch theirs = peer("64").ledger().batch(forked, 2).value();
  network_.cut("64.72", "64");
  store("64.72").restore(backup);
  start_again("64.72");
  add(of_stranger("64.72d"));
  const SealedBatch ours = peer("64.72").ledger().batch(forked, 2).value();
  restart("64.72");
  add(of_stranger("64.72e"));
  add({wrap_fork(ForkProof{ours.header, theirs.header})});
  network_.heal("64.72", "64");
  network_.run_for_ms(10'000);
  EXPECT_TRUE(peer("0").replica().directory().fork(forked));
  EXPECT_TRUE(equal("0", "64"));
  EXPECT_TRUE(equal("64", "64.72"));
}

TEST_F(ReplicaTest, ARevokedNodeIsNotListenedToAnyMore) {
  start_chain();
  network_.run_for_ms(3000);
  write("64.72", "64.72", "in time");
  network_.run_for_ms(2000);
  const FeedId feed{Book::of(area("64.72")), id("64.72"), peer("64.72").replica().incarnation(),
                    v1::LANE_NEWS};
  const FeedHead head = peer("64").ledger().standing(feed);
  peer("64").add_entries(
      {federation_.revocation("64.72", {lone_cut(feed, head.number, head.hash)})});
  network_.run_for_ms(100);
  write("64.72", "64.72", "too late");
  network_.run_for_ms(5000);
  EXPECT_EQ(peer("64").ledger().at(feed).number, 1U);
  EXPECT_FALSE(peer("64").replica().directory().active(id("64.72")));
  EXPECT_EQ(peer("64").replica().sessions().size(), 1U);
  EXPECT_TRUE(equal("0", "64"));
}

// The node that had published an enrolment is revoked with a cut before it.
class StrandedTest : public ReplicaTest {
 protected:
  StrandedTest() {
    start("0");
    start("64", {"0"});
    network_.run_for_ms(3000);
    peer("64").add_entries(
        {federation_.authority_entry(area("64.74")), federation_.enrolment(late_)});
    network_.run_for_ms(3000);
    EXPECT_TRUE(peer("0").replica().directory().active(late_.keys.id));
    peer("0").add_entries({federation_.revocation("64", {})});
  }
  // Who joins now gets nothing of the revoked one's feeds.
  bool reaches_who_joins() {
    start("64b", {"0"});
    network_.run_for_ms(3000);
    return equal("0", "64b") && peer("64b").replica().directory().active(late_.keys.id);
  }

  const TestNode late_ = TestFederation::make_node("64.74");
};

TEST_F(StrandedTest, AnEntryPastACutIsPublishedAnewByWhoHoldsIt) {
  network_.run_for_ms(30'000);
  EXPECT_TRUE(reaches_who_joins());
}

// Simulator seed 61114.
TEST_F(StrandedTest, AnEntryPastACutIsPublishedAnewAlsoAfterARestart) {
  network_.run_for_ms(1000);
  restart("0");
  network_.run_for_ms(30'000);
  EXPECT_TRUE(reaches_who_joins());
}

TEST_F(ReplicaTest, WhatARevokedNodeWroteBeforeReachesItsTierByAnotherWay) {
  start("64");
  start("64.72", {"64.72b"});
  start("64.72b", {"64"});
  network_.run_for_ms(3000);
  network_.cut("64.72b", "64");
  write("64.72", "64.72", "one");
  write("64.72", "64.72", "two");
  network_.run_for_ms(2000);
  const FeedId feed{Book::of(area("64.72")), id("64.72"), peer("64.72").replica().incarnation(),
                    v1::LANE_NEWS};
  const auto first = peer("64.72b").ledger().batch(feed, 1);
  peer("64").add_entries(
      {federation_.revocation("64.72", {lone_cut(feed, 1, header_hash(first->header.bytes))})});
  network_.run_for_ms(1000);
  network_.heal("64.72b", "64");
  network_.run_for_ms(5000);
  EXPECT_EQ(peer("64").ledger().at(feed).number, 1U);
  EXPECT_EQ(peer("64.72b").ledger().at(feed).number, 2U);
  EXPECT_TRUE(equal("64", "64.72b"));
}

// The proof and the tail it cuts come in one turn.
TEST_F(ForkTest, ATailOfItsOwnThatIsCutComesBackUpToTheCut) {
  fork();
  stores_.erase("64.72");
  network_.attach("64.72", nullptr);
  restart("64.72");
  network_.run_for_ms(5000);
  EXPECT_EQ(peer("64.72").ledger().at(forked_).number, 1U);
  EXPECT_TRUE(equal("64", "64.72"));
}

// A thief had revoked the node; the first turn after a start hears of the thief's end, and that
// nothing is cut any more.
TEST_F(ReplicaTest, WhatTheLastLifeHadCutIsJudgedInTheFirstTurnThatHasNoCuts) {
  start("64");
  start("64.72", {"64"});
  for (const char* life : {"one", "two"}) {
    write("64.72", "64.72", life);
    network_.run_for_ms(5000);
    restart("64.72");
  }
  peers_.erase("64.72");
  network_.attach("64.72", nullptr);
  const auto open = [&] {
    std::size_t out = 0;
    for (const auto& [feed, state] : peer("64").ledger().feeds_of(id("64.72"))) {
      out += feed.carries_events() && peer("64").ledger().is_open(feed) ? 1 : 0;
    }
    return out;
  };
  const auto hear = [&](const SignedEntry& entry) {
    peer("64").add_entries({entry});
    network_.poke("64");
    network_.run_for_ms(1000);
  };
  ASSERT_EQ(open(), 1U);
  hear(federation_.revocation("64.72", {}));
  ASSERT_EQ(open(), 2U);
  restart("64");
  const AuthorityKey thief = TestFederation::authority(area("64.72")).authority();
  std::vector<EntryId> kept{federation_.enrolment(federation_.node("64.72")).id(),
                            federation_.enrolment(federation_.node("64.72b")).id()};
  std::sort(kept.begin(), kept.end());
  hear(sign_entry(AuthorityEnd{area("64.72"), thief, 1, kept},
                  TestFederation::authority(area("64"))));
  EXPECT_FALSE(peer("64").replica().directory().has_cuts());
  EXPECT_EQ(open(), 1U);
}

}  // namespace
}  // namespace jenjang

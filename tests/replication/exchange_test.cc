// What several replicas come to by their sessions alone.
#include <algorithm>

#include "tests/replication/replica_fixture.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;
using Names = vector<string>;

class ExchangeTest : public ReplicaFixture {};

Names sorted(Names names) {
  std::sort(names.begin(), names.end());
  return names;
}

// Without directory entries.
Names bodies(const ReplicaPeer& peer) {
  Names out;
  for (const string& body : peer.received()) {
    if (!decode_entry(body)) out.push_back(body);
  }
  return sorted(out);
}

TEST_F(ExchangeTest, NodesThatHoldTheSameProveItAndFallSilent) {
  start_chain();
  write("64.72", "64.72", "a report");
  network_.run_for_ms(5000);
  EXPECT_TRUE(equal("64", "0"));
  EXPECT_TRUE(equal("64.72", "64"));
  EXPECT_EQ(bodies(peer("0")), Names{"a report"});
  log_.clear();
  network_.run_for_ms(50'000);
  EXPECT_EQ(log_.size(), 0U);
  // A heartbeat is a question and an answer.
  network_.run_for_ms(60'000);
  EXPECT_LE(log_.size(), 2U * 2U * 2U);
  EXPECT_TRUE(equal("64", "0"));
}

TEST_F(ExchangeTest, EachPushesWhatTheOtherLacks) {
  start("0");
  start("64", {"0"});
  network_.run_for_ms(2000);
  network_.cut("0", "64");
  write("64", "64", "from below");
  write("0", "64", "from above");
  write("64", "64", "a move from below", v1::LANE_CONTROL);
  network_.run_for_ms(60'000);
  EXPECT_FALSE(peer("0").equal_to(id("64")));
  network_.heal("0", "64");
  network_.run_for_ms(5000);
  EXPECT_TRUE(equal("0", "64"));
  EXPECT_EQ(bodies(peer("0")), (Names{"a move from below", "from below"}));
  EXPECT_EQ(bodies(peer("64")), Names{"from above"});
}

TEST_F(ExchangeTest, AFreshBatchIsPushedAtOnce) {
  start_chain();
  network_.run_for_ms(5000);
  write("64.72", "64.72", "a report");
  // Two hops of a millisecond each.
  network_.run_for_ms(3);
  EXPECT_EQ(bodies(peer("0")), Names{"a report"});
  network_.run_for_ms(3);
  EXPECT_TRUE(session("64.72", "64")
                  .peer_has(peer("64.72").ledger().feeds_of(id("64.72")).rbegin()->first, 1));
}

TEST_F(ExchangeTest, TheFirstBatchComesWithinASecondOfTheLinksReturn) {
  start("0");
  start("64", {"0"});
  network_.run_for_ms(2000);
  network_.cut("0", "64");
  write("64", "64", "while cut off");
  network_.run_for_ms(600'000);
  network_.heal("0", "64");
  network_.run_for_ms(1000);
  EXPECT_EQ(bodies(peer("0")), Names{"while cut off"});
}

TEST_F(ExchangeTest, WhatWasWrittenAboveComesDownWithinASecondOfTheLinksReturn) {
  for (const std::int64_t outage_ms : {5'000, 600'000}) {
    peers_.clear();
    stores_.clear();
    start("0");
    start("64", {"0"});
    network_.run_for_ms(2000);
    network_.cut("0", "64");
    write("0", "64", "a move down", v1::LANE_CONTROL);
    network_.run_for_ms(outage_ms);
    network_.heal("0", "64");
    network_.run_for_ms(1000);
    EXPECT_EQ(bodies(peer("64")), Names{"a move down"}) << outage_ms;
  }
}

TEST_F(ExchangeTest, AParentThatWasRestartedIsMetAtTheNextHeartbeat) {
  start("0");
  start("64", {"0"});
  network_.run_for_ms(2000);
  restart("0");
  write("0", "64", "a move down", v1::LANE_CONTROL);
  network_.run_for_ms(65'000);
  EXPECT_TRUE(equal("0", "64"));
  EXPECT_EQ(bodies(peer("64")), Names{"a move down"});
}

TEST_F(ExchangeTest, AParentCallsAChildThatIsGoneForABoundedTime) {
  start("0");
  start("64", {"0"});
  network_.run_for_ms(2000);
  network_.attach("64", nullptr);
  write("0", "64", "a move down", v1::LANE_CONTROL);
  network_.run_for_ms(600'000);
  log_.clear();
  network_.run_for_ms(3'600'000);
  EXPECT_EQ(log_.size(), 0U);
}

TEST_F(ExchangeTest, AnyLostMessageIsHealed) {
  const Names kinds = {"Hello", "Summary", "Vector",      "Deliver",
                       "Have",  "Refused", "SignedHeads", "SignedWitness"};
  for (const string& kind : kinds) {
    for (const int lost : {1, 2, 5}) {
      peers_.clear();
      stores_.clear();
      int left = lost;
      network_.lose_if([&](const Passing& passing) {
        return message_name(passing.message) == kind && left-- > 0;
      });
      start("0");
      start("64", {"0"});
      start("64.72", {"64"});
      for (int i = 0; i < 20; ++i) {
        write("64.72", "64.72", "report " + std::to_string(i));
        write("64", "64.72", "move " + std::to_string(i), v1::LANE_CONTROL);
        network_.run_for_ms(40);
      }
      network_.run_for_ms(20'000);
      EXPECT_TRUE(equal("0", "64")) << kind << " lost " << lost;
      EXPECT_TRUE(equal("64", "64.72")) << kind << " lost " << lost;
      EXPECT_EQ(bodies(peer("0")).size(), 40U) << kind << " lost " << lost;
      EXPECT_EQ(bodies(peer("64.72")).size(), 20U) << kind << " lost " << lost;
    }
  }
}

TEST_F(ExchangeTest, ALinkThatLosesEveryThirdMessageStillComesToTheSame) {
  SeededRandom dice(3);
  network_.lose_if([&](const Passing&) { return dice.number() % 3 == 0; });
  start_chain();
  for (int i = 0; i < 50; ++i) {
    write("64.72", "64.72", "report " + std::to_string(i));
    network_.run_for_ms(100);
  }
  network_.run_for_ms(60'000);
  EXPECT_EQ(bodies(peer("0")).size(), 50U);
}

TEST_F(ExchangeTest, ABookGoesToItsHoldersOnly) {
  start_chain();
  start("11", {"0"});
  write("0", "0", "the nation's own");
  write("64", "64", "the province's own");
  write("0", "64.72", "from the nation for the city");
  network_.run_for_ms(5000);
  EXPECT_EQ(bodies(peer("64.72")), Names{"from the nation for the city"});
  EXPECT_EQ(bodies(peer("64")), Names{"from the nation for the city"});
  EXPECT_EQ(bodies(peer("0")), Names{"the province's own"});
  EXPECT_EQ(bodies(peer("11")), Names{});
  EXPECT_TRUE(equal("0", "11"));
}

TEST_F(ExchangeTest, TheDirectoryComesBeforeTheBooksThatNeedIt) {
  // The nation has not heard of the city yet.
  const Invitation whole = invitation_;
  std::erase_if(invitation_.entries, [&](const SignedEntry& entry) {
    const auto* enrolment = std::get_if<Enrolment>(&entry.entry);
    return enrolment != nullptr && enrolment->node() == id("64.72");
  });
  start("0");
  invitation_ = whole;
  start("64", {"0"});
  start("64.72", {"64"});
  network_.cut("0", "64");
  write("64.72", "64.72", "a report");
  network_.run_for_ms(5000);
  ASSERT_TRUE(equal("64", "64.72"));
  network_.heal("0", "64");
  network_.run_for_ms(5000);
  EXPECT_TRUE(equal("0", "64"));
  EXPECT_EQ(bodies(peer("0")), Names{"a report"});
  EXPECT_EQ(session("64", "0").counts().refused, 0U);
}

TEST_F(ExchangeTest, AThinUplinkCarriesABatchOfTwoReplicasOnce) {
  start("64");
  start("64.72", {"64", "64.72b"});
  start("64.72b", {"64"});
  network_.run_for_ms(5000);
  const std::size_t before = arrived("64.72", "64", "Deliver") + arrived("64.72b", "64", "Deliver");
  for (int i = 0; i < 10; ++i) {
    write("64.72", "64.72", "report " + std::to_string(i));
    network_.run_for_ms(30);
  }
  network_.run_for_ms(5000);
  const std::size_t after = arrived("64.72", "64", "Deliver") + arrived("64.72b", "64", "Deliver");
  EXPECT_EQ(after - before, 10U);
  EXPECT_EQ(bodies(peer("64.72b")).size(), 10U);
  EXPECT_TRUE(equal("64.72b", "64"));
}

TEST_F(ExchangeTest, AReplicaCarriesWhatItsSiblingCannotSend) {
  start("64");
  start("64.72", {"64", "64.72b"});
  start("64.72b", {"64"});
  network_.run_for_ms(5000);
  network_.cut("64.72", "64");
  write("64.72", "64.72", "a report");
  network_.run_for_ms(1000);
  EXPECT_EQ(bodies(peer("64")), Names{"a report"});
}

TEST_F(ExchangeTest, AFallbackParentIsALinkLikeAnyOther) {
  start("0");
  start("64", {"0"});
  start("64.72", {"64", "0"});
  network_.run_for_ms(5000);
  network_.attach("64", nullptr);
  write("64.72", "64.72", "while the province is down");
  network_.run_for_ms(1000);
  EXPECT_EQ(bodies(peer("0")), Names{"while the province is down"});
  restart("64");
  network_.run_for_ms(5000);
  EXPECT_TRUE(equal("0", "64"));
  EXPECT_TRUE(equal("64", "64.72"));
  EXPECT_EQ(bodies(peer("64")), Names{"while the province is down"});
}

TEST_F(ExchangeTest, LagIsKnownEvenWhereDataCannotMove) {
  start("0");
  start("64", {"0"});
  network_.run_for_ms(2000);
  network_.lose_if(
      [](const Passing& passing) { return std::holds_alternative<Deliver>(passing.message); });
  for (int i = 0; i < 3; ++i) write("64", "64", "report " + std::to_string(i));
  network_.run_for_ms(5000);
  EXPECT_EQ(session("0", "64").to_receive().events, 3U);
  EXPECT_GE(session("64", "0").to_send().events, 3U);
  EXPECT_FALSE(peer("0").equal_to(id("64")));
  network_.lose_if(nullptr);
  network_.run_for_ms(5000);
  EXPECT_EQ(session("0", "64").to_receive().events, 0U);
  EXPECT_TRUE(equal("0", "64"));
}

TEST_F(ExchangeTest, TheParentCountersignsWithItsOwnTime) {
  start("0");
  start("64", {"0"});
  write("64", "64", "a report");
  network_.run_for_ms(5000);
  ASSERT_TRUE(session("64", "0").witnessed());
  EXPECT_LE(*session("64", "0").witnessed(), network_.now().wall);
  EXPECT_GE(session("64", "0").witnessed()->ms, network_.now().wall.ms - 5000);
}

TEST_F(ExchangeTest, AThinLinkComesToTheSame) {
  start("0", {}, SessionProfile::vsat());
  start("64", {"0"}, SessionProfile::vsat());
  network_.run_for_ms(30'000);
  EXPECT_TRUE(equal("0", "64"));
  network_.cut("0", "64");
  write("64", "64", "a report");
  network_.run_for_ms(600'000);
  network_.heal("0", "64");
  network_.run_for_ms(150'000);
  EXPECT_TRUE(equal("0", "64"));
  EXPECT_EQ(bodies(peer("0")), Names{"a report"});
}

TEST_F(ExchangeTest, ACatchUpOfManyBatchesStaysWithinTheWindow) {
  SessionProfile small;
  small.window_bytes = 64 << 10;
  start("0", {}, small);
  start("64", {"0"}, small);
  network_.run_for_ms(2000);
  network_.cut("0", "64");
  for (int i = 0; i < 300; ++i) {
    write("64", "64", "report " + std::to_string(i), v1::LANE_NEWS, string(2000, 'x'));
  }
  std::size_t in_flight = 0;
  std::size_t most = 0;
  network_.watch([&](const Passing& passing, Fate fate) {
    if (fate == Fate::cut) return;
    if (std::holds_alternative<Hello>(passing.message)) in_flight = 0;
    if (const auto* deliver = std::get_if<Deliver>(&passing.message)) in_flight += deliver->bytes();
    if (const auto* have = std::get_if<Have>(&passing.message)) in_flight -= have->credit_bytes;
    most = std::max(most, in_flight);
  });
  network_.run_for_ms(3000);
  network_.heal("0", "64");
  network_.run_for_ms(10'000);
  EXPECT_TRUE(equal("0", "64"));
  EXPECT_EQ(bodies(peer("0")).size(), 300U);
  EXPECT_LE(most, small.window_bytes + 4096);
  EXPECT_GE(most, small.window_bytes / 2);
}

TEST_F(ExchangeTest, APackIsFetchedAgainFromWhoeverHasIt) {
  start_chain();
  write("64.72", "64.72", "a report", v1::LANE_NEWS, "its contents");
  network_.run_for_ms(3000);
  const FeedId feed = peer("64.72").ledger().feeds_of(id("64.72")).rbegin()->first;
  peer("64").replica().want_pack({feed, 1});
  network_.poke("64");
  network_.run_for_ms(10);
  ASSERT_EQ(peer("64").packs().size(), 2U);
  for (const PackAgain& pack : peer("64").packs()) EXPECT_EQ(pack.pack, "its contents");
}

}  // namespace
}  // namespace jenjang

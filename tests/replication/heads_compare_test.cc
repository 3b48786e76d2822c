// What comparing a peer's signed heads costs, however many feeds it invents.
#include "replication/heads_compare.h"

#include <gtest/gtest.h>

#include "replication/peer_heads.h"
#include "tests/replication/sealer.h"
#include "tests/support/counting_view.h"
#include "tests/support/memory_store.h"
#include "tests/support/test_federation.h"

namespace jenjang {
namespace {

using std::vector;

constexpr std::uint64_t kFeeds = 200;

// The province hears its city, of which it holds one feed that each of its lives has closed anew.
class HeadsCompareTest : public testing::Test {
 protected:
  HeadsCompareTest() : ledger_(view_, directory_, area("64")), heads_(view_, ledger_) {
    for (const SignedEntry& entry : federation_.invitation().entries) directory_.add(entry, {});
    ledger_.set_watch([this](const FeedChange& change) { heads_.feed_changed(change.feed); });
    for (std::uint64_t life = 1; life <= kFeeds; ++life) write("64.72", life);
    view_.take_gets(Family::feeds);
  }
  const TestNode& node(const std::string& name) const { return federation_.node(name); }
  FeedId feed(const std::string& writer, std::uint64_t incarnation) const {
    return {Book::of(area("64.72")), node(writer).keys.id, {incarnation}, v1::LANE_NEWS};
  }
  // A first batch, which goes on from that of the life before.
  void write(const std::string& writer, std::uint64_t incarnation) {
    vector<FeedHead> continues;
    if (last_.contains(writer)) continues = {last_.at(writer)};
    Sealer sealer(feed(writer, incarnation), node(writer).keys, continues);
    Writes writes;
    EXPECT_EQ(ledger_.absorb(sealer.next({"a report"}), "", writes).verdict, Verdict::stored);
    EXPECT_TRUE(store_.commit(writes, Durability::synced).ok());
    ledger_.committed();
    last_.insert_or_assign(writer, sealer.head());
  }
  CountedHead head(std::uint64_t incarnation, std::uint64_t number = 1) const {
    return {{feed("64.72", incarnation), number, {}}, number, 0};
  }
  HeardHeads heard(const vector<CountedHead>& below) const {
    HeardHeads out;
    out.heads.node = node("64.72").keys.id;
    out.said.below = below;
    return out;
  }
  // Feeds that nobody holds.
  HeardHeads invented() const {
    vector<CountedHead> below;
    for (std::uint64_t i = 1; i <= kFeeds; ++i) below.push_back(head(10'000 + i));
    return heard(below);
  }
  // Feeds that are held, and one that is not: perhaps it goes on from all that were invented.
  HeardHeads held_and_one() const {
    vector<CountedHead> below;
    for (std::uint64_t life = 1; life < kFeeds; ++life) below.push_back(head(life));
    below.push_back(head(20'000));
    return heard(below);
  }

  const TestFederation federation_{{"0", "64", "64.72", "64.72b"}};
  Directory directory_{TestFederation::root()};
  MemoryStore store_;
  CountingView view_{store_};
  Ledger ledger_;
  PeerHeads heads_;
  std::map<std::string, FeedHead> last_;
};

TEST_F(HeadsCompareTest, EachHeadIsLookedUpOnce) {
  EXPECT_EQ(compare_heads(ledger_, invented(), held_and_one()).order, HeadsOrder::undecided);
  EXPECT_LE(view_.take_gets(Family::feeds), 2 * kFeeds);
}

TEST_F(HeadsCompareTest, OnlyAFeedOfThatBookAndLaneMayGoOnFromAnother) {
  HeardHeads after = heard({head(20'000)});
  after.said.below.front().head.feed.lane = v1::LANE_CONTROL;
  EXPECT_EQ(compare_heads(ledger_, invented(), after).order, HeadsOrder::back);
  after.said.below.front().head.feed.lane = v1::LANE_NEWS;
  EXPECT_EQ(compare_heads(ledger_, invented(), after).order, HeadsOrder::undecided);
  after.said.below.front().head.feed = feed("64.72", 1);
  EXPECT_EQ(compare_heads(ledger_, invented(), after).order, HeadsOrder::back);
}

TEST_F(HeadsCompareTest, WhatIsUndecidedIsJudgedAgainWhenAFeedOfThatPeerChanges) {
  const NodeId peer = node("64.72").keys.id;
  const Now now{Instant{kSecondUs}, kNoon};
  Writes writes;
  heads_.hear(peer, invented(), now, writes);
  heads_.hear(peer, held_and_one(), now, writes);
  heads_.tend(now, writes);
  EXPECT_TRUE(heads_.back().empty());
  view_.take_gets(Family::feeds);
  write("64.72b", 1);
  view_.take_gets(Family::feeds);
  heads_.tend(now, writes);
  EXPECT_EQ(view_.take_gets(Family::feeds), 0U);
  // What was ahead is here, and goes on from none of them.
  write("64.72", 20'000);
  heads_.tend(now, writes);
  EXPECT_TRUE(heads_.back().contains(peer));
}

}  // namespace
}  // namespace jenjang

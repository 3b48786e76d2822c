// Feeds that go on from each other: what is open, what is closed, and what a first batch waits for.
#include <gtest/gtest.h>

#include "replication/ledger.h"
#include "schema/hash.h"
#include "tests/replication/sealer.h"
#include "tests/support/memory_store.h"
#include "tests/support/test_federation.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;
using Heads = vector<FeedHead>;

// The ledger of the province, which holds two batches of the city's first life.
class ContinuedFeeds : public testing::Test {
 protected:
  ContinuedFeeds() {
    for (const SignedEntry& entry : federation_.invitation().entries) directory_.add(entry, {});
    take(first_.next({"item"}));
    take(first_.next({"item"}));
  }

  const TestNode& city() const { return federation_.node("64.72"); }
  // The city's feed in one incarnation.
  Sealer life(std::uint64_t incarnation, Heads continues = {}) const {
    const FeedId feed{Book::of(city().area), city().keys.id, {incarnation}};
    return {feed, city().keys, std::move(continues)};
  }
  Absorbed absorb(const SealedBatch& batch) {
    Writes writes;
    Absorbed out = ledger_.absorb(batch, "", writes);
    commit(writes);
    return out;
  }
  void take(const SealedBatch& batch) { EXPECT_EQ(absorb(batch).verdict, Verdict::stored); }
  void commit(const Writes& writes) {
    ASSERT_TRUE(store_.commit(writes, Durability::synced).ok());
    ledger_.committed();
  }
  void cut(const SignedEntry& entry) {
    directory_.add(entry, {});
    Writes writes;
    ledger_.judge_closings(writes);
    commit(writes);
  }
  SignedEntry fork_of_first_at(std::uint64_t number) const {
    const SealSpot spot{first_.feed(), number, number == 1 ? HeaderHash() : HeaderHash{{1}}, kNoon};
    return wrap_fork({seal(spot, {{"left", std::nullopt}}, city().keys).header,
                      seal(spot, {{"right", std::nullopt}}, city().keys).header});
  }
  Heads shown() const { return ledger_.vector_of_books(Area::nation()); }
  // As it is after a restart, and the same all the while.
  void expect_shown(const Heads& heads) {
    EXPECT_EQ(shown(), heads);
    Directory directory(TestFederation::root());
    Ledger again(store_, directory_, area("64"));
    ASSERT_TRUE(again.load().ok());
    EXPECT_EQ(again.vector_of_books(Area::nation()), heads);
    EXPECT_EQ(again.digest_of_books(Area::nation()), ledger_.digest_of_books(Area::nation()));
  }

  const TestFederation federation_{{"0", "64", "64.72"}};
  Directory directory_{TestFederation::root()};
  MemoryStore store_;
  Ledger ledger_{store_, directory_, area("64")};
  Sealer first_ = life(9);
};

TEST_F(ContinuedFeeds, WhatAnotherGoesOnFromIsClosed) {
  Sealer second = life(5, {first_.head()});
  take(second.next({"item"}));
  expect_shown({second.head()});
  EXPECT_FALSE(ledger_.is_open(first_.feed()));
  EXPECT_EQ(ledger_.at(first_.feed()).number, 2U);
  EXPECT_EQ(ledger_.standing(first_.feed()), first_.head());
  EXPECT_EQ(ledger_.feeds_of(city().keys.id).size(), 2U);
}

TEST_F(ContinuedFeeds, AFirstBatchWaitsForWhatItGoesOnFrom) {
  const SealedBatch third = first_.next({"item"});
  Sealer second = life(5, {first_.head()});
  const SealedBatch batch = second.next({"item"});
  const Absorbed early = absorb(batch);
  EXPECT_EQ(early.verdict, Verdict::gap);
  EXPECT_EQ(early.lacking, vector<FeedId>{first_.feed()});
  take(third);
  take(batch);
  expect_shown({second.head()});
}

TEST_F(ContinuedFeeds, AnotherBranchOfWhatItGoesOnFromIsNotIt) {
  FeedHead other = first_.head();
  other.hash.bytes[0] ^= 1;
  const Absorbed refused = absorb(life(5, {other}).next({"item"}));
  EXPECT_EQ(refused.verdict, Verdict::gap);
  EXPECT_EQ(refused.lacking, vector<FeedId>{first_.feed()});
}

// A tail that a restored backup had lost comes back after the author went on without it.
TEST_F(ContinuedFeeds, ATailThatSurfacesOpensItAgainUntilItIsNamedWhole) {
  Sealer second = life(5, {first_.head()});
  take(second.next({"item"}));
  take(first_.next({"item"}));
  expect_shown({second.head(), first_.head()});
  Sealer third = life(7, {second.head(), first_.head()});
  take(third.next({"item"}));
  expect_shown({third.head()});
}

TEST_F(ContinuedFeeds, WhatGoesOnBeyondTheHeadThatIsNamedStaysOpen) {
  const FeedHead before = first_.head();
  take(first_.next({"item"}));
  Sealer second = life(5, {before});
  take(second.next({"item"}));
  expect_shown({second.head(), first_.head()});
}

// Else nobody would see that the branches part before the number that was proved.
TEST_F(ContinuedFeeds, PastAForkAFeedIsOpenUpToTheFork) {
  Sealer second = life(5, {first_.head()});
  take(second.next({"item"}));
  cut(fork_of_first_at(2));
  Sealer before = life(9);
  before.next({"item"});
  expect_shown({second.head(), before.head()});
  // A ledger that has no more of it than that takes what goes on from it all the same.
  MemoryStore store;
  Ledger late(store, directory_, area("64"));
  Sealer again = life(9);
  Sealer same = life(5, {first_.head()});
  Writes writes;
  EXPECT_EQ(late.absorb(same.next({"item"}), "", writes).verdict, Verdict::gap);
  EXPECT_EQ(late.absorb(again.next({"item"}), "", writes).verdict, Verdict::stored);
  EXPECT_EQ(late.absorb(life(5, {first_.head()}).next({"item"}), "", writes).verdict,
            Verdict::stored);
  EXPECT_EQ(late.vector_of_books(Area::nation()), (Heads{second.head(), before.head()}));
}

TEST_F(ContinuedFeeds, WhatIsCutAwayContinuesNothing) {
  Sealer second = life(5, {first_.head()});
  take(second.next({"item"}));
  cut(federation_.revocation("64.72", {lone_cut(first_.feed(), 2, first_.head().hash)}));
  expect_shown({first_.head()});
}

TEST_F(ContinuedFeeds, AFeedThatIsCutBeforeTheHeadThatIsNamedIsOpen) {
  Sealer second = life(5, {first_.head()});
  take(second.next({"item"}));
  cut(federation_.revocation("64.72",
                             {lone_cut(first_.feed(), 1, {}), lone_cut(second.feed(), 1, {})}));
  Sealer before = life(9);
  before.next({"item"});
  expect_shown({second.head(), before.head()});
}

// The first turn after a start hears of the end of the thief who had revoked the node.
TEST_F(ContinuedFeeds, WhatWasCutBeforeAStartIsJudgedInTheFirstTurnToo) {
  Sealer second = life(3, {first_.head()});
  take(second.next({"item"}));
  const SignKeys thief = TestFederation::authority(city().area);
  const SignedEntry all = federation_.revocation("64.72", {});
  cut(all);
  ASSERT_TRUE(ledger_.is_open(first_.feed()));
  Directory directory(TestFederation::root());
  for (const SignedEntry& entry : federation_.invitation().entries) directory.add(entry, {});
  directory.add(all, {});
  Ledger again(store_, directory, area("64"));
  ASSERT_TRUE(again.load().ok());
  std::vector<EntryId> kept{federation_.enrolment(city()).id()};
  directory.add(sign_entry(AuthorityEnd{city().area, thief.authority(), 1, std::move(kept)},
                           TestFederation::authority(area("64"))),
                {});
  ASSERT_TRUE(directory.active(city().keys.id));
  Writes writes;
  again.judge_closings(writes);
  EXPECT_FALSE(again.is_open(first_.feed()));
  EXPECT_TRUE(again.is_open(second.feed()));
}

TEST_F(ContinuedFeeds, ALifeThatBeginsWhileItsNodeIsRevokedGoesOnFromTheOneBefore) {
  MemoryStore store;
  Ledger own(store, directory_, city().area);
  const auto write = [&](std::uint64_t incarnation) {
    Writes writes;
    const FeedId feed{Book::directory(), city().keys.id, {incarnation}, v1::LANE_CONTROL};
    StoredBatch out = own.append({feed, {{"entry", std::nullopt}}, {}}, city().keys, kNoon, writes);
    EXPECT_TRUE(store.commit(writes, Durability::synced).ok());
    own.committed();
    return out.header;
  };
  const FeedId before = write(1).feed;
  directory_.add(federation_.revocation("64.72", {}), {});
  const BatchHeader next = write(2);
  ASSERT_EQ(next.continues.size(), 1U);
  EXPECT_EQ(next.continues[0].feed, before);
}

TEST_F(ContinuedFeeds, FiftyLivesAreOneFeedInTheVector) {
  const NodeSignKeys& own = federation_.node("64").keys;
  FeedId feed{Book::of(area("64")), own.id, {0}};
  for (std::uint64_t life = 1; life <= 50; ++life) {
    feed.incarnation = {life * 0x9e3779b97f4a7c15};
    Writes writes;
    ledger_.append({feed, {{"item", std::nullopt}}, ""}, own, kNoon, writes);
    commit(writes);
  }
  EXPECT_EQ(ledger_.books().at(feed.book).feeds.size(), 1U);
  EXPECT_EQ(shown().size(), 2U);
  EXPECT_EQ(ledger_.feeds_of(own.id).size(), 50U);
  EXPECT_TRUE(ledger_.is_open(feed));
}

// A stolen key may open feeds without end; a holder keeps so many.
TEST_F(ContinuedFeeds, OfOneWriterSoManyStayOpenAndNoMore) {
  vector<Sealer> open;
  for (std::uint64_t incarnation = 100; incarnation < 163; ++incarnation) {
    open.push_back(life(incarnation));
    take(open.back().next({"item"}));
  }
  const Absorbed refused = absorb(life(200).next({"item"}));
  EXPECT_EQ(refused.verdict, Verdict::closed);
  EXPECT_NE(refused.why.find("has 64 open feeds there"), string::npos) << refused.why;
  EXPECT_EQ(absorb(life(201, {first_.head(), open[0].head()}).next({"item"})).verdict,
            Verdict::stored);
  EXPECT_EQ(shown().size(), 63U);
  // A feed that goes on from a closed one closes nothing, so it counts as one more.
  take(life(202).next({"item"}));
  EXPECT_EQ(absorb(life(203, {open[0].head()}).next({"item"})).verdict, Verdict::closed);
  // Another lane has room of its own.
  FeedId control = life(204).feed();
  control.lane = v1::LANE_CONTROL;
  take(Sealer(control, city().keys).next({"item"}));
  // The limit does not keep out a feed that a cut of its revoked writer leads to.
  Sealer late = life(205);
  const SealedBatch batch = late.next({"item"});
  EXPECT_EQ(absorb(batch).verdict, Verdict::closed);
  cut(federation_.revocation("64.72", {lone_cut(late.feed(), 1, late.head().hash)}));
  take(batch);
}

TEST_F(ContinuedFeeds, NewsDoesNotGoOnFromControl) {
  const NodeSignKeys& own = federation_.node("64").keys;
  for (const Lane lane : {v1::LANE_CONTROL, v1::LANE_NEWS}) {
    const FeedId feed{Book::of(area("64")), own.id, {static_cast<std::uint64_t>(lane)}, lane};
    Writes writes;
    ledger_.append({feed, {{"item", std::nullopt}}, ""}, own, kNoon, writes);
    commit(writes);
  }
  EXPECT_EQ(ledger_.books().at(Book::of(area("64"))).feeds.size(), 2U);
}

}  // namespace
}  // namespace jenjang

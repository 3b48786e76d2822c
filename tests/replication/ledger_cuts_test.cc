// All that the heads of its cuts lead back to is left of a revoked node's feeds.
#include <gtest/gtest.h>

#include "replication/ledger.h"
#include "schema/hash.h"
#include "tests/replication/sealer.h"
#include "tests/support/memory_store.h"
#include "tests/support/test_federation.h"

namespace jenjang {
namespace {

using Heads = std::vector<FeedHead>;

// The ledgers of the province and of the nation, and two lives of the city's node.
class LedgerCuts : public testing::Test {
 protected:
  struct Holder {
    explicit Holder(Directory& directory, const Area& own) : ledger(store, directory, own) {}
    Verdict take(const SealedBatch& batch) {
      Writes writes;
      const Verdict out = ledger.absorb(batch, "", writes).verdict;
      EXPECT_TRUE(store.commit(writes, Durability::synced).ok());
      ledger.committed();
      return out;
    }
    MemoryStore store;
    Ledger ledger;
  };

  LedgerCuts() {
    for (const SignedEntry& entry : federation_.invitation().entries) directory_.add(entry, {});
    for (const char* item : {"one", "two", "three"}) first_.push_back(one_.next({item}));
    two_.emplace(life(2, {one_.head()}));
    for (const char* item : {"four", "five"}) second_.push_back(two_->next({item}));
  }
  const TestNode& city() const { return federation_.node("64.72"); }
  Sealer life(std::uint64_t incarnation, Heads continues = {}) const {
    const FeedId feed{Book::of(city().area), city().keys.id, {incarnation}};
    return {feed, city().keys, std::move(continues)};
  }
  void take_all(Holder& holder) {
    for (const auto* batches : {&first_, &second_}) {
      for (const SealedBatch& batch : *batches) ASSERT_EQ(holder.take(batch), Verdict::stored);
    }
  }
  void revoke(std::vector<FeedCut> cuts, std::uint64_t serial = 1) {
    directory_.add(federation_.revocation("64.72", std::move(cuts), serial), {});
  }
  std::vector<FeedCut> cuts_before(Arrival before) const {
    const Ledger& ledger = province_.ledger;
    return ledger.cuts_at(ledger.held_before(city().keys.id, before));
  }
  // Cuts of all that the province holds.
  std::vector<FeedCut> all_cuts() const { return cuts_before(province_.ledger.arrivals()); }
  // Another branch of the first life, from its second batch on.
  std::vector<SealedBatch> branch(int length) {
    Sealer stolen = life(1);
    std::vector<SealedBatch> out{stolen.next({"one"})};
    for (int i = 1; i < length; ++i) out.push_back(stolen.next({"forged " + std::to_string(i)}));
    return out;
  }

  const TestFederation federation_{{"0", "11", "64", "64.72"}};
  Directory directory_{TestFederation::root()};
  Sealer one_ = life(1);
  std::optional<Sealer> two_;
  std::vector<SealedBatch> first_;
  std::vector<SealedBatch> second_;
  Holder province_{directory_, area("64")};
  Holder nation_{directory_, Area::nation()};
};

TEST_F(LedgerCuts, OneCutNamesTheNewestFeedAndAllThatItGoesOnFrom) {
  take_all(province_);
  const std::vector<FeedCut> cuts = all_cuts();
  ASSERT_EQ(cuts.size(), 1U);
  EXPECT_EQ(cuts[0].feed, two_->feed());
  EXPECT_EQ(cuts[0].number, 2U);
  EXPECT_EQ(cuts[0].headers, 5U);
  EXPECT_EQ(province_.ledger.end_of(one_.feed()), std::nullopt);
  revoke(cuts);
  EXPECT_EQ(province_.ledger.end_of(one_.feed()), 3U);
  EXPECT_EQ(province_.ledger.end_of(two_->feed()), 2U);
  EXPECT_EQ(province_.ledger.end_of(life(3).feed()), 0U);
  EXPECT_TRUE(province_.ledger.accepts(one_.feed(), 3));
  EXPECT_TRUE(province_.ledger.accepts(two_->feed(), 2));
  EXPECT_EQ(province_.take(two_->next({"late"})), Verdict::closed);
  EXPECT_EQ(province_.take(life(3, {two_->head()}).next({"late"})), Verdict::closed);
}

TEST_F(LedgerCuts, ALateReplicaFollowsTheNamesBackwards) {
  take_all(province_);
  revoke(all_cuts());
  EXPECT_EQ(nation_.take(first_[0]), Verdict::closed);
  // As the newest one says.
  EXPECT_EQ(nation_.take(second_[0]), Verdict::gap);
  take_all(nation_);
  EXPECT_EQ(nation_.ledger.vector_of_books(area("64")), province_.ledger.vector_of_books(Area()));
  EXPECT_TRUE(nation_.ledger.accepts(one_.feed(), 1));
}

// The stolen key writes what a late replica is asked to take first.
TEST_F(LedgerCuts, AForgedFirstHeaderLetsNothingBeforeItInForGood) {
  take_all(province_);
  revoke(all_cuts());
  Sealer invented = life(7);
  const SealedBatch made_up = invented.next({"invented"});
  Sealer forged = life(2, {invented.head()});
  EXPECT_EQ(nation_.take(forged.next({"forged"})), Verdict::gap);
  EXPECT_EQ(nation_.take(made_up), Verdict::stored);
  EXPECT_EQ(nation_.take(second_[0]), Verdict::gap);
  take_all(nation_);
  EXPECT_FALSE(nation_.ledger.accepts(invented.feed(), 1));
  EXPECT_TRUE(nation_.ledger.accepts(one_.feed(), 3));
  EXPECT_EQ(nation_.ledger.standing(invented.feed()).number, 0U);
}

TEST_F(LedgerCuts, WhatNobodyHasSeenOfACutTakesNothingFromWhatIsHeld) {
  take_all(province_);
  for (const SealedBatch& batch : first_) nation_.take(batch);
  revoke(all_cuts());
  EXPECT_TRUE(nation_.ledger.accepts(one_.feed(), 3));
  // Nobody is shown it either, so that who has nothing of it is equal.
  EXPECT_EQ(nation_.ledger.vector_of_books(area("64")), Heads{});
  EXPECT_EQ(nation_.take(one_.next({"late"})), Verdict::closed);
  const VectorDigest before = nation_.ledger.cuts_digest();
  for (const SealedBatch& batch : second_) EXPECT_EQ(nation_.take(batch), Verdict::stored);
  EXPECT_TRUE(nation_.ledger.accepts(one_.feed(), 3));
  EXPECT_TRUE(nation_.ledger.accepts(two_->feed(), 2));
  EXPECT_EQ(nation_.ledger.cuts_digest(), before);
}

TEST_F(LedgerCuts, OfAnotherBranchOnlyWhatBothHaveCounts) {
  take_all(province_);
  const std::vector<SealedBatch> stolen = branch(3);
  for (const SealedBatch& batch : stolen) ASSERT_EQ(nation_.take(batch), Verdict::stored);
  revoke({province_.ledger.cut_at(one_.head())});
  // It cannot tell where the two part, but that they do.
  EXPECT_FALSE(nation_.ledger.accepts(one_.feed(), 1));
  const auto header = *decode_header(first_[1].header.bytes);
  const std::optional<ForkProof> proof = nation_.ledger.fork_by(header, first_[1].header);
  ASSERT_TRUE(proof);
  EXPECT_EQ(nation_.ledger.fork_by(*decode_header(first_[0].header.bytes), first_[0].header),
            std::nullopt);
  directory_.add(wrap_fork(*proof), {});
  EXPECT_TRUE(nation_.ledger.accepts(one_.feed(), 1));
  EXPECT_FALSE(nation_.ledger.accepts(one_.feed(), 2));
  // The chain to the head counts where it is held, fork or not.
  EXPECT_TRUE(province_.ledger.accepts(one_.feed(), 3));
  EXPECT_EQ(province_.ledger.end_of(one_.feed()), 1U);
}

TEST_F(LedgerCuts, WhoHoldsTheChainProvesItToThoseWhoDoNot) {
  take_all(province_);
  revoke(all_cuts());
  const auto proves = [&](const FeedId& feed, std::uint64_t number, const SealedBatch& batch) {
    const auto proof = province_.ledger.prove_accepted(feed, number);
    return proof &&
           directory_.accepts(*decode_header(batch.header.bytes), {batch.header, 0, {}, proof});
  };
  for (std::uint64_t n = 1; n <= 3; ++n) EXPECT_TRUE(proves(one_.feed(), n, first_[n - 1])) << n;
  for (std::uint64_t n = 1; n <= 2; ++n) EXPECT_TRUE(proves(two_->feed(), n, second_[n - 1])) << n;
  // Signed with the stolen key afterwards, under a number within the cut.
  for (const SealedBatch& batch : branch(3)) {
    const std::uint64_t number = decode_header(batch.header.bytes)->number;
    EXPECT_EQ(proves(one_.feed(), number, batch), number == 1) << number;
  }
  EXPECT_EQ(nation_.ledger.prove_accepted(one_.feed(), 1), std::nullopt);
  EXPECT_EQ(province_.ledger.prove_accepted(one_.feed(), 4), std::nullopt);
}

TEST_F(LedgerCuts, ADatedCutEndsWhereTheArrivalsDid) {
  take_all(province_);
  const auto at = [&](Arrival before) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> out;
    for (const FeedCut& cut : cuts_before(before)) {
      out.emplace_back(cut.feed.incarnation.value, cut.number);
    }
    return out;
  };
  using Ends = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
  EXPECT_EQ(at(0), Ends{});
  EXPECT_EQ(at(2), (Ends{{1, 2}}));
  EXPECT_EQ(at(3), (Ends{{1, 3}}));
  EXPECT_EQ(at(4), (Ends{{2, 1}}));
  EXPECT_EQ(at(5), (Ends{{2, 2}}));
  revoke(cuts_before(2));
  EXPECT_TRUE(province_.ledger.accepts(one_.feed(), 2));
  EXPECT_FALSE(province_.ledger.accepts(one_.feed(), 3));
  EXPECT_FALSE(province_.ledger.accepts(two_->feed(), 1));
}

// The revocation that stands lies in a feed that another one, which came first, has cut away.
TEST_F(LedgerCuts, ARevocationIsFoundBehindTheCutThatItReplaces) {
  const FeedId feed{Book::directory(), city().keys.id, {9}, v1::LANE_CONTROL};
  Sealer entries(feed, city().keys);
  const auto carried = [&](const SignedEntry& entry) { return entries.next({entry.bytes}); };
  const SealedBatch first = carried(federation_.enrolment(city()));
  ASSERT_EQ(nation_.take(first), Verdict::stored);
  const std::vector<FeedCut> all = nation_.ledger.cuts_at({{feed, 1}});
  revoke({});
  EXPECT_EQ(nation_.ledger.end_of(feed), 0U);
  // One of no authority, and one that would not stand, change nothing.
  const SignKeys other = TestFederation::authority(area("11"));
  const SealedBatch second =
      carried(sign_entry(Revocation{city().keys.id, city().area, all, 9}, other));
  EXPECT_EQ(nation_.take(second), Verdict::closed);
  Sealer again(feed, city().keys);
  again.next({federation_.enrolment(city()).bytes});
  std::vector<FeedCut> whole = all;
  whole[0].number = whole[0].headers = 9;
  const SealedBatch better = again.next({federation_.revocation("64.72", whole, 2).bytes});
  EXPECT_EQ(nation_.take(better), Verdict::closed);
  // It is published, so that nobody knows it alone; then the batch is let in.
  const std::vector<SignedEntry> learned = nation_.ledger.take_learned();
  ASSERT_EQ(learned.size(), 1U);
  directory_.add(learned[0], {});
  EXPECT_EQ(nation_.take(better), Verdict::stored);
  EXPECT_EQ(nation_.ledger.end_of(feed), 9U);
}

// A later revocation gives back what an earlier one took.
TEST_F(LedgerCuts, AHigherSerialGivesBackWhatALowerOneTook) {
  take_all(province_);
  const std::vector<FeedCut> all = all_cuts();
  revoke({});
  EXPECT_FALSE(province_.ledger.accepts(one_.feed(), 1));
  Writes writes;
  province_.ledger.judge_closings(writes);
  EXPECT_EQ(province_.ledger.vector_of_books(Area()), Heads{});
  revoke(all, 2);
  province_.ledger.judge_closings(writes);
  EXPECT_TRUE(province_.ledger.accepts(one_.feed(), 1));
  EXPECT_EQ(province_.ledger.vector_of_books(Area()), Heads{two_->head()});
}

// The next life goes on from a number of a forked feed that nobody else has.
TEST_F(LedgerCuts, CutsAcrossAForkNameWhatIsHeld) {
  ASSERT_EQ(province_.take(first_[0]), Verdict::stored);
  std::vector<SealedBatch> forged = branch(2);
  directory_.add(wrap_fork({first_[1].header, forged[1].header}), {});
  Sealer next = life(2, {{one_.feed(), 9, HeaderHash{{7}}}});
  ASSERT_EQ(province_.take(next.next({"of the next life"})), Verdict::stored);
  const std::vector<FeedCut> cuts = all_cuts();
  ASSERT_EQ(cuts.size(), 1U);
  EXPECT_EQ(cuts[0].feed, next.feed());
  EXPECT_EQ(cuts[0].headers, 2U);
}

// The revocation was made where the other branch is held.
TEST_F(LedgerCuts, WhoHoldsTheOtherBranchProvesNothingAndGoesOn) {
  take_all(nation_);
  ASSERT_EQ(province_.take(first_[0]), Verdict::stored);
  std::vector<SealedBatch> forged = branch(2);
  const Ledger& nation = nation_.ledger;
  const std::vector<FeedCut> cuts =
      nation.cuts_at(nation.held_before(city().keys.id, nation.arrivals()));
  directory_.add(wrap_fork({first_[1].header, forged[1].header}), {});
  ASSERT_EQ(province_.take(second_[0]), Verdict::stored);
  revoke(cuts);
  EXPECT_TRUE(province_.ledger.accepts(one_.feed(), 1));
  (void)province_.ledger.prove_accepted(two_->feed(), 1);
}

}  // namespace
}  // namespace jenjang

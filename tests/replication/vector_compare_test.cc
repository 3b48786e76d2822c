#include "replication/vector_compare.h"

#include <gtest/gtest.h>

#include "schema/hash.h"
#include "tests/support/memory_store.h"
#include "tests/support/test_federation.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;

// The province holds three batches of its own in the city's book, and one in its own.
class VectorCompareTest : public testing::Test {
 protected:
  VectorCompareTest() : ledger_(store_, directory_, area("64")) {
    for (const SignedEntry& entry : federation_.invitation().entries) directory_.add(entry, {});
    for (int i = 0; i < 3; ++i) append(below_);
    append(own_);
  }
  void append(const FeedId& feed) {
    Writes writes;
    ledger_.append({feed, {{"body", std::nullopt}}, ""}, keys_, {1000}, writes);
    ASSERT_TRUE(store_.commit(writes, Durability::synced).ok());
    ledger_.committed();
  }
  HeaderHash hash_at(std::uint64_t number) const {
    return header_hash(ledger_.batch(below_, number)->header.bytes);
  }
  // What differs for the city, where it says it has `number` of that feed.
  vector<VectorDifference> differences(std::uint64_t number, const HeaderHash& hash) const {
    const CountedHead head{{below_, number, hash}, number, 0};
    return compare(ledger_, false, area("64.72"), {{below_, head}});
  }
  const TestFederation federation_{{"64", "64.72"}};
  const NodeSignKeys keys_ = federation_.node("64").keys;
  Directory directory_{TestFederation::root()};
  MemoryStore store_;
  Ledger ledger_;
  const FeedId below_{Book::of(area("64.72")), keys_.id, {3}, v1::LANE_NEWS};
  const FeedId own_{Book::of(area("64")), keys_.id, {3}, v1::LANE_NEWS};
};

struct Row {
  string name;
  std::uint64_t number = 0;
  bool same_hash = true;
  bool differs = false;
  bool forked = false;
};

TEST_F(VectorCompareTest, NamesTheFeedsWhereThePeerHasLessOrSomethingElse) {
  const vector<Row> rows = {
      {"as far", 3, true, false, false},      {"one less", 2, true, true, false},
      {"nothing", 0, true, true, false},      {"other head", 3, false, true, true},
      {"other before", 2, false, true, true}, {"further", 4, false, false, false}};
  for (const Row& row : rows) {
    const bool here = row.number > 0 && row.number <= 3;
    HeaderHash hash = here ? hash_at(row.number) : HeaderHash();
    if (!row.same_hash) hash.bytes[0] ^= 1;
    const vector<VectorDifference> found = differences(row.number, hash);
    ASSERT_EQ(found.size(), row.differs ? 1U : 0U) << row.name;
    if (!row.differs) continue;
    EXPECT_EQ(found[0].feed, below_) << row.name;
    EXPECT_EQ(found[0].own_number, 3U) << row.name;
    EXPECT_EQ(found[0].peer_number, row.number) << row.name;
    EXPECT_EQ(found[0].forked, row.forked) << row.name;
  }
}

// Whether it has nothing of it or all, the peer says itself.
TEST_F(VectorCompareTest, AFeedThatThePeerLeavesOutIsNotNamed) {
  EXPECT_TRUE(compare(ledger_, false, area("64.72"), {}).empty());
}

TEST_F(VectorCompareTest, BooksThatThePeerDoesNotHoldAreNotCompared) {
  const std::map<FeedId, CountedHead> none{{below_, {{below_, 0, {}}, 0, 0}},
                                           {own_, {{own_, 0, {}}, 0, 0}}};
  const vector<VectorDifference> found = compare(ledger_, false, area("64.72"), none);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].feed, below_);
  EXPECT_EQ(compare(ledger_, false, Area::nation(), none).size(), 2U);
  EXPECT_TRUE(compare(ledger_, false, area("11"), none).empty());
}

TEST_F(VectorCompareTest, TheDirectoryIsComparedApart) {
  const FeedId entries{Book::directory(), keys_.id, {3}, v1::LANE_CONTROL};
  append(entries);
  const std::map<FeedId, CountedHead> none{{below_, {{below_, 0, {}}, 0, 0}},
                                           {entries, {{entries, 0, {}}, 0, 0}}};
  const vector<VectorDifference> found = compare(ledger_, true, area("11"), none);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].feed, entries);
  EXPECT_EQ(compare(ledger_, false, area("64.72"), none).size(), 1U);
}

TEST_F(VectorCompareTest, AFeedIsComparedUpToItsCut) {
  directory_.add(federation_.revocation("64", {lone_cut(below_, 2, hash_at(2))}), {});
  EXPECT_TRUE(differences(2, hash_at(2)).empty());
  ASSERT_EQ(differences(1, hash_at(1)).size(), 1U);
  EXPECT_EQ(differences(1, hash_at(1))[0].own_number, 2U);
}

}  // namespace
}  // namespace jenjang

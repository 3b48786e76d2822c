#include "replication/directory.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "schema/hash.h"
#include "schema/merkle.h"
#include "tests/replication/carried.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;

class DirectoryTest : public testing::Test {
 protected:
  void invite() {
    for (const SignedEntry& entry : federation_.invitation().entries) directory_.add(entry, {});
  }
  bool add(const Carried& carried) { return directory_.add(carried.entry, carried.place); }
  bool add(const SignedEntry& entry) { return directory_.add(entry, {}); }
  const TestNode& node(const string& name) const { return federation_.node(name); }

  const TestFederation federation_{{"0", "64", "64.72", "64.72b", "11"}};
  Directory directory_{TestFederation::root()};
};

TEST_F(DirectoryTest, FollowsTheChainOfAuthoritiesFromThePinnedRoot) {
  invite();
  for (const string name : {"0", "64", "64.72", "64.72b", "11"}) {
    ASSERT_NE(directory_.node(node(name).keys.id), nullptr) << name;
    EXPECT_EQ(directory_.node(node(name).keys.id)->area, node(name).area);
    EXPECT_TRUE(directory_.active(node(name).keys.id));
    EXPECT_EQ(directory_.transport_key(node(name).keys.id), node(name).transport);
    EXPECT_TRUE(directory_.knows(node(name).transport));
  }
  EXPECT_EQ(directory_.nodes_of(area("64.72")).size(), 2U);
  EXPECT_TRUE(
      directory_.speaks_for(TestFederation::authority(area("64")).authority(), area("64.72")));
  EXPECT_FALSE(
      directory_.speaks_for(TestFederation::authority(area("64")).authority(), area("11")));
}

TEST_F(DirectoryTest, AnotherRootSpeaksForNobody) {
  Directory other({TestFederation::authority(area("11")).authority(), {}});
  for (const SignedEntry& entry : federation_.invitation().entries) other.add(entry, {});
  EXPECT_EQ(other.node(node("64").keys.id), nullptr);
  EXPECT_TRUE(other.has(federation_.enrolment(node("64")).id()));
}

TEST_F(DirectoryTest, AnEnrolmentWaitsForItsAuthority) {
  const std::uint64_t before = directory_.version();
  EXPECT_TRUE(add(federation_.enrolment(node("64.72"))));
  EXPECT_TRUE(add(federation_.authority_entry(area("64.72"))));
  EXPECT_EQ(directory_.node(node("64.72").keys.id), nullptr);
  EXPECT_EQ(directory_.version(), before);
  EXPECT_TRUE(add(federation_.authority_entry(area("64"))));
  EXPECT_NE(directory_.node(node("64.72").keys.id), nullptr);
  EXPECT_GT(directory_.version(), before);
}

TEST_F(DirectoryTest, AnAuthorityBesideOrBelowEnrolsNobody) {
  invite();
  const TestNode rogue = TestFederation::make_node("64c");
  for (const string signer : {"11", "64.72"}) {
    EXPECT_TRUE(add(TestFederation::enrol(rogue, TestFederation::authority(area(signer)))));
    EXPECT_EQ(directory_.node(rogue.keys.id), nullptr) << signer;
  }
  // Nor does the key of a node, stolen or not.
  add(in_feed(node("0"), TestFederation::enrol(rogue, node("0").keys)));
  EXPECT_EQ(directory_.node(rogue.keys.id), nullptr);
}

// All that an area's keys, its own nodes' and a stolen one of another's, can sign about a node of
// another area.
TEST_F(DirectoryTest, NoKeysOfOneAreaMoveRenameRevokeOrImpersonateANodeOfAnother) {
  invite();
  const TestNode& nation = node("0");
  const SignKeys thief = TestFederation::authority(area("64.72"));
  TestNode moved = nation;
  moved.area = area("64.72");
  moved.name = "moved";
  const SignedEntry taken = TestFederation::enrol(moved, thief);
  add(*decode_entry(taken.bytes));
  EXPECT_EQ(std::get<Enrolment>(taken.entry).node(), node_id(area("64.72"), nation.keys.key));
  add(TestFederation::enrol(nation, thief, {}, 9));
  TestNode ghost = TestFederation::make_node("64.72c");
  ghost.transport = nation.transport;
  add(TestFederation::enrol(ghost, thief));
  add(sign_entry(Revocation{nation.keys.id, area("64.72"), {}}, thief));
  add(sign_entry(Revocation{node_id(area("64.72"), nation.keys.key), area("64.72"), {}}, thief));
  ASSERT_TRUE(directory_.active(nation.keys.id));
  EXPECT_EQ(directory_.node(nation.keys.id)->area, Area::nation());
  EXPECT_EQ(directory_.node(nation.keys.id)->name, "0");
  EXPECT_EQ(directory_.node(nation.keys.id)->serial, 1U);
  EXPECT_EQ(directory_.transport_key(nation.keys.id), nation.transport);
  EXPECT_EQ(directory_.cuts_of(nation.keys.id), nullptr);
  // The ghost is one that never proves the key it names.
  EXPECT_TRUE(directory_.active(ghost.keys.id));
}

// The node signs its serial: an authority above cannot take back what the node has said since.
TEST_F(DirectoryTest, OfANodesEnrolmentsTheHighestSerialStandsThenTheHighestTiers) {
  invite();
  TestNode city = node("64.72");
  const auto serial = [&] { return directory_.node(city.keys.id)->serial; };
  const auto enrol = [&](const string& by, std::uint64_t number, const string& name = "") {
    city.transport.bytes.fill(static_cast<std::uint8_t>(number));
    if (!name.empty()) city.name = name;
    add(TestFederation::enrol(city, TestFederation::authority(area(by)), {}, number));
  };
  enrol("64.72", 5);
  EXPECT_EQ(serial(), 5U);
  EXPECT_EQ(directory_.transport_key(city.keys.id), city.transport);
  EXPECT_FALSE(directory_.knows(node("64.72").transport));
  enrol("64.72", 4);
  EXPECT_EQ(serial(), 5U);
  enrol("64", 2);
  enrol("0", 3);
  EXPECT_EQ(serial(), 5U);
  enrol("64.72", 9);
  EXPECT_EQ(serial(), 9U);
  enrol("64", 9, "by the province");
  enrol("64.72", 9, "by the city");
  EXPECT_EQ(directory_.node(city.keys.id)->name, "by the province");
  EXPECT_EQ(directory_.nodes_of(area("64.72")).size(), 2U);
}

TEST_F(DirectoryTest, AnAuthorityNamesNoOtherForItsOwnArea) {
  invite();
  const SignKeys other = SignKeys::from_seed(Seed{});
  add(sign_entry(AreaAuthority{area("64"), other.authority()},
                 TestFederation::authority(area("64"))));
  EXPECT_FALSE(directory_.speaks_for(other.authority(), area("64")));
}

TEST_F(DirectoryTest, TheSameEntryCountsOnce) {
  const SignedEntry entry = federation_.enrolment(node("0"));
  EXPECT_TRUE(add(entry));
  const std::uint64_t version = directory_.version();
  EXPECT_FALSE(add(entry));
  EXPECT_EQ(directory_.version(), version);
}

TEST_F(DirectoryTest, ARevocationNamesWhereTheNodesFeedsEnd) {
  invite();
  const TestNode& lost = node("64.72");
  const FeedCut end = lone_cut(news(lost), 5, hash("five"));
  add(federation_.revocation("64.72", {end}));
  EXPECT_TRUE(directory_.revoked(lost.keys.id));
  EXPECT_FALSE(directory_.active(lost.keys.id));
  EXPECT_NE(directory_.node(lost.keys.id), nullptr);
  EXPECT_EQ(directory_.transport_key(lost.keys.id), std::nullopt);
  EXPECT_FALSE(directory_.knows(lost.transport));
  EXPECT_EQ(directory_.nodes_of(area("64.72")), vector<NodeId>{node("64.72b").keys.id});
  ASSERT_NE(directory_.cuts_of(lost.keys.id), nullptr);
  EXPECT_EQ(*directory_.cuts_of(lost.keys.id), (std::map{std::pair(news(lost), end)}));
  EXPECT_EQ(directory_.cuts_of(node("64.72b").keys.id), nullptr);
}

TEST_F(DirectoryTest, ACopyOfARevokedAuthorsHeaderNeedsAPathToItsCut) {
  invite();
  const TestNode& lost = node("64.72");
  const SignedHeader bytes = header(lost, 1, "one");
  const BatchHeader kept = *decode_header(bytes.bytes);
  const HeaderHash of_kept = header_hash(bytes.bytes);
  EXPECT_TRUE(directory_.accepts(kept, {bytes, 0, {}}));
  const std::vector<MerkleHash> leaves{merkle_leaf(hash("older").view()),
                                       merkle_leaf(of_kept.view()),
                                       merkle_leaf(hash("newer").view())};
  add(federation_.revocation("64.72", {{news(lost), 2, hash("newer"), merkle_root(leaves), 3}}));
  const AcceptedHeader proof{1, merkle_path(leaves, 1)};
  EXPECT_TRUE(directory_.accepts(kept, {bytes, 0, {}, proof}));
  EXPECT_FALSE(directory_.accepts(kept, {bytes, 0, {}}));
  EXPECT_FALSE(directory_.accepts(kept, {bytes, 0, {}, AcceptedHeader{0, proof.path}}));
  // Signed with the stolen key afterwards, under a number within the cut.
  const SignedHeader forged = header(lost, 1, "forged");
  EXPECT_FALSE(directory_.accepts(*decode_header(forged.bytes), {forged, 0, {}, proof}));
  // A cut speaks for its book and lane.
  BatchHeader elsewhere = kept;
  elsewhere.feed.lane = v1::LANE_CONTROL;
  EXPECT_FALSE(directory_.accepts(elsewhere, {bytes, 0, {}, proof}));
  elsewhere = kept;
  elsewhere.feed.book = Book::of(area("64"));
  EXPECT_FALSE(directory_.accepts(elsewhere, {bytes, 0, {}, proof}));
}

TEST_F(DirectoryTest, AnAuthorityThatIsNotAboveRevokesNobody) {
  invite();
  add(sign_entry(Revocation{node("64").keys.id, area("64"), {}},
                 TestFederation::authority(area("11"))));
  EXPECT_TRUE(directory_.active(node("64").keys.id));
  EXPECT_FALSE(directory_.has_cuts());
}

TEST_F(DirectoryTest, OfRevocationsTheHighestTiersStandsThenTheHighestSerial) {
  invite();
  const TestNode& lost = node("64.72");
  const auto number = [&] { return directory_.cuts_of(lost.keys.id)->at(news(lost)).number; };
  const auto revoke = [&](const string& by, std::uint64_t serial, std::uint64_t at) {
    const Revocation entry{
        lost.keys.id, lost.area, {lone_cut(news(lost), at, hash("head"))}, serial};
    const std::uint64_t before = directory_.cuts_version();
    add(sign_entry(entry, TestFederation::authority(area(by))));
    return directory_.cuts_version() > before;
  };
  EXPECT_TRUE(revoke("64.72", 5, 8));
  EXPECT_FALSE(revoke("64.72", 4, 2));
  EXPECT_EQ(number(), 8U);
  EXPECT_TRUE(revoke("64.72", 6, 9));
  EXPECT_EQ(number(), 9U);
  EXPECT_TRUE(revoke("64", 1, 3));
  EXPECT_FALSE(revoke("64.72", 7, 9));
  EXPECT_EQ(number(), 3U);
  EXPECT_TRUE(revoke("64", 2, 4));
  EXPECT_EQ(number(), 4U);
}

// Ids can be tried until one is low.
TEST_F(DirectoryTest, OfTwoKeysOfOneEpochTheHigherTiersStandsWhateverTheirIds) {
  invite();
  const auto key_by = [&](const string& by, std::uint8_t seed) {
    Seed bytes;
    std::fill_n(bytes.data(), Seed::kSize, seed);
    const AreaKey entry{area("64.72"), 7, SealKeys::from_seed(bytes).key, {}};
    add(sign_entry(entry, TestFederation::authority(area(by))));
    return entry.key;
  };
  for (std::uint8_t seed = 1; seed <= 16; ++seed) key_by("64.72", seed);
  const SealKey above = key_by("64", 99);
  EXPECT_EQ(directory_.area_key(area("64.72"), 7)->key, above);
  for (std::uint8_t seed = 17; seed <= 32; ++seed) key_by("64.72", seed);
  EXPECT_EQ(directory_.area_key(area("64.72"), 7)->key, above);
}

TEST_F(DirectoryTest, TheHighestEpochOfAnAreaKeyIsSealedToAndEarlierOnesStay) {
  invite();
  add(federation_.area_key(area("64.72"), 3));
  ASSERT_TRUE(directory_.area_key(area("64.72")));
  EXPECT_EQ(directory_.area_key(area("64.72"))->epoch, 3U);
  EXPECT_NE(directory_.area_key(area("64.72"), 1), nullptr);
  EXPECT_EQ(directory_.area_key(area("64.72"), 2), nullptr);
  EXPECT_EQ(directory_.area_key(area("64"))->epoch, 1U);
  EXPECT_EQ(directory_.area_key(area("64.71")), std::nullopt);
}

TEST_F(DirectoryTest, AForkClosesTheFeedBeforeTheLeastNumberProved) {
  invite();
  EXPECT_FALSE(directory_.has_cuts());
  add(fork_entry(node("64"), 4));
  EXPECT_EQ(directory_.fork(news(node("64"))), 4U);
  add(fork_entry(node("64"), 2));
  add(fork_entry(node("64"), 7));
  EXPECT_EQ(directory_.fork(news(node("64"))), 2U);
  EXPECT_TRUE(directory_.has_cuts());
  // Of both branches the events stay valid: a fork revokes nobody.
  EXPECT_TRUE(directory_.active(node("64").keys.id));
}

TEST_F(DirectoryTest, AForkOfAStrangerCountsOnceItIsEnrolled) {
  invite();
  const TestNode stranger = TestFederation::make_node("64.74");
  add(fork_entry(stranger, 4));
  EXPECT_FALSE(directory_.has_cuts());
  EXPECT_EQ(directory_.fork(news(stranger)), std::nullopt);
  add(TestFederation::enrol(stranger, TestFederation::authority(area("64"))));
  EXPECT_EQ(directory_.fork(news(stranger)), 4U);
  EXPECT_TRUE(directory_.has_cuts(stranger.keys.id));
}

TEST_F(DirectoryTest, AForkInABookThatItsWriterMayNotWriteCountsForNothing) {
  invite();
  const TestNode& writer = node("64.72");
  FeedId feed = news(writer);
  feed.book = Book::of(area("11"));
  const auto branch = [&](const string& body) {
    return seal({feed, 1, {}, {1'000}}, {{body, std::nullopt}}, writer.keys).header;
  };
  add(wrap_fork({branch("left"), branch("right")}));
  EXPECT_FALSE(directory_.has_cuts());
}

TEST_F(DirectoryTest, MasterDataCountsOnlyInItsSignersOwnFeed) {
  invite();
  const SignedEntry roads = category(node("0"), 1, "Roads");
  EXPECT_FALSE(add({roads, {directory_feed(node("64").keys.id), 1}}));
  EXPECT_TRUE(directory_.categories().empty());
  EXPECT_TRUE(add(in_feed(node("0"), roads)));
  EXPECT_EQ(directory_.category(4)->name, "Roads");
}

TEST_F(DirectoryTest, MasterDataNeedsTheGrantAndTheRightArea) {
  invite();
  add(in_feed(node("64"), category(node("64"), 1, "not the nation's")));
  const TestNode helper = TestFederation::make_node("0b");
  add(TestFederation::enrol(helper, TestFederation::authority(Area::nation())));
  add(in_feed(helper, category(helper, 1, "not granted")));
  EXPECT_EQ(directory_.category(4), nullptr);
  const auto unit = [&](const string& signer, const string& name) {
    const UnitList entry{area("64.72"), 1, {{9, name, 0, true}}};
    add(in_feed(node(signer), sign_entry(entry, node(signer).keys)));
  };
  unit("64", "of another area");
  EXPECT_EQ(directory_.unit(area("64.72"), 9), nullptr);
  unit("64.72", "Public works");
  ASSERT_NE(directory_.unit(area("64.72"), 9), nullptr);
  EXPECT_EQ(directory_.unit(area("64.72"), 9)->name, "Public works");
  EXPECT_EQ(directory_.unit(area("64"), 9), nullptr);
}

TEST_F(DirectoryTest, TheNewestVersionOfACategoryStands) {
  invite();
  add(in_feed(node("0"), category(node("0"), 2, "two"), 1));
  add(in_feed(node("0"), category(node("0"), 3, "three"), 2));
  add(in_feed(node("0"), category(node("0"), 1, "one"), 3));
  EXPECT_EQ(directory_.category(4)->name, "three");
}

TEST_F(DirectoryTest, TheNationAliasesCodesThatWereIssuedAnew) {
  invite();
  const AreaAlias alias{area("64.09"), area("64.72"), 1};
  add(in_feed(node("64"), sign_entry(alias, node("64").keys)));
  EXPECT_EQ(directory_.alias(area("64.09")), nullptr);
  add(in_feed(node("0"), sign_entry(alias, node("0").keys)));
  EXPECT_EQ(directory_.alias(area("64.09"))->current, area("64.72"));
}

TEST_F(DirectoryTest, MasterDataPastTheCutOfItsSignerDoesNotCountWhicheverCameFirst) {
  invite();
  const TestNode& lost = node("64.72");
  const auto unit = [&](std::uint32_t version, const string& name) {
    return sign_entry(UnitList{area("64.72"), version, {{9, name, 0, true}}}, lost.keys);
  };
  const SignedEntry revocation =
      federation_.revocation("64.72", {lone_cut(directory_feed(lost.keys.id), 1, hash("1"))});
  Directory later(TestFederation::root());
  for (const SignedEntry& entry : federation_.invitation().entries) later.add(entry, {});
  const vector<Carried> both{in_feed(lost, unit(1, "kept"), 1),
                             in_feed(lost, unit(2, "forged"), 2)};
  for (const Carried& carried : both) add(carried);
  add(revocation);
  later.add(revocation, {});
  for (const Carried& carried : both) later.add(carried.entry, carried.place);
  for (const Directory* directory : {&directory_, &later}) {
    ASSERT_NE(directory->unit(area("64.72"), 9), nullptr);
    EXPECT_EQ(directory->unit(area("64.72"), 9)->name, "kept");
  }
}

}  // namespace
}  // namespace jenjang

#include "replication/authorities.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "replication/directory.h"
#include "tests/support/test_federation.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;

Seed seed_of(std::uint8_t byte) {
  Seed out;
  std::fill_n(out.data(), Seed::kSize, byte);
  return out;
}

class AuthoritiesTest : public testing::Test {
 protected:
  AuthoritiesTest() { hear(federation_.invitation().entries); }

  void hear(const vector<SignedEntry>& entries) {
    for (const SignedEntry& entry : entries) hear(entry);
  }
  void hear(const SignedEntry& entry) {
    said_.push_back(entry);
    directory_.add(entry, {});
  }
  static SignKeys authority(const string& of) { return TestFederation::authority(area(of)); }
  static SignKeys new_key(std::uint8_t seed = 7) { return SignKeys::from_seed(seed_of(seed)); }
  // The entries that the key has signed so far, but for the last `but`.
  vector<EntryId> signed_by(const SignKeys& key, std::size_t but) const {
    vector<EntryId> out;
    for (const SignedEntry& entry : said_) {
      if (entry.signer == key.key) out.push_back(entry.id());
    }
    out.resize(out.size() - but);
    std::sort(out.begin(), out.end());
    return out;
  }
  SignedEntry end(const string& of, const SignKeys& by, vector<EntryId> kept,
                  std::uint64_t serial = 1) const {
    return sign_entry(AuthorityEnd{area(of), authority(of).authority(), serial, std::move(kept)},
                      by);
  }
  static SignedEntry succession(int number) {
    return sign_entry(RootSuccession{TestFederation::root(number)},
                      TestFederation::root_keys(number));
  }
  const TestNode& node(const string& name) const { return federation_.node(name); }
  bool active(const string& name) const { return directory_.active(node(name).keys.id); }
  bool speaks(const SignKeys& key, const string& of) const {
    return directory_.speaks_for(key.authority(), area(of));
  }

  const TestFederation federation_{{"0", "64", "64.72", "64.72b", "11"}};
  vector<SignedEntry> said_;
  Directory directory_{TestFederation::root()};
};

TEST_F(AuthoritiesTest, OfAKeyThatHasEndedCountsWhatIsKept) {
  const SignKeys thief = authority("64");
  const TestNode ghost = TestFederation::make_node("64c");
  const TestNode ghost_below = TestFederation::make_node("64.71");
  hear(TestFederation::enrol(ghost, thief));
  hear(sign_entry(Revocation{node("64.72").keys.id, area("64.72"), {}}, thief));
  hear(sign_entry(AreaAuthority{area("64.71"), new_key(9).authority()}, thief));
  hear(TestFederation::enrol(ghost_below, new_key(9)));
  ASSERT_TRUE(directory_.active(ghost.keys.id));
  ASSERT_TRUE(directory_.active(ghost_below.keys.id));
  ASSERT_FALSE(active("64.72"));
  hear(sign_entry(AreaAuthority{area("64"), new_key().authority()}, authority("0")));
  hear(end("64", authority("0"), signed_by(thief, 3)));
  EXPECT_FALSE(speaks(thief, "64"));
  EXPECT_TRUE(speaks(new_key(), "64"));
  EXPECT_TRUE(speaks(authority("64.72"), "64.72"));
  EXPECT_FALSE(speaks(new_key(9), "64.71"));
  for (const string name : {"0", "64", "64.72", "64.72b", "11"}) EXPECT_TRUE(active(name)) << name;
  EXPECT_NE(directory_.area_key(area("64"), 1), nullptr);
  // A node that heard of the ghosts knows that nothing of theirs counts.
  for (const NodeId& gone : {ghost.keys.id, ghost_below.keys.id}) {
    EXPECT_EQ(directory_.node(gone), nullptr);
    EXPECT_TRUE(directory_.revoked(gone));
    ASSERT_NE(directory_.cuts_of(gone), nullptr);
    EXPECT_TRUE(directory_.cuts_of(gone)->empty());
  }
  // Nor does the thief's word count from now on.
  hear(TestFederation::enrol(TestFederation::make_node("64d"), thief));
  EXPECT_FALSE(directory_.active(TestFederation::make_node("64d").keys.id));
}

TEST_F(AuthoritiesTest, AKeyIsEndedFromAboveOnly) {
  const SignKeys province = authority("64");
  for (const string by : {"64", "64.72", "11"}) {
    hear(end("64", authority(by), {}, 9));
    EXPECT_TRUE(speaks(province, "64")) << by;
  }
  hear(end("0", authority("0"), {}, 9));
  hear(end("0", province, {}, 9));
  EXPECT_TRUE(speaks(authority("0"), "0"));
  hear(end("64.72", province, {}));
  EXPECT_FALSE(speaks(authority("64.72"), "64.72"));
  EXPECT_FALSE(active("64.72"));
}

// Nor where the end of that key keeps what it signed.
TEST_F(AuthoritiesTest, AKeyDoesNotEndAnotherOfItsOwnArea) {
  const SignKeys other = new_key();
  hear(sign_entry(AreaAuthority{area("64"), other.authority()}, authority("0")));
  const SignedEntry beside =
      sign_entry(AuthorityEnd{area("64"), other.authority(), 1, {}}, authority("64"));
  hear(end("64", authority("0"), {beside.id()}));
  hear(beside);
  EXPECT_TRUE(speaks(other, "64"));
}

// In any order: whoever hears of the end first knows as well that the node was somebody once.
TEST_F(AuthoritiesTest, WhomAnEndedKeyEnrolledIsRevokedWhateverComesFirst) {
  const SignKeys thief = new_key(9);
  const TestNode ghost = TestFederation::make_node("64.71");
  const vector<SignedEntry> entries{
      sign_entry(AreaAuthority{area("64.71"), thief.authority()}, authority("64")),
      TestFederation::enrol(ghost, thief),
      end("64", authority("0"), signed_by(authority("64"), 0))};
  vector<std::size_t> order{0, 1, 2};
  do {
    Directory directory{TestFederation::root()};
    for (const SignedEntry& entry : federation_.invitation().entries) directory.add(entry, {});
    for (const std::size_t at : order) directory.add(entries[at], {});
    EXPECT_TRUE(directory.revoked(ghost.keys.id));
    EXPECT_EQ(directory.node(ghost.keys.id), nullptr);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_F(AuthoritiesTest, OfSeveralEndsTheHighestTiersStandsThenTheHighestSerial) {
  const vector<EntryId> all = signed_by(authority("64.72"), 0);
  hear(end("64.72", authority("64"), {}, 3));
  EXPECT_FALSE(active("64.72"));
  hear(end("64.72", authority("64"), all, 4));
  EXPECT_TRUE(active("64.72"));
  hear(end("64.72", authority("64"), {}, 2));
  EXPECT_TRUE(active("64.72"));
  hear(end("64.72", authority("0"), {}, 1));
  EXPECT_FALSE(active("64.72"));
}

TEST_F(AuthoritiesTest, ARootIsFollowedByTheOneThatItsPinNames) {
  const SignKeys thief = authority("0");
  // A successor of the thief's making, and the pinned one's key with another successor.
  const Root invented{new_key().authority(), {}};
  hear(sign_entry(RootSuccession{invented}, new_key()));
  Root forged = TestFederation::root(1);
  forged.successor = root_digest(invented);
  hear(sign_entry(RootSuccession{forged}, TestFederation::root_keys(1)));
  EXPECT_FALSE(speaks(new_key(), "0"));
  EXPECT_FALSE(speaks(TestFederation::root_keys(1), "0"));
  // Its public key alone announces nothing.
  hear(sign_entry(RootSuccession{TestFederation::root(1)}, thief));
  EXPECT_FALSE(speaks(TestFederation::root_keys(1), "0"));
  hear(succession(1));
  EXPECT_TRUE(speaks(TestFederation::root_keys(1), "0"));
  EXPECT_EQ(directory_.root(), TestFederation::root(0));
}

TEST_F(AuthoritiesTest, ARootEndsTheOneBeforeItAndNeverTheOtherWayRound) {
  const SignKeys thief = authority("0");
  hear(sign_entry(Revocation{node("64").keys.id, area("64"), {}}, thief));
  hear(succession(1));
  hear(sign_entry(AuthorityEnd{Area::nation(), TestFederation::root(1).key, 1, {}}, thief));
  EXPECT_TRUE(speaks(TestFederation::root_keys(1), "0"));
  ASSERT_FALSE(active("64"));
  hear(end("0", TestFederation::root_keys(1), signed_by(thief, 2)));
  EXPECT_FALSE(speaks(thief, "0"));
  for (const string name : {"0", "64", "64.72", "64.72b", "11"}) EXPECT_TRUE(active(name)) << name;
  EXPECT_EQ(directory_.root(), TestFederation::root(1));
  // The next one in turn, which a node that was away all the while hears of at once.
  hear(succession(2));
  hear(sign_entry(AuthorityEnd{Area::nation(), TestFederation::root(1).key, 1,
                               signed_by(TestFederation::root_keys(1), 0)},
                  TestFederation::root_keys(2)));
  for (const string name : {"0", "64", "64.72", "64.72b", "11"}) EXPECT_TRUE(active(name)) << name;
  EXPECT_EQ(directory_.root(), TestFederation::root(2));
}

TEST_F(AuthoritiesTest, WhateverRootIsPinnedTheSameStands) {
  const vector<EntryId> kept = signed_by(authority("0"), 0);
  hear(sign_entry(Revocation{node("64").keys.id, area("64"), {}}, authority("0")));
  hear(succession(1));
  hear(end("0", TestFederation::root_keys(1), kept));
  hear(succession(2));
  hear(sign_entry(AuthorityEnd{Area::nation(), TestFederation::root(1).key, 1,
                               signed_by(TestFederation::root_keys(1), 0)},
                  TestFederation::root_keys(2)));
  for (int pinned = 0; pinned < 3; ++pinned) {
    Directory other(TestFederation::root(pinned));
    for (const SignedEntry& entry : said_) other.add(entry, {});
    EXPECT_EQ(other.root(), TestFederation::root(2)) << pinned;
    for (const string name : {"0", "64", "64.72", "64.72b", "11"}) {
      EXPECT_TRUE(other.active(node(name).keys.id)) << pinned << " " << name;
    }
    EXPECT_EQ(other.cuts_digest(), directory_.cuts_digest()) << pinned;
  }
}

}  // namespace
}  // namespace jenjang

#include "replication/directory.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "schema/hash.h"
#include "schema/merkle.h"
#include "tests/support/seeded_random.h"
#include "tests/support/test_federation.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;

struct Carried {
  SignedEntry entry;
  EntryPlace place;
};

FeedId directory_feed(const NodeId& writer) {
  return {Book::directory(), writer, {7}, v1::LANE_CONTROL};
}

// In the node's feed, as it writes its own.
Carried in_feed(const TestNode& node, const SignedEntry& entry, std::uint64_t number = 1) {
  return {entry, {directory_feed(node.keys.id), number}};
}

FeedId news(const TestNode& node) { return {Book::of(node.area), node.keys.id, {3}}; }

HeaderHash hash(const string& words) { return *HeaderHash::from(event_id(words).view()); }

SignedHeader header(const TestNode& node, std::uint64_t number, const string& body) {
  const HeaderHash previous = number == 1 ? HeaderHash() : hash("before");
  return seal({news(node), number, previous, {1'000}}, {{body, std::nullopt}}, node.keys).header;
}

SignedEntry fork_entry(const TestNode& node, std::uint64_t number) {
  return wrap_fork({header(node, number, "left"), header(node, number, "right")});
}

SignedEntry category(const TestNode& node, std::uint32_t version, const string& name) {
  return sign_entry(Category{4, name, 0, version, true}, node.keys);
}

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
  Directory other(TestFederation::authority(area("11")).authority());
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

TEST_F(DirectoryTest, OfANodesEnrolmentsTheHighestTiersStandsThenTheHighestSerial) {
  invite();
  TestNode city = node("64.72");
  const auto serial = [&] { return directory_.node(city.keys.id)->serial; };
  const auto enrol = [&](const string& by, std::uint64_t number) {
    city.transport.bytes.fill(static_cast<std::uint8_t>(number));
    add(TestFederation::enrol(city, TestFederation::authority(area(by)), {}, number));
  };
  enrol("64.72", 5);
  EXPECT_EQ(serial(), 5U);
  EXPECT_EQ(directory_.transport_key(city.keys.id), city.transport);
  EXPECT_FALSE(directory_.knows(node("64.72").transport));
  enrol("64.72", 4);
  EXPECT_EQ(serial(), 5U);
  enrol("64", 2);
  EXPECT_EQ(serial(), 2U);
  enrol("64.72", 9);
  EXPECT_EQ(serial(), 2U);
  enrol("64", 3);
  EXPECT_EQ(serial(), 3U);
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
  EXPECT_EQ(directory_.categories().at(4).name, "Roads");
}

TEST_F(DirectoryTest, MasterDataNeedsTheGrantAndTheRightArea) {
  invite();
  add(in_feed(node("64"), category(node("64"), 1, "not the nation's")));
  const TestNode helper = TestFederation::make_node("0b");
  add(TestFederation::enrol(helper, TestFederation::authority(Area::nation())));
  add(in_feed(helper, category(helper, 1, "not granted")));
  EXPECT_FALSE(directory_.categories().contains(4));
  const auto unit = [&](const string& signer, const string& name) {
    const Unit entry{area("64.72"), 9, name, 0, 1, true};
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
  EXPECT_EQ(directory_.categories().at(4).name, "three");
}

TEST_F(DirectoryTest, TheNationAliasesCodesThatWereIssuedAnew) {
  invite();
  const AreaAlias alias{area("64.09"), area("64.72"), 1};
  add(in_feed(node("64"), sign_entry(alias, node("64").keys)));
  EXPECT_TRUE(directory_.aliases().empty());
  add(in_feed(node("0"), sign_entry(alias, node("0").keys)));
  EXPECT_EQ(directory_.aliases().at(area("64.09")).current, area("64.72"));
}

TEST_F(DirectoryTest, MasterDataPastTheCutOfItsSignerDoesNotCountWhicheverCameFirst) {
  invite();
  const TestNode& lost = node("64.72");
  const auto unit = [&](std::uint32_t version, const string& name) {
    return sign_entry(Unit{area("64.72"), 9, name, 0, version, true}, lost.keys);
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

// All that a directory says, as text.
string describe(const Directory& directory, const vector<FeedId>& feeds) {
  string out;
  for (const auto& [id, node] : directory.nodes()) {
    out += "node " + id.hex() + " " + node.area.to_string() + " " + node.name + " " +
           std::to_string(node.grants.size()) + (directory.revoked(id) ? " revoked" : "");
    const auto key = directory.transport_key(id);
    out += " " + std::to_string(node.serial) + " " + (key ? key->hex() : "no key") + "\n";
  }
  for (const FeedId& feed : feeds) {
    const auto* cuts = directory.cuts_of(feed.writer);
    out += feed.to_string() + " fork " + std::to_string(directory.fork(feed).value_or(0));
    if (cuts != nullptr && cuts->contains(feed)) {
      out += " cut " + std::to_string(cuts->at(feed).number) + " " + cuts->at(feed).head.hex();
    }
    out += "\n";
  }
  for (const string code : {"0", "64", "64.72"}) {
    for (const std::uint32_t epoch : {1U, 2U}) {
      const AreaKey* key = directory.area_key(area(code), epoch);
      out += code + " key " + std::to_string(epoch) + " " + (key ? key->key.hex() : "-") + "\n";
      std::map<std::string, std::string> boxes;
      if (key != nullptr) {
        for (const SealedAreaSecret& secret : key->secrets) {
          boxes[secret.node ? secret.node->hex() : "recovery"] += to_hex(secret.box) + " ";
        }
      }
      for (const auto& [who, box] : boxes) out += who + " has " + box + "\n";
    }
  }
  for (const auto& [code, category] : directory.categories()) {
    out += "category " + std::to_string(code) + " " + category.name + "\n";
  }
  for (const auto& [at, unit] : directory.units()) {
    out +=
        "unit " + at.first.to_string() + " " + std::to_string(at.second) + " " + unit.name + "\n";
  }
  return out;
}

// Everything that two entries can disagree about.
vector<Carried> quarrels(const TestFederation& federation) {
  vector<Carried> out;
  for (const SignedEntry& entry : federation.invitation().entries) out.push_back({entry, {}});
  const TestNode& city = federation.node("64.72");
  TestNode other = federation.node("64.72b");
  const auto enrol = [&](const TestNode& node, const string& by, std::uint64_t serial) {
    const SignKeys authority = TestFederation::authority(area(by));
    out.push_back({TestFederation::enrol(node, authority, {}, serial), {}});
  };
  // Enrolled again without the grant, by several authorities, under several numbers; and with
  // another's transport key.
  enrol(city, "64", 1);
  other.transport = federation.node("64").transport;
  enrol(other, "64.72", 1);
  other.transport = federation.node("64.72").transport;
  enrol(other, "64.72", 2);
  enrol(federation.node("64"), "64", 7);
  enrol(federation.node("64"), "0", 3);
  enrol(federation.node("64"), "0", 2);
  // A key that speaks for more than it did.
  const AuthorityKey key = TestFederation::authority(area("64.72")).authority();
  out.push_back(
      {sign_entry(AreaAuthority{area("64"), key}, TestFederation::authority(Area::nation())), {}});
  const FeedId own_feed = directory_feed(city.keys.id);
  const auto revoke = [&](std::uint64_t number, const string& head, const string& by,
                          std::uint64_t serial) {
    const Revocation entry{
        city.keys.id,
        city.area,
        {lone_cut(news(city), number, hash(head)), lone_cut(own_feed, number, hash(head))},
        serial};
    out.push_back({sign_entry(entry, TestFederation::authority(area(by))), {}});
  };
  revoke(5, "five", "64.72", 3);
  revoke(1, "one", "64", 1);
  revoke(2, "two", "64", 2);
  revoke(2, "another two", "64", 2);
  for (const std::uint64_t number : {4U, 2U, 6U}) {
    out.push_back({fork_entry(federation.node("64"), number), {}});
  }
  // The same epoch of an area's key, boxed by several entries, twice to one node; and another key.
  const SignKeys speaker = TestFederation::authority(area("64.72"));
  for (const std::uint8_t seed : std::initializer_list<std::uint8_t>{1, 1, 2}) {
    Seed bytes;
    std::fill_n(bytes.data(), Seed::kSize, seed);
    const SealKeys keys = SealKeys::from_seed(bytes);
    AreaKey entry{area("64.72"), 2, keys.key, {}};
    entry.secrets.push_back({city.keys.id, box_secret(keys.secret, city.seal.key)});
    if (out.size() % 2 == 0) {
      entry.secrets.push_back({other.keys.id, box_secret(keys.secret, other.seal.key)});
    } else {
      entry.secrets.push_back({std::nullopt, box_secret(keys.secret, city.seal.key)});
    }
    out.push_back({sign_entry(entry, speaker), {}});
  }
  out.push_back({federation.area_key(area("64.72"), 1), {}});
  const TestNode& nation = federation.node("0");
  for (const string name : {"x", "y"}) out.push_back(in_feed(nation, category(nation, 2, name)));
  for (const std::uint32_t version : {1U, 2U, 3U}) {
    const Unit unit{city.area, 9, "unit " + std::to_string(version), 0, version, true};
    out.push_back(in_feed(city, sign_entry(unit, city.keys), version));
  }
  return out;
}

TEST_F(DirectoryTest, AnyOrderOfArrivalGivesTheSameDirectory) {
  vector<Carried> entries = quarrels(federation_);
  vector<FeedId> feeds;
  for (const string name : {"64", "64.72"}) {
    feeds.push_back(news(node(name)));
    feeds.push_back(directory_feed(node(name).keys.id));
  }
  for (const Carried& carried : entries) add(carried);
  const string expected = describe(directory_, feeds);
  SeededRandom random(1);
  for (int run = 0; run < 200; ++run) {
    for (std::size_t i = entries.size(); i > 1; --i) {
      std::swap(entries[i - 1], entries[random.number() % i]);
    }
    Directory other(TestFederation::root());
    for (const Carried& carried : entries) other.add(carried.entry, carried.place);
    ASSERT_EQ(describe(other, feeds), expected) << "run " << run;
  }
}

}  // namespace
}  // namespace jenjang

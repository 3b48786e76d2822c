#include <gtest/gtest.h>

#include <algorithm>

#include "node/config/key_files.h"
#include "schema/sealing.h"
#include "tools/trust/area_keys.h"
#include "tools/trust/authority.h"
#include "tools/trust/enrol.h"
#include "tools/trust/revoke.h"

namespace jenjang {
namespace {

SignKeys sign_keys(std::uint8_t n) {
  Seed seed;
  std::fill_n(seed.data(), Seed::kSize, n);
  return SignKeys::from_seed(seed);
}
SealKeys seal_keys(std::uint8_t n) {
  Seed seed;
  std::fill_n(seed.data(), Seed::kSize, n);
  return SealKeys::from_seed(seed);
}
Area area(const char* text) { return *Area::parse(text); }
// Keys of a node of 64.72 from 20 to 29, of 64 otherwise.
NodeKeys node_keys(std::uint8_t n, const char* where = nullptr) {
  Seed seed;
  std::fill_n(seed.data(), Seed::kSize, n);
  const char* standard = n >= 20 && n < 30 ? "64.72" : "64";
  NodeKeys out{NodeSignKeys::from_seed(seed, area(where ? where : standard)), {}, {}, seal_keys(n)};
  out.transport.bytes.fill(n);
  return out;
}
NodePublic node_public(std::uint8_t n) { return public_of(node_keys(n)); }
Consent consent_of(std::uint8_t n, std::uint64_t serial = 1,
                   const std::vector<Grant>& grants = {}) {
  return make_consent(node_keys(n), "node-" + std::to_string(n), grants, serial);
}
const std::vector<SealKeys> kNoRecovery;

// A root, a province with its authority, and one node there.
class TrustTest : public testing::Test {
 protected:
  TrustTest() : directory_({root_.authority(), {}}) {
    add(sign_entry(AreaAuthority{area("64"), province_.authority()}, root_));
    add(sign_enrolment(make_consent(node_keys(10), "64-a", {}, 5), province_));
    add(sign_entry(make_area_key(area("64"), 1, seal_keys(60), {node_public(10)}, std::nullopt),
                   province_));
    options_.area = area("64.72");
    options_.authority = "64.key";
  }
  void add(const SignedEntry& entry) { directory_.add(entry, {}); }
  void add_all(const std::vector<SignedEntry>& entries) {
    for (const SignedEntry& entry : entries) add(*decode_entry(entry.bytes));
  }

  const SignKeys root_ = sign_keys(1);
  const SignKeys province_ = sign_keys(2);
  Directory directory_;
  Enrol options_;
};

TEST_F(TrustTest, AnEnrolmentByTheTierAboveMakesANodeOfItsArea) {
  const auto entries =
      enrolment_entries(options_, consent_of(20), province_, kNoRecovery, directory_);
  ASSERT_TRUE(entries.ok()) << entries.error().message;
  add_all(entries->entries);
  ASSERT_TRUE(directory_.active(node_public(20).node));
  EXPECT_EQ(directory_.node(node_public(20).node)->area, area("64.72"));
  EXPECT_EQ(directory_.node(node_public(20).node)->transport_key, node_public(20).transport);
}

TEST_F(TrustTest, AKeyOfAnotherAreaEnrolsNobody) {
  const auto entries =
      enrolment_entries(options_, consent_of(20), sign_keys(9), kNoRecovery, directory_);
  ASSERT_FALSE(entries.ok());
  EXPECT_EQ(entries.error().code, Code::denied);
}

TEST_F(TrustTest, ANodeIsEnrolledAgainUnderAHigherSerialAlone) {
  options_.area = area("64");
  for (const std::uint64_t serial : {4U, 5U}) {
    const auto entries =
        enrolment_entries(options_, consent_of(10, serial), province_, kNoRecovery, directory_);
    ASSERT_FALSE(entries.ok());
    EXPECT_EQ(entries.error().code, Code::conflict) << serial;
  }
  NodeKeys renewed = node_keys(10);
  renewed.transport.bytes.fill(99);
  const Consent consent = make_consent(renewed, "64-a", {}, 6);
  const auto entries = enrolment_entries(options_, consent, province_, kNoRecovery, directory_);
  ASSERT_TRUE(entries.ok()) << entries.error().message;
  add_all(entries->entries);
  EXPECT_EQ(directory_.transport_key(renewed.sign.id), renewed.transport);
}

TEST_F(TrustTest, ALowerAuthorityReplacesNothingButWithAHigherSerial) {
  add(sign_entry(AreaAuthority{area("64.72"), sign_keys(3).authority()}, province_));
  add(sign_enrolment(consent_of(20, 5), province_));
  const auto enrolled = [&](std::uint64_t serial) {
    return enrolment_entries(options_, consent_of(20, serial), sign_keys(3), kNoRecovery,
                             directory_);
  };
  const auto entries = enrolled(1);
  ASSERT_FALSE(entries.ok());
  EXPECT_EQ(entries.error().code, Code::conflict);
  EXPECT_TRUE(enrolled(9).ok());
}

TEST_F(TrustTest, ARevokedNodeIsNotEnrolledAgain) {
  add(sign_enrolment(consent_of(20), province_));
  add(sign_entry(Revocation{node_public(20).node, area("64.72"), {}}, province_));
  const auto entries =
      enrolment_entries(options_, consent_of(20, 9), province_, kNoRecovery, directory_);
  ASSERT_FALSE(entries.ok());
  EXPECT_EQ(entries.error().code, Code::conflict);
}

TEST_F(TrustTest, WhatANodeAgreedToIsWhatTheOperatorExpects) {
  const auto enrolled = [&](const Consent& consent) {
    return enrolment_entries(options_, consent, province_, kNoRecovery, directory_);
  };
  const Consent greedy = consent_of(20, 1, {v1::GRANT_MASTER_DATA});
  EXPECT_EQ(enrolled(greedy).error().code, Code::invalid);
  options_.master_data = true;
  EXPECT_TRUE(enrolled(greedy).ok());
  EXPECT_EQ(enrolled(consent_of(20)).error().code, Code::invalid);
  options_.master_data = false;
  options_.area = area("64");
  EXPECT_EQ(enrolled(consent_of(20)).error().code, Code::invalid);
}

// Whose seal keys open the area's secret of that epoch: the numbers of nodes, 77 for recovery.
std::string openers(const Directory& directory, std::uint32_t epoch) {
  const AreaKey* key = directory.area_key(area("64"), epoch);
  if (key == nullptr) return "no such epoch";
  std::string out;
  for (const std::uint8_t n : std::initializer_list<std::uint8_t>{10, 11, 12, 77}) {
    for (const SealedAreaSecret& secret : key->secrets) {
      const Result<SealSecret> plain = open_secret(secret.box, seal_keys(n));
      if (!plain) continue;
      EXPECT_EQ(secret.node.has_value(), n != 77);
      out += std::to_string(n) + " ";
    }
  }
  return out;
}

TEST_F(TrustTest, ANewReplicaGetsTheNextEpochTogetherWithTheOthersWhereNoneCanBeRecovered) {
  options_.area = area("64");
  options_.area_key = true;
  const auto added =
      enrolment_entries(options_, consent_of(11), province_, {seal_keys(77)}, directory_);
  ASSERT_TRUE(added.ok()) << added.error().message;
  EXPECT_EQ(added->epochs_closed, 1U);
  add_all(added->entries);
  EXPECT_EQ(openers(directory_, 1), "10 ");
  EXPECT_EQ(openers(directory_, 2), "10 11 77 ");
}

TEST_F(TrustTest, ANewReplicaGetsEveryEpochThatCanBeRecoveredAndNoNewOne) {
  add(sign_entry(make_area_key(area("64"), 2, seal_keys(61), {node_public(10)}, seal_keys(77).key),
                 province_));
  add(sign_entry(make_area_key(area("64"), 3, seal_keys(62), {node_public(10)}, seal_keys(77).key),
                 province_));
  options_.area = area("64");
  options_.area_key = true;
  const auto added = enrolment_entries(options_, consent_of(11), province_,
                                       {seal_keys(76), seal_keys(77)}, directory_);
  ASSERT_TRUE(added.ok()) << added.error().message;
  EXPECT_EQ(added->epochs_closed, 1U);  // The first, which has no box for a recovery key.
  add_all(added->entries);
  EXPECT_EQ(openers(directory_, 1), "10 ");
  EXPECT_EQ(openers(directory_, 2), "10 11 77 ");
  EXPECT_EQ(openers(directory_, 3), "10 11 77 ");
  EXPECT_EQ(directory_.area_key(area("64"))->epoch, 3U);
  EXPECT_EQ(directory_.area_key(area("64"))->key, seal_keys(62).key);
}

TEST_F(TrustTest, AfterARevocationTheAreaSealsToTheNodesThatStay) {
  add(sign_enrolment(consent_of(11), province_));
  const AreaKey key =
      renew_area_key(directory_, area("64"), node_public(10).node, seal_keys(77).key);
  add(sign_entry(key, province_));
  EXPECT_EQ(directory_.area_key(area("64"))->epoch, 2U);
  EXPECT_EQ(openers(directory_, 2), "11 77 ");
}

TEST_F(TrustTest, AnAreaAuthorityThatIsNamedSpeaksForItsArea) {
  options_.area_authority = sign_keys(3).authority().hex();
  const auto entries =
      enrolment_entries(options_, consent_of(20), province_, kNoRecovery, directory_);
  ASSERT_TRUE(entries.ok());
  add_all(entries->entries);
  EXPECT_TRUE(directory_.speaks_for(sign_keys(3).authority(), area("64.72")));
  EXPECT_FALSE(directory_.speaks_for(sign_keys(3).authority(), area("64")));
}

TEST_F(TrustTest, AnInvitationTellsOfTheWayUpAndOfAllBelow) {
  const auto entry = [&](const char* where, std::uint8_t n) {
    return sign_enrolment(make_consent(node_keys(n, where), where, {}, 1), root_);
  };
  const std::vector<SignedEntry> entries{entry("0", 30), entry("64", 31), entry("64.72", 32),
                                         entry("64.01", 33), entry("31", 34)};
  const auto names = [&](const char* where) {
    std::string out;
    for (const SignedEntry& at :
         invitation_for(node_public(1).node, area(where), {root_.authority(), {}}, entries)
             .entries) {
      out += std::get<Enrolment>(at.entry).name + " ";
    }
    return out;
  };
  EXPECT_EQ(names("64.72"), "0 64 64.72 ");
  EXPECT_EQ(names("64"), "0 64 64.72 64.01 ");
  EXPECT_EQ(names("0"), "0 64 64.72 64.01 31 ");
}

nlohmann::json cut(const NodeId& writer, const std::string& book, int number) {
  return {{"book", book},
          {"writer", writer.hex()},
          {"incarnation", "00000000000000ff"},
          {"lane", "news"},
          {"number", number},
          {"head", std::string(64, 'a')},
          {"root", std::string(64, 'b')},
          {"headers", number + 1}};
}

TEST_F(TrustTest, ARevocationCutsTheNodesFeedsWhereTheyAreHeld) {
  const NodeId writer = node_public(10).node;
  const nlohmann::json replication = {{"cuts", {cut(writer, "64", 7), cut(writer, "*", 2)}}};
  const auto revocation = make_revocation(writer, area("64"), 3, replication);
  ASSERT_TRUE(revocation.ok()) << revocation.error().message;
  ASSERT_EQ(revocation->cuts.size(), 2u);
  EXPECT_EQ(revocation->serial, 3u);
  add_all({sign_entry(*revocation, province_)});
  ASSERT_TRUE(directory_.revoked(writer));
  const FeedId held{Book::of(area("64")), writer, Incarnation{255}, v1::LANE_NEWS};
  EXPECT_EQ(directory_.cuts_of(writer)->at(held).number, 7u);
  EXPECT_EQ(directory_.cuts_of(writer)->at(held).headers, 8u);
}

TEST_F(TrustTest, ARevocationIsNotMadeFromAnAnswerThatIsBroken) {
  const NodeId writer = node_public(10).node;
  const auto code_of = [&](const nlohmann::json& cuts) {
    const auto made = make_revocation(writer, area("64"), 1, {{"cuts", cuts}});
    return made.ok() ? std::nullopt : std::optional(made.error().code);
  };
  using List = nlohmann::json;
  EXPECT_EQ(code_of(List::array({{{"book", "64"}}})), Code::corrupt);
  EXPECT_EQ(code_of(List::array({cut(node_public(11).node, "64", 7)})), Code::corrupt);
  EXPECT_EQ(code_of(List::array({cut(writer, "64", 0)})), Code::corrupt);
  EXPECT_EQ(code_of(List::array({cut(writer, "64", 7), cut(writer, "64", 8)})), Code::corrupt);
  nlohmann::json many = List::array();
  for (int i = 0; i < 2400; ++i) {
    many.push_back(cut(writer, "64", 7));
    many.back()["incarnation"] = std::to_string(1'000'000'000'000'000 + i);
  }
  EXPECT_EQ(code_of(many), Code::invalid);
}

// Three feeds in each of 553 books: the nation's node, however often it has started.
TEST_F(TrustTest, ARevocationOfTheNationsNodeIsOneEntry) {
  const NodeId writer = node_public(10).node;
  nlohmann::json cuts = nlohmann::json::array();
  for (int i = 0; i < 553; ++i) {
    for (const char* lane : {"control", "news", "history"}) {
      const int code = 1101 + i;
      cuts.push_back(cut(writer, std::to_string(code).insert(2, "."), 100'000));
      cuts.back()["lane"] = lane;
      cuts.back()["incarnation"] = "fedcba9876543210";
    }
  }
  const auto revocation = make_revocation(writer, area("64"), 1, {{"cuts", cuts}});
  ASSERT_TRUE(revocation.ok()) << revocation.error().message;
  const SignedEntry entry = sign_entry(*revocation, root_);
  EXPECT_GT(entry.bytes.size(), kEntryBytesMax);
  EXPECT_EQ(std::get<Revocation>(decode_entry(entry.bytes)->entry), *revocation);
}

// The province's key is stolen: the thief enrols a ghost and revokes the city's node.
class RotationTest : public testing::Test {
 protected:
  RotationTest() {
    held_.root = root_at(roots_, 0);
    say(sign_entry(AreaAuthority{area("64"), province_.authority()}, root_));
    say(sign_enrolment(make_consent(node_keys(10), "64-a", {}, 5), province_));
    say(sign_enrolment(consent_of(20), province_));
    say(sign_enrolment(make_consent(node_keys(30), "ghost", {}, 6), province_));
    say(sign_entry(Revocation{node_public(20).node, area("64.72"), {}, 1}, province_));
    rotate_.area = area("64");
    rotate_.by = "0.key";
    rotate_.new_key = sign_keys(7).authority().hex();
  }
  void say(const SignedEntry& entry) { held_.entries.push_back(entry); }
  std::string id(std::size_t entry) const { return held_.entries.at(entry).id().hex(); }
  Result<Rotation> rotation(const SignKeys& by) const {
    return make_rotation(rotate_, by, roots_, held_, 9);
  }
  Directory after(const Rotation& rotation) const {
    Directory out(held_.root);
    for (const SignedEntry& entry : held_.entries) out.add(*decode_entry(entry.bytes), {});
    for (const SignedEntry& entry : rotation.entries) out.add(*decode_entry(entry.bytes), {});
    return out;
  }
  std::optional<Code> refusal(const SignKeys& by) const {
    const Result<Rotation> made = rotation(by);
    return made.ok() ? std::nullopt : std::optional(made.error().code);
  }

  const SignKeys root_ = sign_keys(1);
  const SignKeys province_ = sign_keys(2);
  const std::vector<AuthorityKey> roots_{root_.authority(), sign_keys(5).authority(),
                                         sign_keys(6).authority()};
  Invitation held_;
  RotateAuthority rotate_;
};

TEST_F(RotationTest, WhatIsNotDroppedStaysAndTheThiefsWordGoes) {
  rotate_.drop = {id(3).substr(0, 16), id(4).substr(0, 16)};
  const Result<Rotation> made = rotation(root_);
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->ended, province_.authority());
  EXPECT_EQ(made->kept.size(), 2U);
  EXPECT_EQ(made->dropped.size(), 2U);
  ASSERT_EQ(made->gone.size(), 1U);
  EXPECT_EQ(made->gone[0].name, "ghost");
  const Directory directory = after(*made);
  EXPECT_TRUE(directory.active(node_public(10).node));
  EXPECT_TRUE(directory.active(node_public(20).node));
  EXPECT_FALSE(directory.active(node_public(30).node));
  EXPECT_TRUE(directory.speaks_for(sign_keys(7).authority(), area("64.72")));
  EXPECT_FALSE(directory.speaks_for(province_.authority(), area("64")));
}

TEST_F(RotationTest, ARootIsFollowedByItsSuccessorsInTurn) {
  rotate_.area = Area::nation();
  for (const std::uint8_t successor : std::initializer_list<std::uint8_t>{5, 6}) {
    const Result<Rotation> made = rotation(sign_keys(successor));
    ASSERT_TRUE(made.ok()) << made.error().message;
    for (const SignedEntry& entry : made->entries) say(entry);
    const Directory directory = after(*made);
    EXPECT_EQ(directory.root().key, sign_keys(successor).authority());
    EXPECT_TRUE(directory.active(node_public(10).node));
    EXPECT_TRUE(directory.speaks_for(province_.authority(), area("64")));
    EXPECT_FALSE(directory.speaks_for(root_.authority(), Area::nation()));
  }
}

TEST_F(RotationTest, IsRefusedToWhoMayNotAndForWhatIsUnclear) {
  EXPECT_EQ(refusal(province_), Code::denied);
  EXPECT_EQ(refusal(sign_keys(9)), Code::denied);
  rotate_.new_key = province_.authority().hex();
  EXPECT_EQ(refusal(root_), Code::denied);
  rotate_.new_key = "64";
  EXPECT_EQ(refusal(root_), Code::invalid);
  rotate_.new_key = sign_keys(7).authority().hex();
  rotate_.old_key = sign_keys(8).authority().hex();
  EXPECT_EQ(refusal(root_), Code::invalid);
  rotate_.old_key.clear();
  rotate_.drop = {"zz"};
  EXPECT_EQ(refusal(root_), Code::invalid);
  rotate_.drop = {""};
  EXPECT_EQ(refusal(root_), Code::invalid);
  rotate_.drop.clear();
  say(sign_entry(AreaAuthority{area("64"), sign_keys(8).authority()}, root_));
  EXPECT_EQ(refusal(root_), Code::invalid);
  rotate_.old_key = province_.authority().hex();
  EXPECT_TRUE(rotation(root_).ok());
  // The nation's next root is another than any that is pinned.
  rotate_.area = Area::nation();
  rotate_.old_key.clear();
  EXPECT_EQ(refusal(root_), Code::denied);
  EXPECT_EQ(refusal(sign_keys(6)), Code::denied);
  EXPECT_EQ(refusal(sign_keys(9)), Code::denied);
}

TEST_F(TrustTest, ANodeIsFoundByNameOrKey) {
  EXPECT_EQ(*find_node(directory_, "64-a"), node_public(10).node);
  EXPECT_EQ(*find_node(directory_, node_public(10).node.hex()), node_public(10).node);
  EXPECT_EQ(find_node(directory_, "64-z").error().code, Code::invalid);
}

}  // namespace
}  // namespace jenjang

// The limits of one writer, and of one area, in the directory.
#include "replication/quota.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/replication/carried.h"
#include "tests/replication/replica_fixture.h"
#include "tests/replication/sealer.h"
#include "tests/support/memory_store.h"
#include "tests/support/seeded_random.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;

SignedEntry enrol(const TestNode& node, const string& by, std::uint64_t serial,
                  std::uint32_t allowance_mib) {
  const Enrolment entry{node.keys.key, node.area, node.transport, node.seal.key, {},
                        node.name,     serial,    allowance_mib};
  return sign_enrolment(consent_to(entry, node.keys.secret), TestFederation::authority(area(by)));
}

// One batch of some bytes in a feed of the directory of its own.
SealedBatch lone_batch(const TestNode& node, std::uint64_t incarnation, const string& body) {
  Sealer sealer({Book::directory(), node.keys.id, {incarnation}, v1::LANE_CONTROL}, node.keys);
  return sealer.next({body});
}

vector<SealedBatch> lone_batches(const TestNode& node, std::size_t count) {
  vector<SealedBatch> out;
  for (std::size_t i = 1; i <= count; ++i) out.push_back(lone_batch(node, i, "words"));
  return out;
}

Excess excess_of(const vector<SealedBatch>& batches) {
  Excess out;
  for (const SealedBatch& batch : batches) out.heads.push_back(batch.header);
  return out;
}

// So many feeds of one small batch, and no more, fit a regency's allowance of 4 MiB.
constexpr std::size_t kFeedsThatFit = 364;

class QuotaTest : public testing::Test {
 protected:
  QuotaTest() : ledger_(store_, directory_, area("64")) {
    for (const SignedEntry& entry : federation_.invitation().entries) directory_.add(entry, {});
  }
  Absorbed take(const SealedBatch& batch) {
    Writes writes;
    Absorbed out = ledger_.absorb(batch, "", writes);
    EXPECT_TRUE(store_.commit(writes, Durability::synced).ok());
    ledger_.committed();
    return out;
  }
  const TestNode& node(const string& name) const { return federation_.node(name); }
  bool barred() const { return directory_.barred(node("64.72").keys.id); }

  const TestFederation federation_{{"0", "64", "64.72"}};
  MemoryStore store_;
  Directory directory_{TestFederation::root()};
  Ledger ledger_;
};

TEST_F(QuotaTest, HeadsThatExceedTheAllowanceBarTheirWriterUntilSomebodyAboveAllowsMore) {
  const vector<SealedBatch> all = lone_batches(node("64.72"), kFeedsThatFit + 1);
  const vector<SealedBatch> few(all.begin(), all.end() - 1);
  directory_.add(wrap_excess(excess_of(few)), {});
  EXPECT_FALSE(barred());
  directory_.add(*decode_entry(wrap_excess(excess_of(all)).bytes), {});
  EXPECT_TRUE(barred());
  EXPECT_TRUE(directory_.active(node("64.72").keys.id));
  directory_.add(enrol(node("64.72"), "64.72", 8, 9), {});
  EXPECT_TRUE(barred());
  directory_.add(enrol(node("64.72"), "64", 9, 8), {});
  EXPECT_FALSE(barred());
}

TEST_F(QuotaTest, TheBatchThatIsTooManyIsRefusedWithItsProof) {
  const vector<SealedBatch> all = lone_batches(node("64.72"), kFeedsThatFit + 1);
  for (std::size_t i = 0; i < kFeedsThatFit; ++i) {
    ASSERT_EQ(take(all[i]).verdict, Verdict::stored) << i;
  }
  EXPECT_FALSE(ledger_.vector_of_directory().empty());
  const Absorbed refused = take(all.back());
  EXPECT_EQ(refused.verdict, Verdict::closed);
  ASSERT_TRUE(refused.excess.has_value());
  const NodeId writer = node("64.72").keys.id;
  EXPECT_LE(ledger_.directory_weight(writer), allowance_of(*directory_.node(writer)));
  directory_.add(*decode_entry(wrap_excess(*refused.excess).bytes), {});
  ASSERT_TRUE(barred());
  Writes writes;
  ledger_.judge_closings(writes);
  EXPECT_TRUE(ledger_.vector_of_directory().empty());
  EXPECT_EQ(ledger_.digest_of_directory(), VectorDigest{});
  // Nor in any other book.
  Sealer news({Book::of(area("64.72")), writer, {3}, v1::LANE_NEWS}, node("64.72").keys);
  EXPECT_EQ(take(news.next({"a report"})).verdict, Verdict::closed);
}

TEST_F(QuotaTest, LongBatchesWeighWhatTheyCarry) {
  Sealer feed({Book::directory(), node("64.72").keys.id, {3}, v1::LANE_CONTROL},
              node("64.72").keys);
  const string word(900'000, 'x');  // Packs to next to nothing.
  for (int i = 0; i < 4; ++i) ASSERT_EQ(take(feed.next({word})).verdict, Verdict::stored);
  const Absorbed refused = take(feed.next({word}));
  EXPECT_EQ(refused.verdict, Verdict::closed);
  ASSERT_TRUE(refused.excess.has_value());
  EXPECT_EQ(refused.excess->heads.size(), 1U);
  directory_.add(wrap_excess(*refused.excess), {});
  EXPECT_TRUE(barred());
}

TEST_F(QuotaTest, ATotalThatIsNotItsFeedsIsRefused) {
  const FeedId feed{Book::directory(), node("64.72").keys.id, {3}, v1::LANE_CONTROL};
  Sealer honest(feed, node("64.72").keys);
  ASSERT_EQ(take(honest.next({"words"})).verdict, Verdict::stored);
  for (const std::uint64_t total : {0U, 1U, 1'000'000U}) {
    SealSpot spot{feed, 2, honest.head().hash, kNoon};
    spot.total_bytes = total;
    const SealedBatch batch = seal(spot, {{"more words", std::nullopt}}, node("64.72").keys);
    EXPECT_EQ(take(batch).verdict, Verdict::malformed) << total;
  }
  EXPECT_EQ(take(honest.next({"more words"})).verdict, Verdict::stored);
}

TEST_F(QuotaTest, AWriterThatForksAgainAndAgainIsBarredAndFurtherForksChangeNothing) {
  for (std::size_t i = 1; i <= kForksMax; ++i)
    directory_.add(fork_entry(node("64.72"), 50 - i), {});
  EXPECT_FALSE(barred());
  EXPECT_EQ(directory_.forks().size(), 1U);
  directory_.add(fork_entry(node("64.72"), 60), {});
  EXPECT_TRUE(barred());
  EXPECT_TRUE(directory_.forks().empty());
  const std::uint64_t before = directory_.cuts_version();
  for (std::size_t i = 1; i <= 20; ++i) directory_.add(fork_entry(node("64.72"), 30 - i), {});
  EXPECT_EQ(directory_.cuts_version(), before);
  // Nor are they passed on where only a cut feed has them.
  std::size_t saved = 0;
  for (std::size_t i = 1; i <= 60; ++i) {
    saved += directory_.worth_saving(fork_entry(node("64.72"), i));
  }
  EXPECT_EQ(saved, kForksMax + 1);
}

TEST_F(QuotaTest, OfAnAreasNodesSoManyStandThoseFromAboveFirst) {
  vector<SignedEntry> entries;
  vector<TestNode> nodes;
  for (char letter = 'c'; letter <= 'z'; ++letter) {
    nodes.push_back(TestFederation::make_node(string("64.72") + letter));
    const bool above = letter > 'x';
    const SignKeys by = TestFederation::authority(area(above ? "64" : "64.72"));
    entries.push_back(TestFederation::enrol(nodes.back(), by));
  }
  const auto standing = [&](const Directory& directory) {
    vector<string> out;
    for (const TestNode& one : nodes) {
      if (directory.active(one.keys.id)) out.push_back(one.name);
      EXPECT_NE(directory.active(one.keys.id), directory.revoked(one.keys.id)) << one.name;
    }
    return out;
  };
  for (const SignedEntry& entry : entries) directory_.add(entry, {});
  const vector<string> expected = standing(directory_);
  EXPECT_EQ(directory_.nodes_of(area("64.72")).size(), kNodesOfAreaMax);
  EXPECT_EQ(std::count(expected.begin(), expected.end(), "64.72y"), 1);
  EXPECT_EQ(std::count(expected.begin(), expected.end(), "64.72z"), 1);
  SeededRandom random(1);
  for (int run = 0; run < 50; ++run) {
    for (std::size_t i = entries.size(); i > 1; --i) {
      std::swap(entries[i - 1], entries[random.number() % i]);
    }
    Directory other(TestFederation::root());
    for (const SignedEntry& entry : entries) other.add(entry, {});
    for (const SignedEntry& entry : federation_.invitation().entries) other.add(entry, {});
    ASSERT_EQ(standing(other), expected) << run;
  }
}

// More than are kept in memory: those are read again once somebody is there whom they waited for.
TEST_F(QuotaTest, WhatWaitsIsBoundedAndNothingOfItIsLost) {
  MemoryStore store;
  Directory directory(TestFederation::root());
  Ledger ledger(store, directory, area("64"));
  directory.add(federation_.authority_entry(area("64")), {});
  directory.add(federation_.enrolment(node("64")), {});
  const auto take_entries = [&](Sealer& feed, const vector<string>& bodies) {
    Writes writes;
    EXPECT_EQ(ledger.absorb(feed.next(bodies), "", writes).verdict, Verdict::stored);
    EXPECT_TRUE(store.commit(writes, Durability::synced).ok());
    ledger.committed();
  };
  Sealer feed(directory_feed(node("64").keys.id), node("64").keys);
  const SignKeys nobody = TestFederation::authority(area("99"));
  const string junk(64, 'x');
  vector<string> bodies;
  for (std::size_t i = 0; i < Directory::kWaitingMax; ++i) {
    AreaKey key{area("99.01"), static_cast<std::uint32_t>(i + 1), {}, {}};
    bodies.push_back(sign_entry(key, nobody).bytes);
    if (bodies.size() == 1000) take_entries(feed, std::exchange(bodies, {}));
  }
  const SignedEntry late = federation_.enrolment(node("64.72"));
  take_entries(feed, {late.bytes});
  EXPECT_FALSE(directory.has(late.id()));
  EXPECT_FALSE(directory.active(node("64.72").keys.id));
  take_entries(feed, {federation_.authority_entry(area("64.72")).bytes});
  EXPECT_TRUE(directory.active(node("64.72").keys.id));
  // So after a start.
  Directory again(TestFederation::root());
  Ledger loaded(store, again, area("64"));
  again.add(federation_.authority_entry(area("64")), {});
  again.add(federation_.enrolment(node("64")), {});
  ASSERT_TRUE(loaded.load().ok());
  EXPECT_TRUE(again.active(node("64.72").keys.id));
}

// Nobody has named these keys: nothing that they say of keys is kept for ever, or judged.
TEST_F(QuotaTest, WordsOfNobodyAboutAuthoritiesWaitAsAllElseDoes) {
  const SignKeys nobody = TestFederation::authority(area("99"));
  const AuthorityKey key = TestFederation::authority(area("98")).authority();
  for (std::size_t i = 0; i < Directory::kWaitingMax; ++i) {
    const std::uint64_t serial = i + 1;
    const Area about = i % 3 == 0 ? Area::nation() : i % 3 == 1 ? area("99") : area("99.01");
    directory_.add(sign_entry(AuthorityEnd{about, key, serial, {}}, nobody), {});
  }
  const SignKeys root = TestFederation::authority(area("97"));
  for (const SignedEntry& last : {sign_entry(AreaAuthority{area("99.01"), key}, nobody),
                                  sign_entry(RootSuccession{{root.authority(), {}}}, root)}) {
    directory_.add(last, {});
    EXPECT_FALSE(directory_.has(last.id()));
  }
}

// Enrolments of others leave the store alone; the naming of the key that the dropped entries wait
// for makes the directory read it again.
TEST_F(QuotaTest, OnlyWhomTheForgottenWaitForMakesTheDirectoryReadAgain) {
  const SignKeys nobody = TestFederation::authority(area("99"));
  for (std::size_t i = 0; i < Directory::kWaitingMax + 10; ++i) {
    AreaKey key{area("99.01"), static_cast<std::uint32_t>(i + 1), {}, {}};
    directory_.add(sign_entry(key, nobody), {});
  }
  directory_.add(TestFederation::enrol(TestFederation::make_node("64.72c"),
                                       TestFederation::authority(area("64"))),
                 {});
  EXPECT_FALSE(directory_.take_again());
  directory_.add(federation_.authority_entry(area("99")), {});
  EXPECT_TRUE(directory_.take_again());
}

class ExcessTest : public ReplicaFixture {
 protected:
  // As from the node whose key the thief has.
  void slip(const string& to, const SealedBatch& batch) {
    const LinkId link{LinkId::Side::accepted, id("64.72")};
    for (const auto& [known, session] : peer(to).replica().sessions()) {
      if (known != link) continue;
      peer(to).turn(network_.now(), {{link, encode_message(Deliver{contact_, batch, ""})}});
    }
  }
  // The thief's first word to that node.
  void meet(const string& to) {
    const TestNode& thief = federation_.node("64.72");
    const LinkId link{LinkId::Side::accepted, thief.keys.id};
    peer(to).turn(network_.now(), {{link, ""}});
    const auto said = peer(to).turn(
        network_.now(),
        {{link,
          encode_message(Hello{
              kLinkVersion, thief.keys.id, thief.area, {7}, {}, 1 << 20, network_.now().wall})}});
    for (const Outbound& out : said.messages) {
      const Result<LinkMessage> message = decode_message(out.bytes);
      if (const auto* hello = message ? std::get_if<Hello>(&*message) : nullptr) {
        contact_ = hello->contact;
      }
    }
    peer(to).turn(network_.now(), {{link, encode_message(Hello{kLinkVersion,
                                                               thief.keys.id,
                                                               thief.area,
                                                               {7},
                                                               contact_,
                                                               1 << 20,
                                                               network_.now().wall})}});
  }
  bool barred(const string& at) { return peer(at).replica().directory().barred(id("64.72")); }
  std::size_t entries_of(const string& at, const string& writer) {
    std::size_t out = 0;
    for (const auto& [feed, state] : peer(at).ledger().feeds_of(id(writer))) {
      if (feed.book.is_directory()) out += state.events;
    }
    return out;
  }

  ContactId contact_;
};

// A stolen key floods the province; nation and province bar it, are equal, and what stands of what
// it carried is kept, by others.
TEST_F(ExcessTest, AFloodBarsItsWriterEverywhereAndWhatStandsIsKept) {
  start("0");
  start("64", {"0"});
  network_.run_for_ms(5000);
  ASSERT_TRUE(equal("0", "64"));
  meet("64");
  const TestNode late = TestFederation::make_node("64.72c");
  const SignedEntry enrolled =
      TestFederation::enrol(late, TestFederation::authority(area("64.72")));
  slip("64", lone_batch(federation_.node("64.72"), 10'000, enrolled.bytes));
  const std::size_t before = entries_of("64", "64") + entries_of("64", "0");
  for (std::size_t i = 1; i <= kFeedsThatFit + 40; ++i) {
    slip("64", lone_batch(federation_.node("64.72"), i, "words"));
  }
  network_.poke("64");
  network_.run_for_ms(60'000);
  for (const string at : {"0", "64"}) {
    EXPECT_TRUE(barred(at)) << at;
    EXPECT_TRUE(peer(at).replica().directory().active(late.keys.id)) << at;
  }
  EXPECT_TRUE(equal("0", "64"));
  // The proof and the enrolment, and nothing of the flood.
  EXPECT_LE(entries_of("0", "64") + entries_of("0", "0"), before + 4);
  restart("64");
  restart("0");
  network_.run_for_ms(60'000);
  EXPECT_TRUE(equal("0", "64"));
  EXPECT_TRUE(barred("0"));
}

TEST_F(ExcessTest, ANodeRefusesItsOperatorBeforeItWouldBarItself) {
  invitation_.entries.push_back(enrol(federation_.node("64"), "0", 9, 1));
  start("64");
  const auto units = [&](std::uint32_t version) {
    UnitList list{area("64"), version, {}};
    for (std::uint32_t code = 1; code <= 900; ++code) {
      list.units.push_back({code, string(200, 'u'), 0, true});
    }
    return sign_entry(list, federation_.node("64").keys);
  };
  for (std::uint32_t version = 1; version <= 8; ++version) {
    peer("64").add_entries({units(version)});
    network_.poke("64");
    network_.run_for_ms(1000);
  }
  const std::size_t written = peer("64").entries_written();
  EXPECT_GE(written, 3U);
  EXPECT_LT(written, 5U);
  const vector<string> words = peer("64").noticed();
  EXPECT_NE(std::find(words.begin(), words.end(), "directory-full"), words.end());
  EXPECT_FALSE(peer("64").replica().directory().barred(id("64")));
}

using OthersEntriesTest = ReplicaFixture;

// A thief's entries that stand, stranded by a fork of their feed, and nobody else to pass them on.
TEST_F(OthersEntriesTest, HalfOfTheAllowanceIsNotSpentOnWhatOthersWrote) {
  start("64");
  start("64.72", {"64"});
  start("64.72b", {"64"});
  network_.run_for_ms(5000);
  SeededRandom random(1);
  std::vector<SignedEntry> keys;
  for (std::uint32_t epoch = 100; epoch < 240; ++epoch) {
    AreaKey key{area("64.72"), epoch, {}, {}};
    for (int i = 0; i < 256; ++i) {
      std::string box(80, ' ');
      random.fill(reinterpret_cast<std::uint8_t*>(box.data()), box.size());
      key.secrets.push_back({std::nullopt, box});
    }
    keys.push_back(sign_entry(key, TestFederation::authority(area("64.72"))));
  }
  peer("64.72").add_entries(keys);
  network_.run_for_ms(60'000);
  const FeedId feed{Book::directory(), id("64.72"), peer("64.72").replica().incarnation(),
                    v1::LANE_CONTROL};
  const SignedHeader held = peer("64.72b").ledger().batch(feed, 1)->header;
  network_.cut("64.72b", "64");
  Sealer other(feed, federation_.node("64.72").keys);
  peer("64.72b").add_entries({wrap_fork({held, other.next({"words"}).header})});
  network_.run_for_ms(120'000);
  const auto weight = [&] { return peer("64.72b").ledger().directory_weight(id("64.72b")); };
  const std::uint64_t own =
      own_allowance_of(*peer("64.72b").replica().directory().node(id("64.72b")));
  EXPECT_GT(weight(), own / 4);
  EXPECT_LE(weight(), own / 2 + kMiB / 16);
}

}  // namespace
}  // namespace jenjang

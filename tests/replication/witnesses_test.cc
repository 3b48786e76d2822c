// Signed and countersigned heads: kept, written for others, and compared.
#include "replication/witnesses.h"

#include "schema/hash.h"
#include "tests/replication/replica_fixture.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;

class WitnessTest : public ReplicaFixture {
 protected:
  // That witness' last known word about the node; null where there is none.
  const Witnessed* known(const string& at, const string& of, const string& witness) {
    const Witnesses::Of& said = peer(at).replica().witnesses().of(id(of));
    const auto found = said.find(id(witness));
    return found == said.end() ? nullptr : &found->second;
  }
  // Batches of that witness in that book.
  std::uint64_t written(const string& witness, const string& book) {
    std::uint64_t out = 0;
    for (const auto& [feed, state] : peer(witness).ledger().feeds_of(id(witness))) {
      const bool there = !feed.book.is_directory() && feed.book.area() == area(book);
      if (there && feed.lane == v1::LANE_WITNESS) out += state.number;
    }
    return out;
  }
  // Everything that the heads name is held there.
  bool holds_all(const string& at, const Heads& heads) {
    return std::all_of(heads.own.begin(), heads.own.end(),
                       [&](const CountedHead& head) { return peer(at).ledger().holds(head.head); });
  }
  void run_for_ms(std::int64_t ms) { network_.run_for_ms(ms); }

  Heads heads_of(const string& name) {
    Heads out;
    out.node = id(name);
    out.books = VectorDigest{{7}};
    return out;
  }
  static CountersignedHeads sign_as(const NodeSignKeys& keys, const Heads& heads) {
    const string bytes = encode_heads(heads);
    return {bytes, sign(Domain::heads, bytes, keys.secret), keys.key, {1'795'500'000'000}};
  }
};

TEST_F(WitnessTest, WhoIsAboveAnAreaWitnessesItAndProvincesTheNation) {
  struct Row {
    string witness, of, book;  // No book: it may not.
  };
  const vector<Row> rows = {{"64", "64.72", "64.72"}, {"0", "64.72", "64.72"}, {"0", "64", "64"},
                            {"64", "0", "64"},        {"64.72", "0", ""},      {"64.72", "64", ""},
                            {"64", "64", ""},         {"0", "0", ""},          {"11", "64.72", ""}};
  for (const Row& row : rows) {
    const Area witness = area(row.witness);
    const Area of = area(row.of);
    EXPECT_EQ(may_witness(witness, of), !row.book.empty()) << row.witness << " of " << row.of;
    if (row.book.empty()) continue;
    EXPECT_EQ(witness_book(witness, of), Book::of(area(row.book)));
    EXPECT_EQ(witnessed_area(witness, Book::of(area(row.book))), of);
  }
  EXPECT_EQ(witnessed_area(area("64.72"), Book::of(area("64.72"))), std::nullopt);
  EXPECT_EQ(witnessed_area(area("11"), Book::of(area("64"))), std::nullopt);
  EXPECT_EQ(witnessed_area(area("64"), Book::directory()), std::nullopt);
}

TEST_F(WitnessTest, WhatAParentCountersignsIsKnownToAllWhoHoldTheBook) {
  start("0");
  start("64", {"0"});
  start("64.72", {"64"});
  start("64.72b", {"64.72"});
  start("11", {"0"});
  write("64.72", "64.72", "a report");
  write("64", "64", "another");
  run_for_ms(5000);
  for (const string at : {"0", "64", "64.72", "64.72b"}) {
    const Witnessed* said = known(at, "64.72", "64");
    ASSERT_NE(said, nullptr) << at;
    EXPECT_FALSE(said->heads.own.empty());
    EXPECT_TRUE(holds_all(at, said->heads)) << at;
    EXPECT_GT(said->wall, said->heads.wall);
  }
  for (const string at : {"0", "64"}) {
    EXPECT_NE(known(at, "64", "0"), nullptr) << at;
    EXPECT_NE(known(at, "0", "64"), nullptr) << at;
  }
  // Nobody's sibling is its witness, and other provinces hear nothing of it.
  EXPECT_EQ(known("64.72", "64.72b", "64.72"), nullptr);
  EXPECT_EQ(known("11", "64", "0"), nullptr);
  EXPECT_EQ(known("11", "0", "64"), nullptr);
  EXPECT_TRUE(equal("64", "0"));
  EXPECT_TRUE(equal("64.72", "64"));
}

TEST_F(WitnessTest, ItIsWrittenOnChangeAndAtMostOnceAnHour) {
  start_chain();
  write("64.72", "64.72", "a report");
  run_for_ms(5000);
  ASSERT_EQ(written("64", "64.72"), 1U);
  for (int i = 0; i < 50; ++i) {
    write("64.72", "64.72", "report " + std::to_string(i));
    run_for_ms(kMinuteMs);
  }
  EXPECT_EQ(written("64", "64.72"), 1U);
  run_for_ms(10 * kMinuteMs + 5000);
  EXPECT_EQ(written("64", "64.72"), 2U);
  // The newest that was heard, with the time when that was.
  const Witnessed* last = known("0", "64.72", "64");
  ASSERT_NE(last, nullptr);
  EXPECT_EQ(last->heads.events, known("64.72", "64.72", "64")->heads.events);
  EXPECT_GE(last->heads.events, 51U);
  EXPECT_LT(ms_between(last->wall, network_.now().wall), 15 * kMinuteMs);
  // Nothing changes any more: what witnesses write themselves is no change.
  run_for_ms(5 * kHourMs);
  EXPECT_EQ(written("64", "64.72"), 2U);
  // The city's reports lie in books that these two share, too.
  EXPECT_EQ(written("0", "64"), 2U);
  EXPECT_EQ(written("64", "64"), 2U);
}

TEST_F(WitnessTest, AnAreaThatHasNothingIsNotWrittenAbout) {
  start_chain();
  run_for_ms(2 * kHourMs);
  EXPECT_EQ(written("64", "64.72"), 0U);
}

TEST_F(WitnessTest, ItSurvivesRestartsAndIsNotWrittenAnew) {
  start_chain();
  write("64.72", "64.72", "a report");
  run_for_ms(5000);
  const BatchPlace place = known("0", "64.72", "64")->place;
  const WallTime wall = known("0", "64.72", "64")->wall;
  for (const string name : {"0", "64", "64.72"}) restart(name);
  for (const string at : {"0", "64", "64.72"}) {
    ASSERT_NE(known(at, "64.72", "64"), nullptr) << at;
    EXPECT_EQ(known(at, "64.72", "64")->place, place) << at;
    EXPECT_EQ(known(at, "64.72", "64")->wall, wall) << at;
  }
  write("64.72", "64.72", "another");
  run_for_ms(30 * kMinuteMs);
  EXPECT_EQ(written("64", "64.72"), 1U);
  run_for_ms(kHourMs);
  EXPECT_EQ(written("64", "64.72"), 2U);
}

// The hour holds however its own clock was put.
TEST_F(WitnessTest, AClockThatIsPutBackMakesNoStorm) {
  start_chain();
  write("64.72", "64.72", "a report");
  run_for_ms(5000);
  for (const std::int64_t ahead_ms : {48 * kHourMs, -48 * kHourMs, -kHourMs / 2}) {
    const std::uint64_t before = written("64", "64.72");
    network_.set_ahead_ms("64", ahead_ms);
    for (int i = 0; i < 100; ++i) {
      write("64.72", "64.72", "report " + std::to_string(i));
      run_for_ms(kMinuteMs);
    }
    EXPECT_LE(written("64", "64.72"), before + 2U) << ahead_ms;
    EXPECT_GT(written("64", "64.72"), before) << ahead_ms;
  }
}

TEST_F(WitnessTest, WhatProvesNothingIsPassedByAndHarmsNothing) {
  start_chain();
  run_for_ms(3000);
  const NodeSignKeys& city = federation_.node("64.72").keys;
  const NodeSignKeys& other = federation_.node("64.72b").keys;
  const NodeSignKeys& nation = federation_.node("0").keys;
  CountersignedHeads spoilt = sign_as(city, heads_of("64.72"));
  spoilt.signature.bytes[0] ^= 1;
  write("64", "64.72", "junk", v1::LANE_WITNESS);
  write("64", "64.72", encode_countersigned(spoilt), v1::LANE_WITNESS);
  write("64", "64.72", encode_countersigned(sign_as(other, heads_of("64.72"))), v1::LANE_WITNESS);
  // Genuine, in the wrong book; and by a city about the nation.
  write("64", "64", encode_countersigned(sign_as(city, heads_of("64.72"))), v1::LANE_WITNESS);
  write("64.72", "64.72", encode_countersigned(sign_as(nation, heads_of("0"))), v1::LANE_WITNESS);
  run_for_ms(5000);
  for (const string at : {"0", "64", "64.72"}) {
    EXPECT_EQ(known(at, "64.72", "64"), nullptr) << at;
    EXPECT_EQ(known(at, "0", "64.72"), nullptr) << at;
  }
  EXPECT_TRUE(equal("0", "64"));
  EXPECT_TRUE(equal("64", "64.72"));
  // And then the truth.
  write("64", "64.72", encode_countersigned(sign_as(city, heads_of("64.72"))), v1::LANE_WITNESS);
  run_for_ms(5000);
  EXPECT_NE(known("0", "64.72", "64"), nullptr);
}

TEST_F(WitnessTest, InventedNodesFillNoMemory) {
  start_chain();
  std::size_t believed = 0;
  vector<NodeId> invented;
  for (std::size_t i = 0; i < kWitnessedNodesMax + 20; ++i) {
    Seed seed;
    seed.data()[0] = static_cast<std::uint8_t>(i + 1);
    const NodeSignKeys keys = NodeSignKeys::from_seed(seed, area("64.72"));
    Heads heads = heads_of("64.72");
    heads.node = keys.id;
    invented.push_back(keys.id);
    write("64", "64.72", encode_countersigned(sign_as(keys, heads)), v1::LANE_WITNESS);
  }
  run_for_ms(5000);
  for (const NodeId& node : invented) {
    believed += peer("0").replica().witnesses().of(node).size();
  }
  EXPECT_EQ(believed, kWitnessedNodesMax);
  EXPECT_TRUE(equal("0", "64"));
}

TEST_F(WitnessTest, OfARevokedWitnessStandsWhatItsCutLeadsTo) {
  start_chain();
  write("64.72", "64.72", "a report");
  run_for_ms(5000);
  const BatchPlace first = known("0", "64.72", "64")->place;
  const HeaderHash head = peer("0").ledger().hash_at(first.feed, 1);
  write("64.72", "64.72", "another");
  run_for_ms(kHourMs + 5000);
  ASSERT_EQ(known("0", "64.72", "64")->place.number, 2U);
  peer("0").add_entries({federation_.revocation("64", {lone_cut(first.feed, 1, head)})});
  run_for_ms(5000);
  ASSERT_NE(known("0", "64.72", "64"), nullptr);
  EXPECT_EQ(known("0", "64.72", "64")->place.number, 1U);
  peer("0").add_entries({federation_.revocation("64", {}, 2)});
  run_for_ms(5000);
  EXPECT_EQ(known("0", "64.72", "64"), nullptr);
  // As it is after a start.
  restart("0");
  run_for_ms(1000);
  EXPECT_EQ(known("0", "64.72", "64"), nullptr);
  // A later revocation gives it back.
  peer("0").add_entries({federation_.revocation("64", {lone_cut(first.feed, 1, head)}, 3)});
  run_for_ms(5000);
  ASSERT_NE(known("0", "64.72", "64"), nullptr);
  EXPECT_EQ(known("0", "64.72", "64")->place.number, 1U);
}

TEST_F(WitnessTest, TheTimeThatANodeClaimsStandsBesideItsWitness) {
  network_.set_ahead_ms("64.72", -3 * kHourMs);
  start_chain();
  write("64.72", "64.72", "a report");
  run_for_ms(5000);
  const Witnessed* said = known("0", "64.72", "64");
  ASSERT_NE(said, nullptr);
  EXPECT_NEAR(static_cast<double>(ms_between(said->wall, said->heads.wall)), -3.0 * kHourMs, 5000);
}

class PeerHeadsTest : public WitnessTest {
 protected:
  std::size_t noticed(const string& at) {
    const vector<string> all = peer(at).noticed();
    return static_cast<std::size_t>(std::count(all.begin(), all.end(), "heads-went-back"));
  }
  bool back(const string& at, const string& of) {
    return peer(at).replica().heads_back().contains(id(of));
  }
  bool keeps_evidence(const string& at, const string& of) {
    return store(at).get(Family::meta, "heads-back/" + string(id(of).view())).has_value();
  }
  // Its disk as it was before the second report, while it was cut off.
  void restore_city() {
    start("0");
    start("64", {"0"});
    start("64.72", {"64"});
    write("64.72", "64.72", "before the backup");
    run_for_ms(2000);
    const MemoryView backup = store("64.72").contents();
    write("64.72", "64.72", "after the backup");
    run_for_ms(2 * kMinuteMs);
    network_.attach("64.72", nullptr);
    store("64.72").restore(backup);
  }
};

TEST_F(PeerHeadsTest, ARestoredDiskIsNoticedOnceAndTheAlarmGoesWithItsTailsReturn) {
  restore_city();
  std::size_t while_back = 0;
  network_.lose_if([&](const Passing& passing) {
    while_back += back("64", "64.72");
    return passing.to == "64.72" && message_name(passing.message) == "Deliver";
  });
  restart("64.72");
  run_for_ms(5000);
  EXPECT_EQ(noticed("64"), 1U);
  EXPECT_TRUE(back("64", "64.72"));
  EXPECT_TRUE(keeps_evidence("64", "64.72"));
  network_.lose_if({});
  run_for_ms(2 * kMinuteMs);
  EXPECT_FALSE(back("64", "64.72"));
  EXPECT_EQ(noticed("64"), 1U);
  EXPECT_TRUE(keeps_evidence("64", "64.72"));
  EXPECT_TRUE(equal("64", "64.72"));
}

TEST_F(PeerHeadsTest, ItIsNoticedAlsoAfterARestartOfTheNodeThatNotices) {
  restore_city();
  restart("64");
  restart("64.72");
  run_for_ms(5000);
  EXPECT_EQ(noticed("64"), 1U);
  EXPECT_TRUE(keeps_evidence("64", "64.72"));
}

TEST_F(PeerHeadsTest, ARestoredDiskThatWentOnWritingIsNoticed) {
  restore_city();
  restart("64.72");
  network_.cut("64", "64.72");
  run_for_ms(1000);
  write("64.72", "64.72", "written while cut off");
  run_for_ms(2000);
  network_.heal("64", "64.72");
  run_for_ms(2 * kMinuteMs);
  EXPECT_EQ(noticed("64"), 1U);
  EXPECT_FALSE(back("64", "64.72"));
}

TEST_F(PeerHeadsTest, RestartsAndCutsAreNoGoingBack) {
  start("0");
  start("64", {"0"});
  start("64b", {"0", "64"});
  start("64.72", {"64", "64b"});
  for (int life = 0; life < 6; ++life) {
    for (const string name : {"64.72", "64", "64b"}) {
      write(name, name == "64.72" ? name : "64", "report of life " + std::to_string(life));
      if (life % 2 == 0) run_for_ms(3000);
      network_.cut("64", "64.72");
      write(name, name == "64.72" ? name : "64", "cut off " + std::to_string(life));
      run_for_ms(life % 3 == 0 ? 2 * kMinuteMs : 500);
      network_.heal("64", "64.72");
      restart(name);
      run_for_ms(500);
    }
  }
  run_for_ms(2 * kHourMs);
  for (const string name : {"0", "64", "64b", "64.72"}) {
    EXPECT_EQ(noticed(name), 0U) << name;
    EXPECT_TRUE(peer(name).replica().heads_back().empty()) << name;
  }
}

}  // namespace
}  // namespace jenjang

// Packs that lack or falsify contents, and whom a node asks for them.
#include "tests/node/core_fixture.h"
#include "tests/replication/replica_peer.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;

// A sibling of the city that is no honest node brings a report's batch to the province first.
class FalsePackTest : public CoreFixture {
 protected:
  FalsePackTest() {
    start("64");
    start("64.72", {"64", "64.72b"});
    network_.run_for_ms(3000);
    rogue_.emplace(federation_, ReplicaPeer::Options{"64.72b", {"64"}, 1, {}}, store_,
                   federation_.invitation(), network_.now());
    const auto as_it_is = [](std::string_view frame) { return string(frame); };
    rogue_->replica().set_packs([this](std::string_view) { return beside_; }, as_it_is,
                                [this](const BatchPlace&) { return answer_; });
    network_.attach("64.72b", &*rogue_);
    network_.run_for_ms(3000);
    network_.lose_if([this](const Passing& passing) {
      asked_ += std::holds_alternative<WantPack>(passing.message);
      const bool batch = std::holds_alternative<Deliver>(passing.message);
      const bool again = std::holds_alternative<PackAgain>(passing.message);
      return passing.from == "64.72" && passing.to == "64" && (batch || (again && again_lost_));
    });
  }

  static Content content(const string& body, std::uint64_t salt) {
    Content out{{}, body};
    for (std::size_t i = 0; i < 8; ++i) {
      out.salt.bytes[i] = static_cast<std::uint8_t>(salt >> (8 * i));
    }
    return out;
  }
  // An event of the rogue about its report, which nobody knows unless it is set.
  string naming(const vector<Content>& contents) {
    Event event;
    event.author = id("64.72b");
    event.area = area("64.72");
    event.incarnation = rogue_->replica().incarnation();
    event.counter = ++counter_;
    event.report = report_;
    event.parents = {parent_};
    event.under = parent_;
    event.actor = v1::SYSTEM_RULE_IMPORT;
    FollowedUp said;
    for (const Content& one : contents) {
      said.contents.push_back({one.digest(), v1::CONTENT_ROLE_NOTE});
    }
    event.payload = said;
    return encode_event(event);
  }
  void rogue_writes(vector<BatchItem> items, const vector<Content>& contents) {
    Pack pack;
    pack.entries.assign(contents.begin(), contents.end());
    beside_ = encode_pack(pack);
    rogue_->write(Book::of(area("64.72")), v1::LANE_NEWS, std::move(items), beside_);
    network_.run_for_ms(100);
  }

  MemoryStore store_;
  std::optional<ReplicaPeer> rogue_;
  string beside_ = "spoilt";  // What the rogue puts beside a batch.
  string answer_;             // What it answers with.
  bool again_lost_ = false;
  std::size_t asked_ = 0;
  std::uint64_t counter_ = 0;
  ReportId report_{{0x0e}};
  EventId parent_{{0x0e}};
};

TEST_F(FalsePackTest, IsAskedForAgainElsewhere) {
  const ReportId report = submit("64.72", "64.72", "The lamp is broken.");
  network_.run_for_ms(3000);
  EXPECT_TRUE(node("64").noticed("pack-broken"));
  EXPECT_EQ(text_of("64", words_of("64", report)), "The lamp is broken.");
}

TEST_F(FalsePackTest, IsAskedForEverLessOftenWhereNobodyGivesIt) {
  again_lost_ = true;
  submit("64.72", "64.72", "The lamp is broken.");
  network_.run_for_ms(3000);
  ASSERT_TRUE(node("64").noticed("pack-broken"));
  restart("64");
  asked_ = 0;
  network_.run_for_ms(400'000);
  EXPECT_TRUE(node("64").core().asks_for_packs());
  EXPECT_GT(asked_, 4U);
  EXPECT_LT(asked_, 30U);
}

TEST_F(FalsePackTest, TombstonesThatNobodyOrderedKeepNoContentOut) {
  beside_ = encode_pack({vector<PackEntry>(kPackContentsMax, Tombstone{})});
  answer_ = beside_;
  const ReportId report = submit("64.72", "64.72", "The lamp is broken.");
  network_.run_for_ms(3000);
  EXPECT_EQ(text_of("64", words_of("64", report)), "The lamp is broken.");
  for (const auto& [key, frame] : node("64").store().contents().family(Family::packs)) {
    EXPECT_EQ(decode_pack(frame)->entries.size(), 1U);
  }
}

TEST_F(FalsePackTest, BytesThatAreNoPackAreNotKept) {
  beside_ = "no pack";
  rogue_->write(Book::of(area("64.72")), v1::LANE_NEWS, naming({}), beside_);
  rogue_->write(Book::directory(), v1::LANE_CONTROL, "no entry", beside_);
  network_.run_for_ms(3000);
  for (const auto& [feed, state] : rogue_->ledger().feeds_of(id("64.72b"))) {
    EXPECT_EQ(node("64").core().replica().ledger().at(feed).number, state.number);
  }
  for (const auto& [key, frame] : node("64").store().contents().family(Family::packs)) {
    EXPECT_EQ(frame, "");
  }
}

TEST_F(FalsePackTest, AnAnswerHoldsNoMoreThanAPackMay) {
  vector<BatchItem> all;
  for (std::uint64_t event = 0; event < 3; ++event) {
    vector<Content> contents;
    for (std::uint64_t i = 0; i < 64; ++i) {
      contents.push_back(content(string(kContentBytesMax, 'x'), 64 * event + i));
    }
    all.push_back({naming(contents), std::nullopt});
    rogue_writes({all.back()}, contents);
  }
  rogue_writes(all, {});
  const FeedId feed = rogue_->ledger().feeds_of(id("64.72b")).rbegin()->first;
  ASSERT_EQ(node("64").core().replica().ledger().at(feed).number, 4U);
  rogue_->replica().want_pack({feed, 4});
  network_.poke("64.72b");
  network_.run_for_ms(100);
  ASSERT_FALSE(rogue_->packs().empty());
  for (const PackAgain& again : rogue_->packs()) {
    EXPECT_GE(decode_pack(again.pack)->entries.size(), 64U);
  }
}

TEST_F(FalsePackTest, WhatNobodyHasKeepsNothingElseFromBeingAskedFor) {
  for (std::uint64_t i = 0; i < 200; ++i) {
    rogue_writes({{naming({content("nobody has it", i)}), std::nullopt}}, {});
  }
  const Content last = content("the rogue has it", 200);
  answer_ = encode_pack({{last}});
  rogue_writes({{naming({last}), std::nullopt}}, {});
  network_.run_for_ms(300'000);
  EXPECT_TRUE(node("64").content(last.digest()).has_value());
}

// Bytes that no compression shortens.
string noise(std::size_t size, std::uint64_t seed) {
  string out(size, '\0');
  SeededRandom(seed).fill(reinterpret_cast<std::uint8_t*>(out.data()), size);
  return out;
}

TEST_F(FalsePackTest, ACopyTakesAlongNoMoreContentsThanItsBatchHasRoomFor) {
  start("64.74", {"64"});
  const ReportId report = submit("64", "64.74");
  act("64", report, Forward{area("64.72"), 0});
  network_.run_for_ms(3000);
  ASSERT_TRUE(node("64.72").report(report).visible());
  network_.cut("64", "64.72b");
  vector<Content> contents;
  for (std::uint64_t i = 0; i < 40; ++i) contents.push_back(content(noise(60'000, i), i));
  report_ = report;
  parent_ = node("64").report(report).events[0].fold.id;
  const string event = naming(contents);
  for (auto at = contents.begin(); at != contents.end(); at += 10) {
    rogue_writes({{event, std::nullopt}}, {at, at + 10});
  }
  network_.heal("64", "64.72b");
  network_.run_for_ms(60'000);
  EXPECT_TRUE(equal("64", "64.74"));
  EXPECT_EQ(node("64.74").report(report).events.size(), 3U);
}

}  // namespace
}  // namespace jenjang

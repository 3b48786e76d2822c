#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "node/core/fold.h"
#include "schema/hash.h"
#include "tests/node/custody_oracle.h"

namespace jenjang {
namespace {

constexpr int kSeeds = 4000;

// Writes one report's events at random: honest officers, officers that have not heard, replicas,
// and rogues that claim what they have no mandate for, drop counters, backdate and cite nonsense.
class World {
 public:
  explicit World(unsigned seed) : random_(seed) {}

  OracleEvents run() {
    submit(area(pick(kNodes)));
    const int steps = number(3, 18);
    for (int i = 0; i < steps; ++i) step();
    if (chance(10)) cut_some();
    if (chance(15)) lose_some();
    return events_;
  }
  const ReportId& report() const { return report_; }

  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(number(0, static_cast<int>(from.size()) - 1))];
  }
  std::mt19937& random() { return random_; }

 private:
  inline static const std::vector<std::string> kNodes{"0", "64", "64.71", "64.72", "31", "31.71"};

  int number(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<unsigned>(high - low + 1));
  }
  bool chance(int percent) { return number(1, 100) <= percent; }
  static Area area(const std::string& code) { return Area::parse(code).value(); }

  // Whole histories that an author may have heard: some events and all they follow from.
  OracleEvents knowledge() {
    if (chance(50)) return events_;
    std::vector<EventId> open;
    for (const auto& [id, e] : events_) {
      if (chance(35)) open.push_back(id);
    }
    OracleEvents out;
    while (!open.empty()) {
      const EventId id = open.back();
      open.pop_back();
      if (!events_.contains(id) || !out.emplace(id, events_.at(id)).second) continue;
      const auto& parents = events_.at(id).event.parents;
      open.insert(open.end(), parents.begin(), parents.end());
    }
    return out;
  }

  FoldEvent blank(const Area& author) {
    FoldEvent out;
    std::string raw;
    for (int i = 0; i < 8; ++i) raw += std::to_string(random_());
    out.id = event_id(raw);
    out.event.author.bytes[0] = static_cast<std::uint8_t>(author.digits() % 251);
    out.event.author.bytes[1] = static_cast<std::uint8_t>(number(0, 1));
    out.event.area = author;
    out.event.incarnation = {chance(10) ? 2u : 1u};
    out.event.report = report_;
    out.event.counter = 1;
    out.event.time = {static_cast<std::uint64_t>(number(1, 40)) << 16};
    out.event.actor = AccountId{};
    return out;
  }

  void submit(const Area& intake) {
    FoldEvent out = blank(chance(70) ? intake : pick(intake.lineage()));
    Submitted submitted;
    submitted.intake = intake;
    submitted.addressee = pick(intake.lineage());
    submitted.client.bytes[0] = chance(5) && !events_.empty() ? 9 : 1;
    submitted.kind = v1::KIND_COMPLAINT;
    submitted.channel = v1::CHANNEL_WEB;
    submitted.category = static_cast<std::uint32_t>(number(1, 2));
    if (events_.empty()) {
      intake_ = intake;
      report_ = report_id(submitted.intake, submitted.client, submitted.key);
      out.event.report = report_;
      out.event.area = intake;
    }
    out.event.payload = submitted;
    events_.emplace(out.id, out);
  }

  void step() {
    if (chance(6)) return submit(chance(80) ? intake_ : area(pick(kNodes)));
    const OracleEvents known = knowledge();
    const OracleCustody custody = oracle_custody(known);
    if (custody.chain.empty()) return;
    const EventId head = custody.chain.back();
    const Area holder = destination_of(events_.at(head).event.payload).value();
    const bool honest = chance(75);
    FoldEvent out = blank(honest ? pick(holder.lineage()) : area(pick(kNodes)));
    out.event.under = honest || chance(50) ? head : any(events_);
    out.event.payload = payload(out.event.area, honest);
    cite(out, known, custody);
    out.event.counter = next_counter(out.event, known);
    if (chance(5)) out.event.counter += static_cast<std::uint64_t>(number(1, 2));
    if (chance(60)) out.event.time = after(out.event.parents);
    if (chance(12)) {
      out.event.book = out.event.area;
      out.event.counter = 0;
    }
    events_.emplace(out.id, out);
  }

  EventId any(const OracleEvents& from) {
    return std::next(from.begin(), number(0, static_cast<int>(from.size()) - 1))->first;
  }

  Payload payload(const Area& author, bool honest) {
    const int what = number(1, 10);
    std::vector<Area> below;
    for (const std::string& code : kNodes) {
      if (!honest || author.contains(area(code))) below.push_back(area(code));
    }
    if (what <= 4) return Forwarded{pick(below), 0, {}};
    if (what <= 5) return Disposed{honest ? author : pick(below), 3, {}};
    if (what <= 7) {
      const auto above = author.lineage();
      return Returned{honest ? above[above.size() > 1 ? 1 : 0] : pick(below), {}, 0, {}};
    }
    if (what <= 8) return Closed{v1::OUTCOME_ANSWERED, {}};
    return FollowedUp{};
  }

  // What an honest node cites, sometimes less, sometimes what it must not.
  void cite(FoldEvent& out, const OracleEvents& known, const OracleCustody& custody) {
    std::set<EventId> cited;
    for (const EventId& id : custody.order) {
      const auto& parents = events_.at(id).event.parents;
      cited.insert(parents.begin(), parents.end());
    }
    std::vector<EventId> heads;
    for (const EventId& id : custody.order) {
      if (!cited.contains(id)) heads.push_back(id);
    }
    out.event.parents = heads;
    if (chance(10)) out.event.parents = {pick(custody.order)};
    if (chance(8)) out.event.parents.push_back(any(known));
    if (chance(1)) out.event.parents.push_back(event_id("nobody wrote this"));
  }

  std::uint64_t next_counter(const Event& event, const OracleEvents& known) {
    std::uint64_t out = 1;
    for (const auto& [id, other] : known) {
      if (other.event.author == event.author && other.event.incarnation == event.incarnation) {
        out = std::max(out, other.event.counter + 1);
      }
    }
    return out;
  }

  HybridTime after(const std::vector<EventId>& parents) {
    HybridTime out{1u << 16};
    for (const EventId& id : parents) {
      if (events_.contains(id)) out = std::max(out, events_.at(id).event.time.next());
    }
    return out;
  }

  void cut_some() {
    for (auto& [id, e] : events_) e.past_cut = chance(20);
  }

  void lose_some() {
    for (int i = number(1, 2); i > 0 && events_.size() > 1; --i) events_.erase(any(events_));
  }

  std::mt19937 random_;
  ReportId report_;
  Area intake_;
  OracleEvents events_;
};

std::vector<FoldEvent> listed(const OracleEvents& events) {
  std::vector<FoldEvent> out;
  for (const auto& [id, e] : events) out.push_back(e);
  return out;
}

// The fold's answer in the oracle's words.
OracleCustody answer_of(const Folded& folded) {
  OracleCustody out;
  for (const std::string& raw : folded.state.chain()) {
    out.chain.push_back(EventId::from(raw).value());
  }
  out.audience = folded.audience;
  for (const Placed& placed : folded.history) {
    if (!placed.wide) continue;
    if (placed.standing == v1::STANDING_WAITING) {
      out.waiting.insert(placed.id);
    } else if (placed.standing == v1::STANDING_STRANGER) {
      out.strangers.insert(placed.id);
    } else {
      out.order.push_back(placed.id);
      if (placed.standing == v1::STANDING_VOID) out.voided.insert(placed.id);
    }
  }
  return out;
}

void expect_equal(const OracleCustody& fold, const OracleCustody& oracle) {
  EXPECT_EQ(fold.order, oracle.order);
  EXPECT_EQ(fold.chain, oracle.chain);
  EXPECT_EQ(fold.audience, oracle.audience);
  EXPECT_EQ(fold.voided, oracle.voided);
  EXPECT_EQ(fold.waiting, oracle.waiting);
  EXPECT_EQ(fold.strangers, oracle.strangers);
}

// What the seeds must have met at least once, or the test shows nothing.
struct Met {
  int rivals = 0;
  int strangers = 0;
  int waiting = 0;
  int voided = 0;
  int hidden = 0;
  int long_chains = 0;
  int proposals = 0;
};

TEST(FoldOracle, AgreesWithTheModelOfCustodyOnRandomReports) {
  Met met;
  for (unsigned seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(seed);
    const OracleEvents events = world.run();
    const OracleCustody oracle = oracle_custody(events);
    const Folded folded = fold(world.report(), listed(events));
    ASSERT_EQ(folded.visible, !oracle.chain.empty());
    if (!folded.visible) {
      ++met.hidden;
      continue;
    }
    expect_equal(answer_of(folded), oracle);
    const Payload& last = events.at(oracle.chain.back()).event.payload;
    EXPECT_EQ(folded.state.holder(), destination_of(last)->digits());
    if (HasFailure()) break;
    met.strangers += !oracle.strangers.empty();
    met.waiting += !oracle.waiting.empty();
    met.voided += !oracle.voided.empty();
    met.long_chains += oracle.chain.size() > 4;
    for (const Placed& placed : folded.history) {
      if (placed.standing != v1::STANDING_PROPOSAL) continue;
      ++met.proposals;
      met.rivals += destination_of(events.at(placed.id).event.payload).has_value();
    }
  }
  for (const int times : {met.rivals, met.strangers, met.waiting, met.voided, met.hidden,
                          met.long_chains, met.proposals}) {
    EXPECT_GT(times, kSeeds / 100);
  }
}

TEST(FoldOracle, SameSetGivesSameBytesInAnyOrderOfArrival) {
  for (unsigned seed = 0; seed < kSeeds / 4; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(seed);
    std::vector<FoldEvent> events = listed(world.run());
    const Folded first = fold(world.report(), events);
    for (int i = 0; i < 4; ++i) {
      std::shuffle(events.begin(), events.end(), world.random());
      if (i == 3) events.push_back(events.front());  // Once more: it counts once.
      const Folded again = fold(world.report(), events);
      ASSERT_EQ(state_bytes(again), state_bytes(first));
      ASSERT_EQ(again.history, first.history);
      ASSERT_EQ(again.heads, first.heads);
      ASSERT_EQ(again.missing, first.missing);
      ASSERT_EQ(again.audience, first.audience);
    }
  }
}

// Strangers' and narrower events are held by some nodes of the audience and not by others.
TEST(FoldOracle, WhatSomeNodesDoNotHoldChangesNothingForTheOthers) {
  int apart = 0;
  for (unsigned seed = 0; seed < kSeeds / 4; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(seed);
    const OracleEvents events = world.run();
    const Folded whole = fold(world.report(), listed(events));
    if (!whole.visible) continue;
    OracleEvents fewer = events;
    for (const Placed& placed : whole.history) {
      if (placed.wide && placed.standing != v1::STANDING_STRANGER) continue;
      fewer.erase(placed.id);
      ++apart;
    }
    ASSERT_EQ(state_bytes(fold(world.report(), listed(fewer))), state_bytes(whole));
  }
  EXPECT_GT(apart, kSeeds / 10);
}

}  // namespace
}  // namespace jenjang

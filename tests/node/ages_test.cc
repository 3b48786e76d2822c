#include "node/turn/ages.h"

#include "tests/node/core_fixture.h"

namespace jenjang {
namespace {

using std::string;

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;

class AgesTest : public CoreFixture {
 protected:
  NodeStatus status(const string& at) { return done<NodeStatus>(at, AskStatus{}); }
  DataAge age(const string& at, const string& of) {
    for (const DataAge& age : status(at).ages) {
      if (age.node == id(of)) return age;
    }
    ADD_FAILURE() << at << " shows nothing of " << of;
    return {};
  }
  bool alarmed(const string& at, const string& name) {
    const NodeStatus shown = status(at);
    return std::any_of(shown.alarms.begin(), shown.alarms.end(),
                       [&](const Alarm& alarm) { return alarm.name == name; });
  }
};

TEST_F(AgesTest, EveryTierAboveKnowsHowOldAnAreasDataIs) {
  start_chain();
  submit("64.72", "64.72");
  network_.run_for_ms(5000);
  const DataAge shown = age("0", "64.72");
  EXPECT_EQ(shown.area, area("64.72"));
  EXPECT_EQ(shown.witness, id("64"));
  EXPECT_EQ(shown.witness_name, "64");
  EXPECT_LT(shown.age_ms, 6000);
  EXPECT_EQ(shown.events_behind, 0U);
  EXPECT_LT(std::abs(shown.clock_ahead_ms), 1000);
  EXPECT_EQ(age("64.72", "64.72").witness, id("64"));
  // Those that nobody has heard of are shown too, and what lies beside or above is not.
  EXPECT_EQ(age("0", "64.74").witnessed, std::nullopt);
  EXPECT_EQ(age("0", "11").witnessed, std::nullopt);
  EXPECT_EQ(status("0").ages.size(), 6U);
  EXPECT_EQ(status("64").ages.size(), 4U);
  EXPECT_EQ(status("64.72").ages.size(), 2U);
}

TEST_F(AgesTest, WhileALineIsDownTheAgeGrowsAndWhatIsUnseenIsCounted) {
  start_chain();
  submit("64.72", "64.72");
  network_.run_for_ms(5000);
  EXPECT_EQ(age("64.72", "64.72").events_behind, 0U);
  network_.cut("64", "64.72");
  submit("64.72", "64.72");
  submit("64.72", "64.72");
  network_.run_for_ms(3 * kHourMs);
  EXPECT_GE(age("64", "64.72").age_ms, 3 * kHourMs);
  EXPECT_GE(age("0", "64.72").age_ms, 3 * kHourMs);
  EXPECT_EQ(age("64.72", "64.72").events_behind, 2U);
  network_.heal("64", "64.72");
  network_.run_for_ms(20'000);
  EXPECT_LT(age("64", "64.72").age_ms, kMinuteMs);
  EXPECT_LT(age("0", "64.72").age_ms, kMinuteMs);
  EXPECT_EQ(age("64.72", "64.72").events_behind, 0U);
}

// Heads travel ahead of data: a tier above knows what it lacks.
TEST_F(AgesTest, WhatIsWitnessedAndNotHereIsCounted) {
  start_chain();
  submit("64.72", "64.72");
  network_.run_for_ms(5000);
  network_.lose_if([&](const Passing& passing) {
    const auto* deliver = std::get_if<Deliver>(&passing.message);
    return deliver != nullptr && passing.to == "64";
  });
  submit("64.72", "64.72");
  network_.run_for_ms(3000);
  EXPECT_EQ(age("64", "64.72").events_behind, 1U);
  network_.lose_if({});
  network_.run_for_ms(60'000);
  EXPECT_EQ(age("64", "64.72").events_behind, 0U);
}

TEST_F(AgesTest, AClockThatIsWrongIsSeenByEveryTierAbove) {
  network_.set_ahead_ms("64.72", 3 * kHourMs);
  start_chain();
  submit("64.72", "64.72");
  network_.run_for_ms(5000);
  for (const string at : {"0", "64"}) {
    EXPECT_NEAR(static_cast<double>(age(at, "64.72").clock_ahead_ms), 3.0 * kHourMs, 5000) << at;
  }
}

// A witness whose clock is years ahead would else be the newest for as long.
TEST_F(AgesTest, AWitnessFromTheFutureDoesNotHideOthers) {
  start("0");
  start("64", {"0"});
  start("64.72", {"64", "0"});
  network_.set_ahead_ms("64", 30 * 24 * kHourMs);
  submit("64.72", "64.72");
  network_.run_for_ms(5000);
  EXPECT_EQ(age("64.72", "64.72").witness, id("0"));
  EXPECT_EQ(age("0", "64.72").witness, id("0"));
}

TEST_F(AgesTest, ALoneNationalNodeIsAnAlarmUntilThereIsASecond) {
  constexpr const char* kName = "lone-national-node";
  start_chain();
  EXPECT_TRUE(alarmed("0", kName));
  EXPECT_TRUE(node("0").noticed(kName));
  EXPECT_FALSE(alarmed("64", kName));
  const SignedEntry second = TestFederation::enrol(TestFederation::make_node("0b"),
                                                   TestFederation::authority(Area::nation()));
  EXPECT_EQ(done<EntriesDone>("0", AddEntries{{second}}).added, 1U);
  EXPECT_FALSE(alarmed("0", kName));
  restart("0");
  EXPECT_FALSE(alarmed("0", kName));
}

TEST_F(AgesTest, APeerWhoseHeadsWentBackIsAnAlarm) {
  constexpr const char* kName = "heads-went-back";
  start_chain();
  submit("64.72", "64.72");
  network_.run_for_ms(2000);
  const MemoryView backup = node("64.72").store().contents();
  submit("64.72", "64.72");
  network_.run_for_ms(5000);
  network_.attach("64.72", nullptr);
  node("64.72").store().restore(backup);
  network_.lose_if([&](const Passing& passing) {
    return passing.to == "64.72" && std::holds_alternative<Deliver>(passing.message);
  });
  restart("64.72");
  network_.run_for_ms(5000);
  EXPECT_TRUE(alarmed("64", kName));
  EXPECT_TRUE(node("64").noticed(kName));
  network_.lose_if({});
  network_.run_for_ms(120'000);
  EXPECT_FALSE(alarmed("64", kName));
}

}  // namespace
}  // namespace jenjang

// Links that are cut, replicas and parents that are gone, a backup that comes back.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/cluster/federation.h"
#include "tests/cluster/until.h"

namespace jenjang {
namespace {

using nlohmann::json;

// The first event of the report whose contents hold these words; null where there is none.
json event_saying(const ClusterNode& node, const std::string& code, const std::string& words) {
  const json report = node.report(code);
  for (const json& event : report.value("timeline", json::array())) {
    for (const json& content : event.value("contents", json::array())) {
      if (content.contains("text") && content["text"] == words) return event;
    }
  }
  return nullptr;
}

bool in_contact(const ClusterNode& node, const std::string& peer) {
  const json status = node.read("/api/v1/replication");
  for (const json& link : status.value("links", json::array())) {
    if (link["name"] == peer) return link["in_contact"];
  }
  return false;
}

// The age of that node's data, as another node's operator is shown it.
json age_of(const ClusterNode& at, const std::string& name) {
  const json status = json::parse(at.tool({"status"}).out, nullptr, false);
  if (!status.is_object()) return nullptr;
  for (const json& age : status.value("ages", json::array())) {
    if (age["name"] == name) return age;
  }
  return nullptr;
}

bool alarmed(const ClusterNode& node, const std::string& name) {
  const json status = node.read("/api/v1/replication");
  const json alarms = status.value("alarms", json::array());
  return std::any_of(alarms.begin(), alarms.end(),
                     [&](const json& alarm) { return alarm["name"] == name; });
}

std::string holder(const ClusterNode& node, const std::string& code) {
  return node.report(code).value("holder", "");
}

TEST(Links, BothSidesOfACutGoOnAndAgreeWhenItHeals) {
  Federation federation("0,64,64.71,64.72");
  ASSERT_TRUE(federation.start());
  ClusterNode& province = federation.node("64");
  ClusterNode& former = federation.node("64.72");
  ClusterNode& next = federation.node("64.71");
  const std::string moved = former.submit("Jembatan retak");
  ASSERT_TRUE(until([&] { return federation.node("0").has(moved) && province.has(moved); }));
  federation.cut("64.72");
  // Behind the cut nothing of this is heard, and the old holder works on.
  province.act(moved, {{"act", "forward"}, {"to", "64.71"}});
  const std::string inside = former.submit("Di sebelah sini");
  const std::string outside = next.submit("Di sebelah sana");
  former.act(moved, {{"act", "follow_up"}, {"text", "Sudah diperiksa"}});
  ASSERT_TRUE(until([&] { return holder(next, moved) == "64.71"; }));
  next.act(moved, {{"act", "follow_up"}, {"text", "Kami yang memegang"}});
  ASSERT_TRUE(until([&] { return province.has(outside); }));
  EXPECT_EQ(holder(former, moved), "64.72");
  EXPECT_TRUE(former.has(inside));
  EXPECT_FALSE(province.has(inside));
  EXPECT_FALSE(former.has(outside));
  federation.heal("64.72");
  EXPECT_TRUE(until([&] {
    const auto nodes = federation.nodes();
    return std::all_of(nodes.begin(), nodes.end(), [&](const ClusterNode* node) {
      return holder(*node, moved) == "64.71" &&
             !event_saying(*node, moved, "Sudah diperiksa").is_null() &&
             !event_saying(*node, moved, "Kami yang memegang").is_null();
    });
  }));
  ASSERT_TRUE(federation.all_equal());
  for (ClusterNode* node : federation.nodes()) {
    EXPECT_EQ(event_saying(*node, moved, "Sudah diperiksa")["standing"],
              event_saying(province, moved, "Sudah diperiksa")["standing"])
        << node->name;
    EXPECT_EQ(node->has(inside), node != &next) << node->name;
    EXPECT_EQ(node->has(outside), node != &former) << node->name;
  }
}

TEST(Links, EveryTierAboveKnowsHowOldTheDataOfACutOffAreaIs) {
  Federation federation("0,64,64.72");
  ASSERT_TRUE(federation.start());
  ClusterNode& nation = federation.node("0");
  ClusterNode& province = federation.node("64");
  ClusterNode& regency = federation.node("64.72");
  ASSERT_TRUE(federation.all_have({regency.submit("Sebelum putus")}));
  const auto seen = [](const json& age) {
    return age.is_object() && !age["witnessed"].is_null() && age["events_behind"] == 0;
  };
  for (const ClusterNode* node : federation.nodes()) {
    ASSERT_TRUE(until([&] { return seen(age_of(*node, "64.72")); })) << node->name;
  }
  EXPECT_TRUE(until([&] { return seen(age_of(nation, "0")); }));
  federation.cut("64.72");
  regency.submit("Selama putus");
  // The regency knows that nobody has seen this one; above its data grows older.
  EXPECT_TRUE(until([&] { return age_of(regency, "64.72")["events_behind"] == 1; }));
  const json before = age_of(nation, "64.72");
  const std::int64_t later = before["age_ms"].get<std::int64_t>() + 500;
  EXPECT_TRUE(until([&] { return age_of(nation, "64.72")["age_ms"] >= later; }));
  EXPECT_EQ(age_of(nation, "64.72")["witnessed"], before["witnessed"]);
  federation.heal("64.72");
  EXPECT_TRUE(until([&] { return age_of(regency, "64.72")["events_behind"] == 0; }));
  EXPECT_TRUE(until([&] { return age_of(province, "64.72")["age_ms"] < later; }));
  EXPECT_TRUE(federation.all_equal());
  EXPECT_TRUE(alarmed(nation, "lone-national-node"));
  EXPECT_FALSE(alarmed(province, "lone-national-node"));
}

TEST(Links, AReplicaTakesOverTheUplinkOfADeadOneWhichThenCatchesUp) {
  Federation federation("0,64,64.72x2");
  ASSERT_TRUE(federation.start());
  ClusterNode& dead = federation.node("64.72-a");
  ClusterNode& other = federation.node("64.72-b");
  const std::string before = dead.submit("Sebelum mati");
  ASSERT_TRUE(federation.all_have({before}));
  dead.kill();
  const std::string meanwhile = other.submit("Selama mati");
  EXPECT_TRUE(until([&] { return federation.node("0").has(meanwhile); }));
  ASSERT_TRUE(dead.start());
  const std::string after = dead.submit("Sesudah mati");
  EXPECT_TRUE(federation.all_have({before, meanwhile, after}));
  EXPECT_TRUE(federation.all_equal());
}

// Well within the minute after which a silent link is asked whether it still stands.
TEST(Links, AParentThatRestartsIsInContactAgainWithinSeconds) {
  constexpr std::int64_t kSecondsMs = 15'000;
  Federation federation("0,64");
  ASSERT_TRUE(federation.start());
  ClusterNode& parent = federation.node("0");
  ClusterNode& child = federation.node("64");
  ASSERT_TRUE(until([&] { return in_contact(parent, "64"); }));
  parent.kill();
  ASSERT_TRUE(parent.start());
  EXPECT_TRUE(until([&] { return in_contact(parent, "64"); }, kSecondsMs));
  const std::string after = child.submit("Sesudah induk kembali");
  EXPECT_TRUE(until([&] { return parent.has(after); }, kSecondsMs));
}

TEST(Links, WhatAReplicaHadTakenForASiblingThatDiedReachesTheParent) {
  Federation federation("0,64,64.72x2");
  ASSERT_TRUE(federation.start());
  ClusterNode& dead = federation.node("64.72-a");
  ClusterNode& other = federation.node("64.72-b");
  ASSERT_TRUE(until([&] { return in_contact(other, "64.72-a"); }));
  federation.cut("64.72");
  const std::string code = dead.submit("Hanya dua replika yang tahu");
  ASSERT_TRUE(until([&] { return other.has(code); }));
  dead.kill();
  federation.heal("64.72");
  EXPECT_TRUE(until([&] { return federation.node("0").has(code); }));
}

TEST(Links, ARegencyReachesTheNationPastADeadProvinceWhichThenGetsEverything) {
  Federation federation("0,64,64.72");
  ASSERT_TRUE(federation.start());
  ClusterNode& province = federation.node("64");
  ClusterNode& regency = federation.node("64.72");
  ASSERT_TRUE(until([&] { return in_contact(regency, "0"); }));
  province.kill();
  const std::string up = regency.submit("Lewat jalan lain");
  ASSERT_TRUE(until([&] { return federation.node("0").has(up); }));
  federation.node("0").act(up, {{"act", "follow_up"}, {"text", "Dibaca di pusat"}});
  EXPECT_TRUE(until([&] { return !event_saying(regency, up, "Dibaca di pusat").is_null(); }));
  ASSERT_TRUE(province.start());
  EXPECT_TRUE(until([&] { return !event_saying(province, up, "Dibaca di pusat").is_null(); }));
  EXPECT_TRUE(federation.all_equal());
}

// A backup of a stopped node, put in the place of its data.
void restore(const std::string& backup, const std::string& data) {
  std::filesystem::remove_all(data);
  std::filesystem::copy(backup, data, std::filesystem::copy_options::recursive);
}

TEST(Links, ARestoredBackupThatWritesWhileCutOffLosesAndForksNothing) {
  Federation federation("0,64,64.72");
  ASSERT_TRUE(federation.start());
  ClusterNode& regency = federation.node("64.72");
  const std::string kept = regency.submit("Ada di cadangan");
  ASSERT_TRUE(federation.all_have({kept}));
  ASSERT_EQ(regency.stop(), 0);
  const std::string backup = federation.folder() + "/backup";
  std::filesystem::copy(regency.data, backup, std::filesystem::copy_options::recursive);
  ASSERT_TRUE(regency.start());
  const std::string lost = regency.submit("Belum di cadangan");
  ASSERT_TRUE(federation.all_have({kept, lost}));
  federation.cut("64.72");
  regency.kill();
  restore(backup, regency.data);
  ASSERT_TRUE(regency.start());
  EXPECT_FALSE(regency.has(lost));
  const std::string written = regency.submit("Sesudah dipulihkan");
  federation.heal("64.72");
  EXPECT_TRUE(federation.all_have({kept, lost, written}));
  ASSERT_TRUE(federation.all_equal());
  for (ClusterNode* node : federation.nodes()) {
    EXPECT_EQ(node->total(), 3) << node->name;
    EXPECT_EQ(node->log().find(" fork "), std::string::npos) << node->name;
    EXPECT_TRUE(until([&] { return !alarmed(*node, "heads-went-back"); })) << node->name;
  }
}

// The one link carries all that the child signs, before and after.
TEST(Links, ARestoredBackupIsNamedInTheParentsLog) {
  Federation federation("0,64");
  ASSERT_TRUE(federation.start());
  ClusterNode& nation = federation.node("0");
  ClusterNode& province = federation.node("64");
  ASSERT_TRUE(federation.all_have({province.submit("Ada di cadangan")}));
  ASSERT_EQ(province.stop(), 0);
  const std::string backup = federation.folder() + "/backup";
  std::filesystem::copy(province.data, backup, std::filesystem::copy_options::recursive);
  ASSERT_TRUE(province.start());
  const std::string lost = province.submit("Belum di cadangan");
  ASSERT_TRUE(until([&] { return nation.has(lost); }));
  // The nation has it signed.
  ASSERT_TRUE(until([&] { return age_of(province, "64")["events_behind"] == 0; }));
  province.kill();
  restore(backup, province.data);
  ASSERT_TRUE(province.start());
  const auto noticed = [&] { return nation.log().find("heads-went-back") != std::string::npos; };
  EXPECT_TRUE(until(noticed));
  EXPECT_TRUE(until([&] { return province.has(lost); }));
  EXPECT_TRUE(until([&] { return !alarmed(nation, "heads-went-back"); }));
}

}  // namespace
}  // namespace jenjang

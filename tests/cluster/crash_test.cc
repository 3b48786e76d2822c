// Processes that end without warning, or are asked to.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/cluster/clients.h"
#include "tests/cluster/federation.h"
#include "tests/cluster/until.h"

namespace jenjang {
namespace {

using nlohmann::json;

constexpr int kClients = 4;
constexpr int kCallsEach = 250;

// Sends every key again, whatever came of it: how many the node had already. What was acknowledged
// must be had, under the code that was told.
std::size_t send_again(const ClusterNode& node, const Clients& clients) {
  std::size_t existed = 0;
  for (const std::string& key : clients.sent()) {
    const auto answer = node.post("/api/v1/reports", report_of(key), key);
    EXPECT_TRUE(answer && (answer->status == 200 || answer->status == 201)) << key;
    if (!answer) continue;
    const json body = json::parse(answer->body);
    existed += body.value("existed", false) ? 1 : 0;
    const auto told = clients.acknowledged().find(key);
    if (told == clients.acknowledged().end()) continue;
    EXPECT_TRUE(body.value("existed", false)) << key;
    EXPECT_EQ(body.value("code", ""), told->second) << key;
  }
  return existed;
}

bool all_total(Federation& federation, std::size_t total) {
  return until([&] {
    const auto nodes = federation.nodes();
    return std::all_of(nodes.begin(), nodes.end(), [&](const ClusterNode* node) {
      return node->total() == static_cast<std::int64_t>(total);
    });
  });
}

TEST(Crash, ARegencyKilledAtAnyMomentKeepsWhatItAcknowledgedAndARetryElsewhereDuplicatesNothing) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  Federation federation("0,64,64.72x2");
  ASSERT_TRUE(federation.start());
  ClusterNode& victim = federation.node("64.72-a");
  Clients clients(victim, kClients, kCallsEach);
  for (int killed = 0; killed < 4; ++killed) {
    const std::size_t more = std::uniform_int_distribution<std::size_t>(1, 150)(random);
    clients.wait_acknowledged(clients.acknowledged_count() + more);
    ASSERT_FALSE(clients.ended());
    victim.kill();
    ASSERT_TRUE(victim.start());
  }
  clients.join();
  EXPECT_GT(clients.sent().size(), clients.acknowledged().size());
  ASSERT_TRUE(federation.all_equal());
  EXPECT_TRUE(federation.all_have(clients.codes()));
  const std::size_t existed = send_again(federation.node("64.72-b"), clients);
  EXPECT_GE(existed, clients.acknowledged().size());
  ASSERT_TRUE(federation.all_equal());
  EXPECT_TRUE(all_total(federation, clients.sent().size()));
  for (ClusterNode* node : federation.nodes()) {
    EXPECT_EQ(node->total(), static_cast<std::int64_t>(clients.sent().size())) << node->name;
  }
}

TEST(Crash, EveryNodeKilledAtOnceComesBackWithEverything) {
  Federation federation("0,64,64.72");
  ASSERT_TRUE(federation.start());
  Clients clients(federation.node("64.72"), kClients, kCallsEach);
  clients.wait_acknowledged(200);
  ASSERT_FALSE(clients.ended());
  for (ClusterNode* node : federation.nodes()) node->kill();
  ASSERT_TRUE(federation.start());
  clients.join();
  ASSERT_TRUE(federation.all_equal());
  EXPECT_TRUE(federation.all_have(clients.codes()));
}

TEST(Crash, ANodeAskedToStopEndsCleanlyWithinSecondsWhileReportsComeIn) {
  Federation federation("0,64,64.72");
  ASSERT_TRUE(federation.start());
  Clients clients(federation.node("64.72"), kClients, kCallsEach);
  clients.wait_acknowledged(100);
  ASSERT_FALSE(clients.ended());
  constexpr std::int64_t kSecondsMs = 5'000;
  for (ClusterNode* node : federation.nodes()) {
    EXPECT_EQ(node->stop(kSecondsMs), 0) << node->name;
    EXPECT_NE(node->log().find("info stopped name=" + node->name), std::string::npos);
  }
  ASSERT_TRUE(federation.start());
  clients.join();
  ASSERT_TRUE(federation.all_equal());
  EXPECT_TRUE(federation.all_have(clients.codes()));
}

}  // namespace
}  // namespace jenjang

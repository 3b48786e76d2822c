// A node that is revoked, by a thief of its area's authority or for good.
#include <algorithm>

#include "replication/quota.h"
#include "schema/batch.h"
#include "tests/node/core_fixture.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;

class CoreRevokedTest : public CoreFixture {
 protected:
  CoreRevokedTest() { start_chain(); }

  // By the authority of 64.72, which then ends, and all that it had signed by mistake with it.
  void revoke(const string& at) {
    (void)done<EntriesDone>(at, AddEntries{{federation_.revocation("64.72", {})}});
    network_.run_for_ms(3000);
  }
  SignedEntry end_of_thief() const {
    const SignKeys thief = TestFederation::authority(area("64.72"));
    AuthorityEnd end{area("64.72"), thief.authority(), 1, {}};
    for (const SignedEntry& entry : federation_.invitation().entries) {
      if (entry.signer == thief.key) end.kept.push_back(entry.id());
    }
    std::sort(end.kept.begin(), end.kept.end());
    return sign_entry(end, TestFederation::authority(area("64")));
  }
  void end_thief(const string& at) {
    (void)done<EntriesDone>(at, AddEntries{{end_of_thief()}});
    network_.run_for_ms(60'000);
  }
  bool active(const string& at) { return node(at).core().directory().active(id("64.72")); }
  bool void_at(const string& at, const ReportId& report) {
    return !node(at).report(report).visible();
  }
};

TEST_F(CoreRevokedTest, IsDisconnectedEachTimeItIsRevoked) {
  revoke("64");
  end_thief("64");
  EXPECT_TRUE(active("64"));
  const Revocation again{id("64.72"), area("64.72"), {}, 2};
  (void)done<EntriesDone>("64",
                          AddEntries{{sign_entry(again, TestFederation::authority(area("64")))}});
  EXPECT_EQ(node("64").disconnected(), vector<NodeId>(2, id("64.72")));
}

TEST_F(CoreRevokedTest, WhatItWroteCountsAgainWhenTheRevocationFallsAway) {
  const ReportId report = submit("64.72", "64.72");
  network_.run_for_ms(3000);
  revoke("64");
  EXPECT_TRUE(void_at("64", report));
  EXPECT_TRUE(void_at("0", report));
  end_thief("64");
  for (const string name : {"0", "64", "64.72"}) {
    EXPECT_TRUE(active(name)) << name;
    EXPECT_FALSE(void_at(name, report)) << name;
  }
  EXPECT_TRUE(equal("64", "64.72"));
}

TEST_F(CoreRevokedTest, RefusesWhatWouldCountNowhereAndTakesItLater) {
  revoke("64.72");
  const Result<Reply> reply = ask("64.72", make_submit("64.72", "The lamp is broken."));
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().code, Code::unavailable);
  const NodeStatus status = done<NodeStatus>("64.72", AskStatus{});
  EXPECT_TRUE(std::any_of(status.alarms.begin(), status.alarms.end(),
                          [](const Alarm& alarm) { return alarm.name == "revoked"; }));
  end_thief("64");
  const ReportId report = submit("64.72", "64.72");
  network_.run_for_ms(3000);
  EXPECT_FALSE(void_at("0", report));
  EXPECT_TRUE(done<NodeStatus>("64.72", AskStatus{}).alarms.empty());
}

TEST_F(CoreRevokedTest, StartsAgainAndHearsFromItsParentThatTheThiefIsGone) {
  revoke("64.72");
  restart("64.72");
  EXPECT_FALSE(active("64.72"));
  end_thief("64");
  EXPECT_TRUE(active("64.72"));
  EXPECT_TRUE(equal("64", "64.72"));
}

// Whoever forks again and again is barred: nobody takes in what it writes, so it takes nothing.
TEST_F(CoreRevokedTest, ABarredNodeRefusesLikewise) {
  const ReportId report = submit("64.72", "64.72");
  std::vector<SignedEntry> forks;
  for (std::uint64_t i = 1; i <= kForksMax + 1; ++i) {
    const FeedId feed{Book::of(area("64.72")), id("64.72"), {i}, v1::LANE_NEWS};
    const SealSpot spot{feed, 1, {}, {}};
    const NodeSignKeys& keys = federation_.node("64.72").keys;
    forks.push_back(wrap_fork({seal(spot, {{"left", std::nullopt}}, keys).header,
                               seal(spot, {{"right", std::nullopt}}, keys).header}));
  }
  (void)done<EntriesDone>("64", AddEntries{forks});
  network_.run_for_ms(3000);
  EXPECT_EQ(refused("64.72", make_submit("64.72", "Another lamp.")), Code::unavailable);
  EXPECT_EQ(refused("64.72", make_act(report, Dispose{1})), Code::unavailable);
}

}  // namespace
}  // namespace jenjang

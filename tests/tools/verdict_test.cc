#include "tools/look/verdict.h"

#include <gtest/gtest.h>

namespace jenjang {
namespace {

using nlohmann::json;

json link(const char* name) {
  return {{"peer", std::string(64, 'a')},
          {"name", name},
          {"area", "64"},
          {"in_contact", true},
          {"proof_age_ms", 12},
          {"directory_digest", "d1"},
          {"books_digest", "b1"},
          {"peer_directory_digest", "d1"},
          {"peer_books_digest", "b1"},
          {"events_to_send", 0},
          {"events_to_receive", 0}};
}
json status(const std::vector<json>& links) { return {{"waiting_events", 0}, {"links", links}}; }

bool proved_with(const char* name, const json& value) {
  json changed = link("64");
  changed[name] = value;
  return judge(status({link("0"), changed}), "")->proved();
}

TEST(Verdict, HoldsWhereEveryDigestIsTheSameAndNothingWaits) {
  const Result<Verdict> verdict = judge(status({link("0"), link("64")}), "");
  ASSERT_TRUE(verdict.ok());
  EXPECT_TRUE(verdict->proved());
  EXPECT_EQ(verdict->peers.size(), 2u);
  EXPECT_EQ(verdict->peers[0].proof_age_ms, 12);
}

TEST(Verdict, FallsWithAnyPartOfOneLink) {
  EXPECT_FALSE(proved_with("peer_books_digest", "b2"));
  EXPECT_FALSE(proved_with("peer_directory_digest", "d2"));
  EXPECT_FALSE(proved_with("in_contact", false));
  EXPECT_FALSE(proved_with("events_to_send", 1));
  EXPECT_FALSE(proved_with("events_to_receive", 1));
  EXPECT_TRUE(proved_with("proof_age_ms", 99));
}

TEST(Verdict, EmptyDigestsProveNothing) {
  for (const std::string name : {"directory_digest", "books_digest"}) {
    json silent = link("0");
    silent[name] = "";
    silent["peer_" + name] = "";
    EXPECT_FALSE(judge(status({silent}), "")->proved()) << name;
  }
}

TEST(Verdict, ANodeWithoutPeersOrWithWaitingEventsProvesNothing) {
  EXPECT_FALSE(judge(status({}), "")->proved());
  json waiting = status({link("0")});
  waiting["waiting_events"] = 1;
  EXPECT_FALSE(judge(waiting, "")->proved());
}

TEST(Verdict, AsksOnePeerAndSaysWhichThereAre) {
  json other = link("64");
  other["in_contact"] = false;
  EXPECT_TRUE(judge(status({link("0"), other}), "0")->proved());
  EXPECT_FALSE(judge(status({link("0"), other}), "64")->proved());
  const Result<Verdict> none = judge(status({link("0"), other}), "9");
  ASSERT_FALSE(none.ok());
  EXPECT_NE(none.error().message.find("0, 64"), std::string::npos);
}

}  // namespace
}  // namespace jenjang

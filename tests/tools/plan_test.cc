#include "tools/playground/plan.h"

#include <gtest/gtest.h>

namespace jenjang {
namespace {

// "name: dials", one a line.
std::string drawn(const std::string& areas) {
  const Result<std::vector<PlannedNode>> plan = plan_nodes(areas);
  if (!plan) return "refused";
  std::string out;
  for (const PlannedNode& node : *plan) {
    out += node.name + ":";
    for (const std::size_t to : node.dials) out += " " + (*plan)[to].name;
    out += "\n";
  }
  return out;
}

TEST(Plan, DialsTheTierAboveAndTheNationAsAFallback) {
  EXPECT_EQ(drawn("0,64,64.01"), "0:\n64: 0\n64.01: 64 0\n");
}

TEST(Plan, DialsEveryReplicaAboveAndTheReplicasBefore) {
  EXPECT_EQ(drawn("0,64x2,64.72x2"),
            "0:\n64-a: 0\n64-b: 0 64-a\n64.72-a: 64-a 64-b 0\n64.72-b: 64-a 64-b 64.72-a 0\n");
}

TEST(Plan, DialsTheNearestAncestorThatThereIs) {
  EXPECT_EQ(drawn("0,64.01"), "0:\n64.01: 0\n");
  EXPECT_EQ(drawn("64,64.01"), "64:\n64.01: 64\n");
  EXPECT_EQ(drawn("64.01"), "64.01:\n");
}

TEST(Plan, StandsFromTheTopDownHoweverItIsWritten) {
  EXPECT_EQ(drawn("64.01,31,0,64"), "0:\n31: 0\n64: 0\n64.01: 64 0\n");
}

class PlanRefuses : public testing::TestWithParam<const char*> {};
TEST_P(PlanRefuses, WhatIsNoListOfAreas) {
  const Result<std::vector<PlannedNode>> plan = plan_nodes(GetParam());
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().code, Code::invalid);
}
INSTANTIATE_TEST_SUITE_P(Cases, PlanRefuses,
                         testing::Values("", "0,", "0,0", "64.72.01", "64x", "64x0", "64x10",
                                         "64x-1", "samarinda", "0;64"));

}  // namespace
}  // namespace jenjang

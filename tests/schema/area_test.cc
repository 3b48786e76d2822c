#include "schema/area.h"

#include <gtest/gtest.h>

#include <vector>

namespace jenjang {
namespace {

Area area(std::string_view code) { return Area::parse(code).value(); }

struct CodeCase {
  const char* text;
  std::uint64_t digits;
  int tier;
  const char* parent;
};

class AreaCode : public testing::TestWithParam<CodeCase> {};

TEST_P(AreaCode, ReadsPrintsAndKnowsItsTierAndParent) {
  const CodeCase& c = GetParam();
  const Result<Area> parsed = Area::parse(c.text);
  ASSERT_TRUE(parsed) << c.text;
  EXPECT_EQ(parsed->digits(), c.digits);
  EXPECT_EQ(parsed->to_string(), c.text);
  EXPECT_EQ(parsed->tier(), c.tier);
  EXPECT_EQ(Area::from_digits(c.digits), *parsed);
  if (c.tier > 0) {
    EXPECT_EQ(parsed->parent().to_string(), c.parent);
  }
}

// Columns: code, digits, tier, parent.
INSTANTIATE_TEST_SUITE_P(Codes, AreaCode,
                         testing::Values(CodeCase{"0", 0, 0, ""}, CodeCase{"64", 64, 1, "0"},
                                         CodeCase{"64.72", 6472, 2, "64"},
                                         CodeCase{"64.72.01", 647201, 3, "64.72"},
                                         CodeCase{"64.72.01.1001", 6472011001, 4, "64.72.01"},
                                         CodeCase{"99.99.99.9999", 9999999999, 4, "99.99.99"}));

TEST(Area, RefusesWhatIsNoCode) {
  for (const char* text : {"",
                           "1",
                           "00",
                           "06",
                           "64.",
                           "64.7",
                           "6472",
                           "64.72.",
                           "64.72.1",
                           "64.72.01.",
                           "64.72.01.100",
                           "64.72.01.10011",
                           "64.72.01.1001.",
                           "64-72",
                           "64.7a",
                           " 64",
                           "64 ",
                           "-1",
                           "0.64",
                           "64.72.01.1001.9999999999999999999999"}) {
    const Result<Area> parsed = Area::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, Code::invalid);
  }
}

TEST(Area, RefusesDigitsOfNoTier) {
  for (const std::uint64_t digits : {1ULL, 9ULL, 100ULL, 999ULL, 10'000ULL, 99'999ULL, 1'000'000ULL,
                                     999'999'999ULL, 10'000'000'000ULL, ~0ULL}) {
    EXPECT_FALSE(Area::from_digits(digits)) << digits;
  }
}

TEST(Area, ContainsItselfAndWhatLiesBelow) {
  const std::vector<const char*> codes{"0",
                                       "64",
                                       "64.72",
                                       "64.72.01",
                                       "64.7",
                                       "64.73",
                                       "63",
                                       "64.72.01.1001",
                                       "64.72.02",
                                       "63.72.01",
                                       "64.72.02.1001",
                                       "64.01.01.1001"};
  for (const char* above : codes) {
    for (const char* below : codes) {
      const Result<Area> a = Area::parse(above);
      const Result<Area> b = Area::parse(below);
      if (!a || !b) continue;
      const std::string prefix = std::string(above) + ".";
      const bool expected = std::string(above) == "0" || std::string(above) == below ||
                            std::string(below).starts_with(prefix);
      EXPECT_EQ(a->contains(*b), expected) << above << " " << below;
    }
  }
}

TEST(Area, LineageGoesUpToTheNation) {
  const std::vector<Area> expected{area("64.72.01.1001"), area("64.72.01"), area("64.72"),
                                   area("64"), Area::nation()};
  EXPECT_EQ(area("64.72.01.1001").lineage(), expected);
  EXPECT_EQ(Area::nation().lineage(), std::vector<Area>{Area::nation()});
}

TEST(Area, AtTierCutsTheCode) {
  for (int tier = 0; tier <= 4; ++tier) EXPECT_EQ(area("64.72.01.1001").at_tier(tier).tier(), tier);
  EXPECT_EQ(area("64.72.01").at_tier(1), area("64"));
  EXPECT_DEATH(area("64").at_tier(2), "CHECK failed");
  EXPECT_DEATH(Area::nation().parent(), "CHECK failed");
}

TEST(Area, CommonAncestorIsTheDeepestThatHoldsBoth) {
  EXPECT_EQ(common_ancestor(area("64.72"), area("64.71")), area("64"));
  EXPECT_EQ(common_ancestor(area("64.72"), area("63.72")), area("0"));
  EXPECT_EQ(common_ancestor(area("64.72.01"), area("64.72")), area("64.72"));
  EXPECT_EQ(common_ancestor(area("64"), area("64.72.01.1001")), area("64"));
  EXPECT_EQ(common_ancestor(area("0"), area("64")), area("0"));
}

}  // namespace
}  // namespace jenjang

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/scenarios/transcript.h"
#include "tests/scenarios/world.h"

namespace jenjang {
namespace {

std::string read(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << path;
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

std::string play(const std::string& text) {
  Transcript transcript = parse_transcript(text);
  World world;
  for (Step& step : transcript.steps) {
    step.output.clear();
    for (const std::string& command : step.commands) {
      for (const std::string& line : world.run(command)) step.output.push_back(line);
    }
  }
  return print_transcript(transcript);
}

class Scenario : public testing::TestWithParam<const char*> {};

TEST_P(Scenario, HappensAsWritten) {
  const std::string path = std::string("tests/scenarios/") + GetParam() + ".txt";
  const std::string expected = read(path);
  const std::string played = play(expected);
  if (std::getenv("JENJANG_REWRITE_SCENARIOS") != nullptr) {
    std::ofstream(path) << played;
    return;
  }
  EXPECT_EQ(played, expected) << "review it; JENJANG_REWRITE_SCENARIOS=1 writes it to " << path;
}

INSTANTIATE_TEST_SUITE_P(All, Scenario,
                         testing::Values("backup_restored", "erasure_while_cut_off", "fork",
                                         "forward_across_a_cut", "link_returns", "lost_deliver",
                                         "revocation", "two_replicas_one_uplink"),
                         [](const auto& test) { return std::string(test.param); });

TEST(Transcript, PrintsWhatItRead) {
  const std::string text = "# About it.\n\ndo this; and that\n----\nhappened\n\n# End.\n";
  EXPECT_EQ(print_transcript(parse_transcript(text)), text);
  EXPECT_EQ(parse_transcript(text).steps.at(0).output, std::vector<std::string>{"happened"});
}

TEST(Transcript, AStepWithoutOutputStaysOne) {
  const std::string text = "do this\n----\n\nand that\n----\nhappened\n";
  EXPECT_EQ(print_transcript(parse_transcript(text)), text);
  EXPECT_EQ(parse_transcript(text).steps.size(), 2U);
}

}  // namespace
}  // namespace jenjang

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

#include "tests/sim/simulation.h"

namespace jenjang {
namespace {

std::optional<std::uint64_t> number_from(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr) return std::nullopt;
  return std::strtoull(text, nullptr, 10);
}

void expect_holds(std::uint64_t seed, const SimResult& result) {
  if (result.failures.empty()) return;
  std::string all;
  for (const std::string& failure : result.failures) all += "\n  " + failure;
  ADD_FAILURE() << "seed " << seed << all << "\nreplay: JENJANG_SIM_SEED=" << seed
                << " build/release/bin/test_sim --gtest_filter='*Seed*'";
}

TEST(Simulation, HoldsForASeed) {
  const std::uint64_t first = number_from("JENJANG_SIM_SEED").value_or(1);
  const std::uint64_t count = number_from("JENJANG_SIM_COUNT").value_or(1);
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const auto begin = std::chrono::steady_clock::now();
    SimRandom random(seed);
    SimOptions options = SimOptions::draw(random);
    const char* only = std::getenv("JENJANG_SIM_ONLY");
    if (only != nullptr) options.keep_only(only);
    Simulation simulation(seed, options);
    const SimResult result = simulation.run(std::getenv("JENJANG_SIM_LOG") != nullptr);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::cerr << "seed " << seed << " " << took.count() << "s trace " << result.trace;
    for (const auto& [what, times] : result.seen) std::cerr << " " << what << "=" << times;
    std::cerr << "\n";
    expect_holds(seed, result);
  }
}

}  // namespace
}  // namespace jenjang

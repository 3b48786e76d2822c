// The core alone, without threads or sockets: how fast one node takes reports in and folds them.
// Prints one JSON line.
#include <google/protobuf/stubs/logging.h>
#include <sodium.h>

#include <chrono>
#include <cstdio>

#include "tests/bench/arguments.h"
#include "tests/bench/bench_report.h"
#include "tests/bench/lone_node.h"

namespace jenjang {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point from) {
  return std::chrono::duration<double>(Clock::now() - from).count();
}

int run(const Arguments& arguments) {
  const std::uint64_t reports = arguments.number("reports", 100'000);
  const std::size_t group = arguments.number("group", 64);
  LoneNode node(arguments.word(0));
  std::vector<Submit> made;
  for (std::uint64_t i = 0; i < reports; ++i) made.push_back(bench_report(i, 850));
  const auto start = Clock::now();
  node.hand_in(0, reports, group, [&](std::uint64_t i) { return std::move(made[i]); });
  const double taken = seconds_since(start);
  const auto folding = Clock::now();
  node.fold_all();
  const double folded = seconds_since(folding);
  const auto rate = [&](double s) { return static_cast<double>(reports) / s; };
  std::printf("{\"durable_per_second\": %.0f, \"folded_per_second\": %.0f, \"both\": %.0f}\n",
              rate(taken), rate(folded), rate(taken + folded));
  return 0;
}

}  // namespace
}  // namespace jenjang

int main(int argc, char** argv) {
  const jenjang::Arguments arguments(argc, argv, 1, {"reports", "group"},
                                     "turn_bench FOLDER [--reports N] [--group N]");
  if (sodium_init() < 0) return 1;
  google::protobuf::SetLogHandler(nullptr);
  return jenjang::run(arguments);
}

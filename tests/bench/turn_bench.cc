// The core thread alone, without sockets: how fast one node takes reports in and folds them.
// Usage: turn_bench FOLDER [REPORTS] [GROUP]
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "tests/bench/lone_node.h"

namespace jenjang {
namespace {

double seconds_since(std::chrono::steady_clock::time_point from) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
}

int run(const std::string& folder, std::size_t reports, std::size_t group) {
  LoneNode node(folder);
  std::vector<Submit> submits;
  submits.reserve(reports);
  for (std::size_t i = 0; i < reports; ++i) submits.push_back(bench_report(i, 850));
  std::size_t answered = 0;
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t at = 0; at < reports;) {
    TurnInput input;
    for (std::size_t i = 0; i < group && at < reports; ++i, ++at) {
      input.requests.push_back(
          {std::move(submits[at]), [&](const Result<Reply>& reply) { answered += reply.ok(); }});
    }
    node.core->turn(node.clock.now(), std::move(input));
  }
  const double taken = seconds_since(start);
  const auto folding = std::chrono::steady_clock::now();
  while (!node.core->caught_up()) node.core->fold(node.clock.now());
  const double folded = seconds_since(folding);
  const auto rate = [&](double s) { return static_cast<double>(reports) / s; };
  std::printf("answered %zu of %zu: durable %.0f/s, folded %.0f/s, both %.0f/s\n", answered,
              reports, rate(taken), rate(folded), rate(taken + folded));
  return answered == reports ? 0 : 1;
}

}  // namespace
}  // namespace jenjang

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const std::size_t reports = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 100'000;
  const std::size_t group = argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 64;
  return jenjang::run(argv[1], reports, group);
}

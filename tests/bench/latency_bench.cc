// How long after a batch is on disk at the regency it is on disk at the nation: three nodes in one
// process, each with its own core thread, store and sockets, and a steady trickle of reports.
// Prints one JSON line.
#include <google/protobuf/stubs/logging.h>
#include <sodium.h>

#include <atomic>
#include <cstdio>
#include <unordered_map>

#include "tests/bench/arguments.h"
#include "tests/bench/bench_node.h"
#include "tests/bench/bench_report.h"
#include "tests/bench/pace.h"
#include "tests/bench/quantile.h"

namespace jenjang {
namespace {

constexpr std::int64_t kLookEveryUs = 20'000;
constexpr int kLooksMax = 1500;
constexpr std::uint64_t kWarmUpReports = 100;

bool all_equal(BenchNode& node) {
  const NodeStatus status = node.status();
  bool out = !status.links.empty();
  for (const LinkStatus& link : status.links) out = out && link.in_contact && link.equal;
  return out;
}

void wait_equal(BenchNode& nation, BenchNode& province, BenchNode& regency) {
  Pace looks(kLookEveryUs);
  for (int look = 0; look < kLooksMax; ++look) {
    if (all_equal(nation) && all_equal(province) && all_equal(regency)) return;
    looks.wait();
  }
  std::fprintf(stderr, "latency_bench: the three nodes were not equal within 30 s\n");
  std::exit(1);
}

// One report a beat; how many were accepted.
std::uint64_t hand_in(BenchNode& node, std::uint64_t first, std::uint64_t count,
                      std::uint64_t rate) {
  Pace pace(1'000'000 / static_cast<std::int64_t>(rate));
  std::atomic<std::uint64_t> answered = 0;
  std::atomic<std::uint64_t> accepted = 0;
  for (std::uint64_t sent = 0; sent < count;) {
    for (std::uint64_t due = pace.wait(); due > 0 && sent < count; --due, ++sent) {
      const bool posted = node.post({bench_report(first + sent, 850), [&](const auto& reply) {
                                       accepted += reply.ok();
                                       ++answered;
                                     }});
      CHECK(posted);
    }
  }
  while (answered < count) pace.wait();
  return accepted;
}

using Times = std::unordered_map<std::string, std::int64_t>;

Times times_of(const BenchNode& node) {
  Times out;
  for (const auto& [key, ns] : node.times().committed()) out.emplace(key, ns);
  return out;
}

// Of the batches of reports that the regency wrote from then on.
std::vector<double> delays_ms(const BenchNode& regency, std::int64_t from_ns, const Times& above) {
  std::vector<double> out;
  for (const auto& [key, ns] : regency.times().committed()) {
    const auto found = above.find(key);
    if (ns < from_ns || key.starts_with('*') || found == above.end()) continue;
    out.push_back(static_cast<double>(found->second - ns) / 1e6);
  }
  return out;
}

int run(const Arguments& arguments) {
  const std::uint64_t rate = arguments.number("rate", 200);
  const std::uint64_t reports = arguments.number("reports", 2000);
  BenchNode nation(arguments.word(0));
  BenchNode province(arguments.word(1));
  BenchNode regency(arguments.word(2));
  wait_equal(nation, province, regency);
  hand_in(regency, 0, kWarmUpReports, rate);
  wait_equal(nation, province, regency);
  const std::int64_t from_ns = CommitTimes::now_ns();
  const std::uint64_t accepted = hand_in(regency, kWarmUpReports, reports, rate);
  wait_equal(nation, province, regency);
  for (BenchNode* node : {&regency, &province, &nation}) node->stop();
  const std::vector<double> one = delays_ms(regency, from_ns, times_of(province));
  const std::vector<double> both = delays_ms(regency, from_ns, times_of(nation));
  std::printf(
      "{\"reports\": %zu, \"batches\": %zu, \"p50_ms\": %.3f, \"p99_ms\": %.3f, "
      "\"province_p50_ms\": %.3f}\n",
      static_cast<std::size_t>(accepted), both.size(), quantile(both, 0.5), quantile(both, 0.99),
      quantile(one, 0.5));
  return accepted == reports && !both.empty() ? 0 : 1;
}

}  // namespace
}  // namespace jenjang

int main(int argc, char** argv) {
  const jenjang::Arguments arguments(
      argc, argv, 3, {"rate", "reports"},
      "latency_bench NATION.toml PROVINCE.toml REGENCY.toml [--rate N] [--reports N]");
  if (sodium_init() < 0) return 1;
  google::protobuf::SetLogHandler(nullptr);
  return jenjang::run(arguments);
}

// One case of shared/bench/limits/chain_bench.cpp, which by itself runs all of them: a bare chain
// of three processes. It is taken in whole, so that what is measured is that very code. Prints one
// JSON line.
#define main chain_bench_main
#include "chain_bench.cpp"
#undef main

#include "tests/bench/arguments.h"

namespace {

constexpr const char* kUsage = "chain_limit FOLDER live|catchup|latency [--records N] [--batch N]";

int limit_of(const jenjang::Arguments& arguments) {
  const std::string what = arguments.word(1);
  const bool zstd = true;
  Res result{};
  if (what == "live") {
    const int batch = static_cast<int>(arguments.number("batch", 32));
    const auto asked = arguments.number("records", 299'776);
    const auto records = asked - asked % static_cast<unsigned>(batch);
    result = run(zstd, records, 1, batch, 2);
  } else if (what == "catchup") {
    result = run(zstd, arguments.number("records", 300'000), 0, 0, 2);
  } else if (what == "latency") {
    result = run(zstd, arguments.number("records", 2000), 2, 1, 2);
  } else {
    std::fprintf(stderr, "usage: %s\n", kUsage);
    return 2;
  }
  for (int i = 0; i < 3; ++i) std::filesystem::remove_all(dir + "/tier" + std::to_string(i));
  if (sh->doneAt[2] == 0) return 1;
  std::printf(
      "{\"per_second\": %.0f, \"cpu_us\": %.2f, \"wire_bytes\": %.0f, \"p50_ms\": %.3f, "
      "\"p99_ms\": %.3f}\n",
      result.rC, result.cpu, result.wire, result.p50, result.p99);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const jenjang::Arguments arguments(argc, argv, 2, {"records", "batch"}, kUsage);
  dir = arguments.word(0);
  zmq_curve_keypair(spub, ssec);
  zmq_curve_keypair(cpub, csec);
  sh = static_cast<Shared*>(
      mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  RecordGen generator;
  for (int i = 0; i < 100'000; ++i) recs.push_back(generator.json(static_cast<unsigned>(i)));
  return limit_of(arguments);
}

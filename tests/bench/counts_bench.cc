// Whether counts for a dashboard cost the same however many reports there are: two stores, one of
// few reports and one of many, asked the same questions in turn. Prints a line for each question
// and, last, one JSON line.
#include <google/protobuf/stubs/logging.h>
#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "node/views/reader.h"
#include "tests/bench/arguments.h"
#include "tests/bench/bench_report.h"
#include "tests/bench/lone_node.h"
#include "tests/bench/quantile.h"

namespace jenjang {
namespace {

constexpr std::size_t kGroup = 256;
constexpr std::uint64_t kChunk = 10'000;  // Handed in, then folded.
constexpr std::size_t kAskedMin = 40;

struct Question {
  const char* name;
  CountQuery query;
};

std::vector<Question> questions() {
  const auto of = [](const char* area) {
    CountQuery out;
    out.area = *Area::parse(area);
    out.sight = Sight::secret_too;
    return out;
  };
  constexpr std::uint32_t kJanuary = 2026 * 12;
  std::vector<Question> out{{"nation", of("0")},
                            {"regency", of("64.72")},
                            {"kecamatan", of("64.72.03")},
                            {"province, one kind", of("64")},
                            {"regency, one month", of("64.72")},
                            {"nation, one status, half a year", of("0")},
                            {"regency, one category", of("64.72")}};
  out[3].query.kind = v1::KIND_COMPLAINT;
  out[4].query.month_from = out[4].query.month_until = kJanuary + 4;
  out[5].query.status = v1::STATUS_RECEIVED;
  out[5].query.month_from = kJanuary;
  out[5].query.month_until = kJanuary + 5;
  out[6].query.category = 7;
  return out;
}

double ask_us(const RocksStore& store, const CountQuery& query) {
  const auto before = std::chrono::steady_clock::now();
  const std::unique_ptr<StoreView> view = store.snapshot();
  const Counts counts = Reader(*view).counts(query);
  const auto after = std::chrono::steady_clock::now();
  CHECK(counts.total > 0);
  return std::chrono::duration<double, std::micro>(after - before).count();
}

// The worst ratio of medians over all questions; the two stores take turns, so that what disturbs
// the machine disturbs both.
double compare(const char* state, const RocksStore& few, const RocksStore& many,
               std::size_t times) {
  double worst = 0;
  for (const Question& question : questions()) {
    std::vector<double> few_us;
    std::vector<double> many_us;
    for (std::size_t i = 0; i < times; ++i) {
      few_us.push_back(ask_us(few, question.query));
      many_us.push_back(ask_us(many, question.query));
    }
    const double small = quantile(std::move(few_us), 0.5);
    const double large = quantile(std::move(many_us), 0.5);
    std::printf("%-12s %-34s %9.1f us %9.1f us %7.2f\n", state, question.name, small, large,
                large / small);
    worst = std::max(worst, large / small);
  }
  return worst;
}

void fill(LoneNode& node, std::uint64_t reports) {
  for (std::uint64_t at = 0; at < reports; at += kChunk) {
    node.hand_in(at, std::min(at + kChunk, reports), kGroup, varied_report);
    node.fold_all();
  }
}

int run(const Arguments& arguments) {
  const std::filesystem::path folder = arguments.word(0);
  std::filesystem::create_directories(folder);
  const std::size_t times = std::max<std::size_t>(arguments.number("times", 400), kAskedMin);
  LoneNode few(folder / "few");
  LoneNode many(folder / "many");
  fill(few, arguments.number("few", 10'000));
  fill(many, arguments.number("many", 1'000'000));
  const double written = compare("as written", *few.store, *many.store, times);
  few.reopen_store();
  many.reopen_store();
  const double reopened = compare("reopened", *few.store, *many.store, times);
  std::printf("{\"as_written\": %.3f, \"reopened\": %.3f}\n", written, reopened);
  return 0;
}

}  // namespace
}  // namespace jenjang

int main(int argc, char** argv) {
  const jenjang::Arguments arguments(argc, argv, 1, {"few", "many", "times"},
                                     "counts_bench FOLDER [--few N] [--many N] [--times N]");
  if (sodium_init() < 0) return 1;
  google::protobuf::SetLogHandler(nullptr);
  return jenjang::run(arguments);
}

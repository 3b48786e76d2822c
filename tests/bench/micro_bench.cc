// The steps that a report costs, one by one, in memory: Google Benchmark's own options apply.
#include <benchmark/benchmark.h>
#include <google/protobuf/stubs/logging.h>
#include <sodium.h>

#include "node/core/fold.h"
#include "node/turn/author.h"
#include "node/turn/core.h"
#include "schema/content.h"
#include "schema/hash.h"
#include "tests/bench/bench_report.h"
#include "tests/support/memory_store.h"
#include "tests/support/seeded_random.h"
#include "tests/support/test_federation.h"

namespace jenjang {
namespace {

constexpr WallTime kNoon{1'795'500'000'000};
constexpr Now kNow{{10 * kSecondUs}, kNoon};
constexpr std::size_t kCommitReports = 64;

const TestFederation& federation() {
  static const TestFederation kFederation({"0", "64", "64.72"});
  return kFederation;
}

FeedId news_of(const TestNode& node) { return {Book::of(node.area), node.keys.id, {3}}; }

// The regency's author, and what it needs.
struct Writer {
  const TestNode& node = federation().node("64.72");
  SeededRandom random{7};
  Directory directory{TestFederation::root()};
  Secrets secrets{directory, node.keys.id, node.seal, random};
  Author author{node.keys.id, node.area, secrets, random};

  Draft submit(Submit command) {
    CHECK(author.identify(command).ok());
    return author.submit(command, AccountId{}, {3}, kNow).value();
  }
};

// The drafts that one commit of so many submits makes.
std::vector<Draft> drafts(std::size_t count) {
  Writer writer;
  std::vector<Draft> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(writer.submit(bench_report(i, 850)));
  return out;
}

std::vector<BatchItem> items_of(const std::vector<Draft>& drafts) {
  std::vector<BatchItem> out;
  for (const Draft& draft : drafts) out.push_back({draft.bytes, std::nullopt});
  return out;
}

Pack pack_of(const std::vector<Draft>& drafts) {
  Pack out;
  for (const Draft& draft : drafts) {
    for (const Rider& rider : draft.contents) out.entries.push_back(rider.entry);
  }
  return out;
}

void count_reports(benchmark::State& state, std::size_t reports) {
  state.SetItemsProcessed(static_cast<std::int64_t>(reports) * state.iterations());
}

void author_submit(benchmark::State& state) {
  Writer writer;
  const Submit submit = bench_report(1, 850);
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(writer.submit(submit));
  count_reports(state, 1);
}
BENCHMARK(author_submit);

void seal_batch(benchmark::State& state) {
  const TestNode& node = federation().node("64.72");
  const std::vector<BatchItem> items = items_of(drafts(kCommitReports));
  const SealSpot spot{news_of(node), 1, {}, kNoon};
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(seal(spot, items, node.keys));
  }
  count_reports(state, kCommitReports);
}
BENCHMARK(seal_batch);

void open_batch(benchmark::State& state) {
  const TestNode& node = federation().node("64.72");
  const SealSpot spot{news_of(node), 1, {}, kNoon};
  const SealedBatch batch = seal(spot, items_of(drafts(kCommitReports)), node.keys);
  const Result<BatchHeader> header = decode_header(batch.header.bytes);
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(open_payload(*header, batch.payload));
  }
  count_reports(state, kCommitReports);
}
BENCHMARK(open_batch);

void encode_packs(benchmark::State& state) {
  const Pack pack = pack_of(drafts(kCommitReports));
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(encode_pack(pack));
  count_reports(state, kCommitReports);
}
BENCHMARK(encode_packs);

void decode_packs(benchmark::State& state) {
  const std::string frame = encode_pack(pack_of(drafts(kCommitReports)));
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(decode_pack(frame));
  count_reports(state, kCommitReports);
}
BENCHMARK(decode_packs);

// The province takes a batch of its regency in, as the first of a feed.
void absorb_batch(benchmark::State& state) {
  const TestNode& writer = federation().node("64.72");
  const std::vector<Draft> made = drafts(kCommitReports);
  const SealedBatch batch = seal({news_of(writer), 1, {}, kNoon}, items_of(made), writer.keys);
  const std::string pack = encode_pack(pack_of(made));
  const MemoryStore store;
  Directory directory(TestFederation::root());
  for (const SignedEntry& entry : federation().invitation().entries) directory.add(entry, {});
  for ([[maybe_unused]] auto _ : state) {
    Ledger ledger(store, directory, area("64"));
    Writes writes;
    const Absorbed absorbed = ledger.absorb(batch, pack, writes);
    CHECK(absorbed.verdict == Verdict::stored);
    benchmark::DoNotOptimize(writes);
  }
  count_reports(state, kCommitReports);
}
BENCHMARK(absorb_batch);

// A report whose holder has followed it up that often, each time knowing of the time before.
std::vector<FoldEvent> history(std::size_t events, ReportId& report) {
  const Draft submit = drafts(1).front();
  report = submit.event.report;
  std::vector<FoldEvent> out{{submit.id, submit.event, false}};
  while (out.size() < events) {
    Event next = out.back().event;
    next.counter += 1;
    next.parents = {out.back().id};
    next.under = submit.id;
    next.time = next.time.next();
    next.actor = AccountId{};
    next.payload = FollowedUp{};
    const EventId id = event_id(encode_event(next));
    out.push_back({id, std::move(next), false});
  }
  return out;
}

void fold_report(benchmark::State& state) {
  ReportId report;
  const std::vector<FoldEvent> events = history(static_cast<std::size_t>(state.range(0)), report);
  CHECK(fold(report, events).visible);
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(fold(report, events));
  count_reports(state, 1);
}
BENCHMARK(fold_report)->Arg(1)->Arg(10)->Arg(100);

// A turn of so many submits over a store without a disk, its views folded afterwards.
void submit_turn(benchmark::State& state) {
  const TestNode& node = federation().node("64.72");
  MemoryStore store;
  SeededRandom random(7);
  CoreConfig config;
  config.replica.keys = node.keys;
  config.replica.root = TestFederation::root();
  config.seal_keys = node.seal;
  config.invitation = federation().invitation();
  Core core(config, store, random);
  CHECK(core.load(kNow).ok());
  const auto reports = static_cast<std::size_t>(state.range(0));
  std::uint64_t number = 0;
  std::size_t accepted = 0;
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    TurnInput input;
    for (std::size_t i = 0; i < reports; ++i) {
      input.requests.push_back(
          {bench_report(number++, 850), [&](const auto& reply) { accepted += reply.ok(); }});
    }
    state.ResumeTiming();
    core.turn(kNow, std::move(input));
    while (!core.caught_up()) core.fold(kNow);
  }
  CHECK(accepted == number);
  count_reports(state, reports);
}
BENCHMARK(submit_turn)->Arg(1)->Arg(64);

}  // namespace
}  // namespace jenjang

int main(int argc, char** argv) {
  if (sodium_init() < 0) return 1;
  google::protobuf::SetLogHandler(nullptr);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

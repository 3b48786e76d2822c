// The raw limit of durable intake: threads that each write a value of so many bytes to RocksDB with
// a sync, one after another, so that RocksDB's own group commit serves them together. Prints one
// JSON line.
#include <rocksdb/db.h>
#include <rocksdb/options.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include "tests/bench/arguments.h"
#include "tests/bench/quantile.h"

namespace jenjang {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kPoolBytes = 1 << 20;

void check(const rocksdb::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "raw_commit: %s\n", status.ToString().c_str());
  std::exit(1);
}

std::uint64_t mixed(std::uint64_t number) {
  std::uint64_t out = number * 0x9e3779b97f4a7c15u;
  out = (out ^ (out >> 30)) * 0xbf58476d1ce4e5b9u;
  return out ^ (out >> 27);
}

// Bytes that do not compress, as batches and packs do not.
std::string random_pool(std::size_t bytes) {
  std::string out;
  for (std::uint64_t i = 0; out.size() < bytes; ++i) {
    for (int shift = 0; shift < 64; shift += 8) {
      out += static_cast<char>(static_cast<unsigned char>(mixed(i) >> shift));
    }
  }
  return out;
}

class RawCommit {
 public:
  explicit RawCommit(const Arguments& arguments)
      : threads_(arguments.number("threads", 64)),
        writes_(arguments.number("writes", 100'000)),
        bytes_(arguments.number("bytes", 1000)),
        pool_(random_pool(kPoolBytes + bytes_)) {
    rocksdb::Options options;
    options.create_if_missing = true;
    options.error_if_exists = true;
    options.compression = rocksdb::kLZ4Compression;
    options.write_buffer_size = 64 << 20;
    options.max_background_jobs = 2;
    options.bytes_per_sync = 1 << 20;
    rocksdb::DB* opened = nullptr;
    check(rocksdb::DB::Open(options, arguments.word(0), &opened));
    database_.reset(opened);
  }

  void run() {
    std::vector<std::vector<double>> latencies(threads_);
    const auto start = Clock::now();
    {
      std::vector<std::thread> running;
      for (auto& mine : latencies) running.emplace_back([this, &mine] { write(mine); });
      for (std::thread& thread : running) thread.join();
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    std::vector<double> all;
    for (const auto& some : latencies) all.insert(all.end(), some.begin(), some.end());
    std::printf(
        "{\"writes\": %zu, \"seconds\": %.3f, \"per_second\": %.0f, \"p50_ms\": %.4f, "
        "\"p99_ms\": %.4f}\n",
        all.size(), seconds, static_cast<double>(all.size()) / seconds, quantile(all, 0.5),
        quantile(all, 0.99));
    check(database_->Close());
  }

 private:
  void write(std::vector<double>& latencies) {
    rocksdb::WriteOptions synced;
    synced.sync = true;
    for (std::uint64_t number = next_++; number < writes_; number = next_++) {
      std::string key;
      for (const std::uint64_t half : {mixed(number), number}) {
        for (int shift = 56; shift >= 0; shift -= 8) {
          key += static_cast<char>(static_cast<unsigned char>(half >> shift));
        }
      }
      const rocksdb::Slice value(pool_.data() + mixed(number) % kPoolBytes, bytes_);
      const auto before = Clock::now();
      check(database_->Put(synced, key, value));
      latencies.push_back(std::chrono::duration<double, std::milli>(Clock::now() - before).count());
    }
  }

  const std::size_t threads_;
  const std::uint64_t writes_;
  const std::size_t bytes_;
  const std::string pool_;
  std::unique_ptr<rocksdb::DB> database_;
  std::atomic<std::uint64_t> next_ = 0;
};

}  // namespace
}  // namespace jenjang

int main(int argc, char** argv) {
  jenjang::RawCommit(
      jenjang::Arguments(argc, argv, 1, {"threads", "writes", "bytes"},
                         "raw_commit NEW-FOLDER [--threads N] [--writes N] [--bytes N]"))
      .run();
  return 0;
}

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "replication/store.h"
#include "schema/base/result.h"

namespace jenjang {

// The layout of the families that this binary reads and writes.
inline constexpr int kStoreFormat = 1;

// Bounds, not reservations: memory is taken as it is used.
struct RocksOptions {
  std::size_t write_buffer_bytes = 32 << 20;    // One family's, before it is written to a table.
  std::size_t write_buffers_bytes = 128 << 20;  // All families' together.
  std::size_t block_cache_bytes = 32 << 20;
  int open_files_max = 512;
};

// The node's store on disk: one RocksDB column family for each Family, one log for all of them.
// Owned by main. commit() belongs to the core thread; snapshot() and scrub() may be called by any
// thread, and what snapshot() gives is used and released by that thread. Everything that snapshot()
// gave is released before the store.
class RocksStore final : public Store {
 public:
  // Creates what is missing. unavailable: in use by another process, or no access. corrupt: what is
  // there is damaged or of another format; it is left as it is.
  static Result<std::unique_ptr<RocksStore>> open(const std::string& path,
                                                  const RocksOptions& options);
  ~RocksStore() override;

  std::optional<std::string> get(Family family, std::string_view key) const override;
  void scan(Family family, std::string_view prefix, std::string_view from,
            const ScanVisitor& visit) const override;
  void scan_down(Family family, std::string_view prefix, std::string_view from,
                 const ScanVisitor& visit) const override;
  std::int64_t counter(std::string_view key) const override;
  void scan_counters(
      std::string_view prefix,
      const std::function<bool(std::string_view key, std::int64_t value)>& visit) const override;

  // After a failure every later commit fails too; opening the store again starts from what is on
  // disk.
  Result<void> commit(const Writes& writes, Durability durability) override;
  std::unique_ptr<StoreView> snapshot() const override;
  // unavailable: a reader held a snapshot or a scan from before too long; call again.
  Result<void> scrub(const std::vector<Family>& families) override;

  // Bytes of all files of the store.
  std::uint64_t disk_bytes() const;

 private:
  class Database;

 public:
  // For open(): nobody else can have a Database.
  explicit RocksStore(std::unique_ptr<Database> database);

 private:
  std::unique_ptr<Database> database_;
};

}  // namespace jenjang

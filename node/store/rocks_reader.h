#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "replication/store.h"

namespace rocksdb {
class DB;
class ColumnFamilyHandle;
class Snapshot;
struct ReadOptions;
}  // namespace rocksdb

namespace jenjang {

using FamilyHandles = std::array<rocksdb::ColumnFamilyHandle*, kFamilies>;

// RocksDB counts every comparison of keys for this thread unless it is told not to: a twentieth of
// what a report costs.
void stop_counting();

// Reads an open database at one snapshot, or as it is now without one. A read that fails (a damaged
// block, an unreadable disk) ends the process: whatever it would answer instead would be wrong.
class RocksReader {
 public:
  RocksReader(rocksdb::DB& db, const FamilyHandles& families, const rocksdb::Snapshot* at);

  std::optional<std::string> get(Family family, std::string_view key) const;
  void scan(Family family, std::string_view prefix, std::string_view from,
            const ScanVisitor& visit) const;
  void scan_down(Family family, std::string_view prefix, std::string_view from,
                 const ScanVisitor& visit) const;
  std::int64_t counter(std::string_view key) const;
  void scan_counters(
      std::string_view prefix,
      const std::function<bool(std::string_view key, std::int64_t value)>& visit) const;

 private:
  rocksdb::ColumnFamilyHandle* handle(Family family) const {
    return families_[static_cast<std::size_t>(family)];
  }

  rocksdb::DB& db_;
  const FamilyHandles& families_;
  const rocksdb::Snapshot* at_;
};

}  // namespace jenjang

#pragma once

#include <array>
#include <memory>
#include <string>

#include "node/store/rocks_reader.h"
#include "node/store/rocks_store.h"

namespace rocksdb {
class Env;
class Status;
}  // namespace rocksdb

namespace jenjang {

struct OpenedDatabase {
  std::unique_ptr<rocksdb::Env> env;  // Outlives the rest.
  std::unique_ptr<rocksdb::DB> db;
  FamilyHandles families{};

  OpenedDatabase();
  OpenedDatabase(OpenedDatabase&&) noexcept;
  ~OpenedDatabase();
};

// As RocksStore::open, without the format.
Result<OpenedDatabase> open_database(const std::string& path, const RocksOptions& options);

// In our words first: who, what, and what an operator can do.
Error store_error(const std::string& path, const std::string& doing, const rocksdb::Status& status);

// The mark that each synced commit leaves in the log: the last sequence number that was synced
// before it. It proves what a damaged log has lost.
std::string synced_mark(std::uint64_t sequence);

}  // namespace jenjang

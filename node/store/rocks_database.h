#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "node/store/open_snapshots.h"
#include "node/store/rocks_reader.h"
#include "node/store/rocks_store.h"

namespace rocksdb {
class Env;
}

namespace jenjang {

// An open database and its families: what the parts of RocksStore share.
class RocksStore::Database {
 public:
  static Result<std::unique_ptr<Database>> open(const std::string& path,
                                                const RocksOptions& options);
  // Only open() makes one that is of use.
  explicit Database(std::string path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  RocksReader reader() const { return {*db_, families_, nullptr}; }
  Result<void> commit(const Writes& writes, Durability durability);
  std::unique_ptr<StoreView> snapshot() const;
  Result<void> scrub(const std::vector<Family>& families);

  const std::string& path() const { return path_; }

 private:
  class View;

  // Writes the format into a new store, or checks what an old one says.
  Result<void> check_format();
  // From here on every commit gives this.
  Error fail(const std::string& what);

  Result<void> flush_all();
  Result<void> compact(const std::vector<Family>& families);
  // The files that may hold what scrub removes: tables and blobs of these families, all logs.
  std::set<std::string> files_of(const std::vector<Family>& families) const;
  std::set<std::string> logs() const;

  std::string path_;
  std::unique_ptr<rocksdb::Env> env_;  // Outlives the database.
  std::unique_ptr<rocksdb::DB> db_;
  FamilyHandles families_{};
  std::uint64_t synced_ = 0;  // Sequence number up to which the log was synced.
  std::string failure_;       // Of the first commit that failed.
  mutable OpenSnapshots snapshots_;
};

}  // namespace jenjang

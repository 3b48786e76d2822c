#pragma once

#include <cstddef>

#include "node/store/rocks_store.h"
#include "schema/keys.h"

namespace rocksdb {
struct ColumnFamilyOptions;
struct DBOptions;
class Cache;
}  // namespace rocksdb

namespace jenjang {

rocksdb::DBOptions tune_database(const RocksOptions& options);

// Of every family, in the order of Family.
class FamilyTuning {
 public:
  explicit FamilyTuning(const RocksOptions& options);
  ~FamilyTuning();
  rocksdb::ColumnFamilyOptions operator()(Family family) const;

 private:
  struct Shared;
  RocksOptions options_;
  std::unique_ptr<Shared> shared_;
};

// Length of the prefix that a family's scans begin with and that filters are made for; 0 for none.
std::size_t filtered_prefix_bytes(Family family);

}  // namespace jenjang

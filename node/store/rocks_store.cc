#include "node/store/rocks_store.h"

#include <filesystem>
#include <system_error>

#include "node/store/rocks_database.h"

namespace jenjang {

RocksStore::RocksStore(std::unique_ptr<Database> database) : database_(std::move(database)) {}

RocksStore::~RocksStore() = default;

Result<std::unique_ptr<RocksStore>> RocksStore::open(const std::string& path,
                                                     const RocksOptions& options) {
  Result<std::unique_ptr<Database>> database = Database::open(path, options);
  if (!database) return database.error();
  return std::make_unique<RocksStore>(std::move(*database));
}

std::optional<std::string> RocksStore::get(Family family, std::string_view key) const {
  return database_->reader().get(family, key);
}

void RocksStore::scan(Family family, std::string_view prefix, std::string_view from,
                      const ScanVisitor& visit) const {
  database_->reader().scan(family, prefix, from, visit);
}

void RocksStore::scan_down(Family family, std::string_view prefix, std::string_view from,
                           const ScanVisitor& visit) const {
  database_->reader().scan_down(family, prefix, from, visit);
}

std::int64_t RocksStore::counter(std::string_view key) const {
  return database_->reader().counter(key);
}

void RocksStore::scan_counters(
    std::string_view prefix,
    const std::function<bool(std::string_view key, std::int64_t value)>& visit) const {
  database_->reader().scan_counters(prefix, visit);
}

Result<void> RocksStore::commit(const Writes& writes, Durability durability) {
  return database_->commit(writes, durability);
}

std::unique_ptr<StoreView> RocksStore::snapshot() const { return database_->snapshot(); }

Result<void> RocksStore::scrub(const std::vector<Family>& families) {
  return database_->scrub(families);
}

std::uint64_t RocksStore::disk_bytes() const {
  std::uint64_t out = 0;
  std::error_code gone;  // Files come and go meanwhile; one that went counts nothing.
  for (const auto& entry : std::filesystem::directory_iterator(database_->path(), gone)) {
    const std::uintmax_t size = entry.file_size(gone);
    if (!gone) out += size;
  }
  return out;
}

}  // namespace jenjang

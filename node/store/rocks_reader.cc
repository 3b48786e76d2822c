#include "node/store/rocks_reader.h"

#include <rocksdb/db.h>
#include <rocksdb/perf_level.h>

#include <cstdio>
#include <cstdlib>

#include "node/store/counter_merge.h"
#include "node/store/rocks_tuning.h"

namespace jenjang {

namespace {

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

[[noreturn]] void end_unreadable(const rocksdb::DB& db, Family family,
                                 const rocksdb::Status& status) {
  std::fprintf(stderr,
               "penyimpanan %s: keluarga %s tidak dapat dibaca: %s; pulihkan cadangan, atau mulai "
               "dengan folder kosong dan ambil lagi riwayatnya lewat tautan\n",
               db.GetName().c_str(), std::string(family_name(family)).c_str(),
               status.ToString().c_str());
  std::abort();
}

// The first key after all that begin with `prefix`; nothing where there is no such key.
std::optional<std::string> prefix_end(std::string_view prefix) {
  std::string out(prefix);
  while (!out.empty() && static_cast<unsigned char>(out.back()) == 255) out.pop_back();
  if (out.empty()) return std::nullopt;
  out.back() = static_cast<char>(static_cast<unsigned char>(out.back()) + 1);
  return out;
}

// An iterator within one prefix, and the bounds it points into.
class Range {
 public:
  Range(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* handle, const rocksdb::Snapshot* at,
        std::string_view prefix, bool filtered)
      : lower_bytes_(prefix), upper_bytes_(prefix_end(prefix)), lower_(lower_bytes_) {
    rocksdb::ReadOptions options;
    options.snapshot = at;
    options.iterate_lower_bound = &lower_;
    if (upper_bytes_) {
      upper_ = *upper_bytes_;
      options.iterate_upper_bound = &upper_;
    }
    options.prefix_same_as_start = filtered;
    options.total_order_seek = !filtered;
    iterator_.reset(db.NewIterator(options, handle));
  }
  Range(const Range&) = delete;
  Range& operator=(const Range&) = delete;

  rocksdb::Iterator& iterator() { return *iterator_; }

 private:
  std::string lower_bytes_;
  std::optional<std::string> upper_bytes_;
  rocksdb::Slice lower_;
  rocksdb::Slice upper_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

std::int64_t checked_counter(const rocksdb::Slice& bytes) {
  const auto value = decode_counter(bytes.ToStringView());
  CHECK(value.has_value());
  return *value;
}

}  // namespace

void stop_counting() { rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable); }

RocksReader::RocksReader(rocksdb::DB& db, const FamilyHandles& families,
                         const rocksdb::Snapshot* at)
    : db_(db), families_(families), at_(at) {
  stop_counting();
}

std::optional<std::string> RocksReader::get(Family family, std::string_view key) const {
  rocksdb::ReadOptions options;
  options.snapshot = at_;
  std::string value;
  const rocksdb::Status status = db_.Get(options, handle(family), slice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) end_unreadable(db_, family, status);
  return value;
}

void RocksReader::scan(Family family, std::string_view prefix, std::string_view from,
                       const ScanVisitor& visit) const {
  const std::size_t filtered = filtered_prefix_bytes(family);
  Range range(db_, handle(family), at_, prefix, filtered > 0 && prefix.size() >= filtered);
  rocksdb::Iterator& it = range.iterator();
  for (it.Seek(slice(from < prefix ? prefix : from)); it.Valid(); it.Next()) {
    if (!visit(it.key().ToStringView(), it.value().ToStringView())) return;
  }
  if (!it.status().ok()) end_unreadable(db_, family, it.status());
}

void RocksReader::scan_down(Family family, std::string_view prefix, std::string_view from,
                            const ScanVisitor& visit) const {
  Range range(db_, handle(family), at_, prefix, false);
  rocksdb::Iterator& it = range.iterator();
  for (it.SeekForPrev(slice(from)); it.Valid(); it.Prev()) {
    if (!visit(it.key().ToStringView(), it.value().ToStringView())) return;
  }
  if (!it.status().ok()) end_unreadable(db_, family, it.status());
}

std::int64_t RocksReader::counter(std::string_view key) const {
  const std::optional<std::string> bytes = get(Family::counters, key);
  return bytes ? checked_counter(*bytes) : 0;
}

void RocksReader::scan_counters(
    std::string_view prefix,
    const std::function<bool(std::string_view key, std::int64_t value)>& visit) const {
  scan(Family::counters, prefix, prefix, [&](std::string_view key, std::string_view value) {
    return visit(key, checked_counter(slice(value)));
  });
}

}  // namespace jenjang

#include <rocksdb/db.h>
#include <rocksdb/metadata.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>

#include "node/store/rocks_database.h"
#include "node/store/rocks_open.h"
#include "node/store/wal_file.h"

// How bytes leave the disk. A value that was overwritten or erased may still be in a log, in a
// table beside its successor, in a blob file, and in older files that a reader keeps. So: a new log
// for all, all memory into tables, tables and blobs of the families written anew without what is
// covered, and then the old files must be gone, which is checked by name.
namespace jenjang {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kReadersWait{5};
constexpr std::chrono::milliseconds kReadersLook{20};
constexpr std::string_view kScrubKey = "store.scrubbed";

std::set<std::string> common(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::set<std::string> out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(out, out.end()));
  return out;
}

std::set<std::string> files_in(const std::string& path) {
  std::set<std::string> out;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(path, failed)) {
    out.insert(entry.path().filename().string());
  }
  return out;
}

}  // namespace

Result<void> RocksStore::Database::flush_all() {
  const std::vector<rocksdb::ColumnFamilyHandle*> all(families_.begin(), families_.end());
  const rocksdb::Status status = db_->Flush(rocksdb::FlushOptions(), all);
  if (!status.ok()) return store_error(path_, "tabel tidak dapat ditulis", status);
  return {};
}

Result<void> RocksStore::Database::compact(const std::vector<Family>& families) {
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  options.blob_garbage_collection_policy = rocksdb::BlobGarbageCollectionPolicy::kForce;
  options.blob_garbage_collection_age_cutoff = 1.0;
  for (const Family family : families) {
    const rocksdb::Status status =
        db_->CompactRange(options, families_[static_cast<std::size_t>(family)], nullptr, nullptr);
    if (!status.ok()) return store_error(path_, "tabel tidak dapat ditulis ulang", status);
  }
  return {};
}

std::set<std::string> RocksStore::Database::files_of(const std::vector<Family>& families) const {
  std::set<std::string> out;
  const auto add = [&](const std::string& name) { out.insert(name.substr(name.rfind('/') + 1)); };
  for (const Family family : families) {
    rocksdb::ColumnFamilyMetaData about;
    db_->GetColumnFamilyMetaData(families_[static_cast<std::size_t>(family)], &about);
    for (const rocksdb::LevelMetaData& level : about.levels) {
      for (const rocksdb::SstFileMetaData& file : level.files) add(file.name);
    }
    for (const rocksdb::BlobMetaData& file : about.blob_files) add(file.blob_file_name);
  }
  return out;
}

std::set<std::string> RocksStore::Database::logs() const {
  std::set<std::string> out;
  for (const std::filesystem::path& file : wal_files(path_)) out.insert(file.filename().string());
  return out;
}

Result<void> RocksStore::Database::scrub(const std::vector<Family>& families) {
  const auto deadline = SteadyClock::now() + kReadersWait;
  // A write makes the log one that has to be replaced, whatever state it is in.
  std::set<std::string> old = logs();
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const std::uint64_t covered = db_->GetLatestSequenceNumber();
  const rocksdb::Status status =
      db_->Put(synced, families_[static_cast<std::size_t>(Family::meta)],
               rocksdb::Slice(kScrubKey.data(), kScrubKey.size()), std::to_string(covered));
  if (!status.ok()) return store_error(path_, "tidak dapat menulis", status);
  if (!snapshots_.wait_for_older(covered, deadline)) {
    return Error{Code::unavailable, "penyimpanan " + path_ +
                                        ": pembaca masih memegang potret dari sebelum penghapusan; "
                                        "bersihkan lagi nanti"};
  }
  if (Result<void> flushed = flush_all(); !flushed) return flushed;
  const std::set<std::string> rewritten = files_of(families);
  old.insert(rewritten.begin(), rewritten.end());
  if (Result<void> compacted = compact(families); !compacted) return compacted;
  for (;;) {
    // Makes RocksDB look for files that nothing refers to, now and not at its leisure.
    if (!db_->DisableFileDeletions().ok() || !db_->EnableFileDeletions(true).ok()) {
      return Error{Code::unavailable, "penyimpanan " + path_ + ": berkas tidak dapat dihapus"};
    }
    const std::set<std::string> left = common(old, files_in(path_));
    if (left.empty()) return {};
    if (SteadyClock::now() >= deadline) {
      return Error{Code::unavailable, "penyimpanan " + path_ + ": " + *left.begin() +
                                          " masih dipakai; bersihkan lagi nanti"};
    }
    snapshots_.wait_for_any(std::min(deadline, SteadyClock::now() + kReadersLook));
  }
}

}  // namespace jenjang

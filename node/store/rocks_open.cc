#include "node/store/rocks_open.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/metadata.h>

#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

#include "node/store/log_ground.h"
#include "node/store/rocks_tuning.h"
#include "node/store/store_log.h"
#include "node/store/wal_file.h"
#include "schema/base/key_codec.h"

namespace jenjang {

namespace {

constexpr std::string_view kMark = "synced:";
constexpr std::size_t kRecordHeaderBytes = 12;
const char* const kWhatToDo =
    "pulihkan cadangan, atau mulai dengan folder kosong dan ambil lagi riwayatnya lewat tautan";

// Finds the synced mark in a record; other operations do not matter here.
class MarkFinder final : public rocksdb::WriteBatch::Handler {
 public:
  void LogData(const rocksdb::Slice& blob) override {
    const std::string_view bytes = blob.ToStringView();
    if (bytes.size() == kMark.size() + 8 && bytes.starts_with(kMark)) {
      mark = read_be64(bytes.substr(kMark.size()));
    }
  }
  rocksdb::Status PutCF(std::uint32_t, const rocksdb::Slice&, const rocksdb::Slice&) override {
    return {};
  }
  rocksdb::Status DeleteCF(std::uint32_t, const rocksdb::Slice&) override { return {}; }
  rocksdb::Status DeleteRangeCF(std::uint32_t, const rocksdb::Slice&,
                                const rocksdb::Slice&) override {
    return {};
  }
  rocksdb::Status MergeCF(std::uint32_t, const rocksdb::Slice&, const rocksdb::Slice&) override {
    return {};
  }

  std::uint64_t mark = 0;
};

// The sequence numbers of a record's operations.
struct Sequences {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};
Sequences sequences_of(std::string_view record) {
  std::uint64_t first = 0;
  for (std::size_t i = 8; i-- > 0;) first = first << 8 | static_cast<std::uint8_t>(record[i]);
  std::uint64_t count = 0;
  for (std::size_t i = 4; i-- > 0;) count = count << 8 | static_cast<std::uint8_t>(record[8 + i]);
  return {first, first + count - 1};
}

// Whether the damaged logs have lost a write that had been synced. A tail that was being written
// when the power went is damaged too, but nobody was told that it was on disk; the node may have
// started since and gone on from there, in a later log.
Result<bool> lost_synced(const std::string& path) {
  bool damaged = false;
  bool lost = false;
  std::uint64_t readable = 0;  // The last sequence number before the damage.
  for (const std::filesystem::path& file : wal_files(path)) {
    const auto summary = read_wal(file, [&](std::string_view record, bool after_damage) {
      if (record.size() < kRecordHeaderBytes) return;
      const Sequences sequences = sequences_of(record);
      damaged = (damaged || after_damage) && sequences.first != readable + 1;
      if (!damaged) {
        readable = sequences.last;
        return;
      }
      MarkFinder finder;
      const rocksdb::WriteBatch batch{std::string(record)};
      lost = (batch.Iterate(&finder).ok() && finder.mark > readable) || lost;
    });
    if (!summary) return summary.error();
    damaged = damaged || summary->damaged;
  }
  return lost;
}

rocksdb::Status open_with(const std::string& path, const RocksOptions& options,
                          rocksdb::WALRecoveryMode mode, OpenedDatabase& out) {
  rocksdb::DBOptions tuning = tune_database(options);
  tuning.env = out.env.get();
  tuning.wal_recovery_mode = mode;
  tuning.info_log.reset(open_store_log(path).release());
  const FamilyTuning family_tuning(options);
  std::vector<rocksdb::ColumnFamilyDescriptor> wanted;
  for (int i = 0; i < kFamilies; ++i) {
    const Family family = static_cast<Family>(i);
    wanted.emplace_back(std::string(family_name(family)), family_tuning(family));
  }
  wanted.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  rocksdb::Status status = rocksdb::DB::Open(tuning, path, wanted, &handles, &db);
  if (!status.ok()) return status;
  out.db.reset(db);
  std::copy_n(handles.begin(), kFamilies, out.families.begin());
  db->DestroyColumnFamilyHandle(handles.back()).PermitUncheckedError();
  return status;
}

// RocksDB checks its tables at start, and its blob files only when one is read: too late to say so.
std::optional<std::string> short_blob_file(const std::string& path, const OpenedDatabase& opened) {
  for (rocksdb::ColumnFamilyHandle* family : opened.families) {
    rocksdb::ColumnFamilyMetaData about;
    opened.db->GetColumnFamilyMetaData(family, &about);
    for (const rocksdb::BlobMetaData& blob : about.blob_files) {
      const std::string name = blob.blob_file_name.substr(blob.blob_file_name.rfind('/') + 1);
      std::error_code failed;
      const std::uintmax_t size =
          std::filesystem::file_size(std::filesystem::path(path) / name, failed);
      if (failed || size < blob.blob_file_size) return name;
    }
  }
  return std::nullopt;
}

}  // namespace

OpenedDatabase::OpenedDatabase() = default;
OpenedDatabase::OpenedDatabase(OpenedDatabase&&) noexcept = default;
OpenedDatabase::~OpenedDatabase() = default;

std::string synced_mark(std::uint64_t sequence) {
  std::string out(kMark);
  append_be64(out, sequence);
  return out;
}

Error store_error(const std::string& path, const std::string& doing,
                  const rocksdb::Status& status) {
  const std::string what = "penyimpanan " + path + ": " + doing + ": " + status.ToString();
  if (status.IsCorruption()) return {Code::corrupt, what + "; " + kWhatToDo};
  return {Code::unavailable, what};
}

Result<OpenedDatabase> open_database(const std::string& path, const RocksOptions& options) {
  using Mode = rocksdb::WALRecoveryMode;
  OpenedDatabase out;
  out.env = log_ground_env();
  rocksdb::Status status = open_with(path, options, Mode::kTolerateCorruptedTailRecords, out);
  if (status.IsCorruption()) {
    const Result<bool> lost = lost_synced(path);
    if (!lost) return lost.error();
    if (*lost) return store_error(path, "log kehilangan tulisan yang sudah ada di disk", status);
    status = open_with(path, options, Mode::kPointInTimeRecovery, out);
  }
  if (status.ok()) {
    const std::optional<std::string> damaged = short_blob_file(path, out);
    if (!damaged) return out;
    for (rocksdb::ColumnFamilyHandle* family : out.families) {
      out.db->DestroyColumnFamilyHandle(family).PermitUncheckedError();
    }
    return store_error(
        path, "tidak dapat dibuka",
        rocksdb::Status::Corruption(*damaged + " lebih pendek daripada yang ditulis"));
  }
  if (status.IsInvalidArgument()) {
    return Error{Code::corrupt, "penyimpanan " + path + ": ditulis oleh versi lain (" +
                                    status.ToString() + "); pakailah versi yang menulisnya"};
  }
  if (status.IsIOError() && status.ToString().find("LOCK") != std::string::npos) {
    return Error{Code::unavailable, "penyimpanan " + path + ": sedang dipakai proses lain (" +
                                        status.ToString() + "); hentikan dahulu yang itu"};
  }
  return store_error(path, "tidak dapat dibuka", status);
}

}  // namespace jenjang

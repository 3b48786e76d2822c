#include "node/store/rocks_database.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <algorithm>
#include <charconv>

#include "node/store/counter_merge.h"
#include "node/store/rocks_open.h"

namespace jenjang {

namespace {

constexpr std::string_view kFormatKey = "store.format";
constexpr std::size_t kKeyBytesMax = 128;  // schema/keys.h: a book, three ids and some numbers.

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

rocksdb::Status add_op(const WriteOp& op, rocksdb::ColumnFamilyHandle* handle,
                       rocksdb::WriteBatch& batch) {
  switch (op.what) {
    case WriteOp::What::put:
      return batch.Put(handle, slice(op.key), slice(op.value));
    case WriteOp::What::erase:
      return batch.Delete(handle, slice(op.key));
    case WriteOp::What::add:
      return batch.Merge(handle, slice(op.key), encode_counter(op.delta));
    case WriteOp::What::erase_all:
      return batch.DeleteRange(handle, "", std::string(kKeyBytesMax, '\xFF'));
  }
  CHECK(false);
}

// Each family in key order: inserted so, keys that are near each other cost a fraction of what they
// cost at random, and what is written twice keeps its order.
std::vector<const WriteOp*> in_key_order(const Writes& writes) {
  std::vector<const WriteOp*> out;
  out.reserve(writes.ops().size());
  for (const WriteOp& op : writes.ops()) out.push_back(&op);
  std::stable_sort(out.begin(), out.end(), [](const WriteOp* a, const WriteOp* b) {
    return a->family != b->family ? a->family < b->family : a->key < b->key;
  });
  return out;
}

std::size_t batch_bytes(const Writes& writes) {
  constexpr std::size_t kOpOverhead = 24;
  std::size_t out = kOpOverhead;
  for (const WriteOp& op : writes.ops()) out += kOpOverhead + op.key.size() + op.value.size();
  return out;
}

}  // namespace

// A snapshot and the reads through it; gives it back at the end.
class RocksStore::Database::View final : public StoreView {
 public:
  explicit View(const Database& owner)
      : owner_(owner), snapshot_(take(owner)), reader_(*owner.db_, owner.families_, snapshot_) {}
  ~View() override {
    const std::uint64_t sequence = snapshot_->GetSequenceNumber();
    owner_.db_->ReleaseSnapshot(snapshot_);
    owner_.snapshots_.close(sequence);
  }
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  std::optional<std::string> get(Family family, std::string_view key) const override {
    return reader_.get(family, key);
  }
  void scan(Family family, std::string_view prefix, std::string_view from,
            const ScanVisitor& visit) const override {
    reader_.scan(family, prefix, from, visit);
  }
  void scan_down(Family family, std::string_view prefix, std::string_view from,
                 const ScanVisitor& visit) const override {
    reader_.scan_down(family, prefix, from, visit);
  }
  std::int64_t counter(std::string_view key) const override { return reader_.counter(key); }
  void scan_counters(
      std::string_view prefix,
      const std::function<bool(std::string_view key, std::int64_t value)>& visit) const override {
    reader_.scan_counters(prefix, visit);
  }

 private:
  static const rocksdb::Snapshot* take(const Database& owner) {
    const rocksdb::Snapshot* out = nullptr;
    owner.snapshots_.open([&] {
      out = owner.db_->GetSnapshot();
      return out->GetSequenceNumber();
    });
    return out;
  }

  const Database& owner_;
  const rocksdb::Snapshot* snapshot_;
  RocksReader reader_;
};

RocksStore::Database::Database(std::string path) : path_(std::move(path)) {}

Result<std::unique_ptr<RocksStore::Database>> RocksStore::Database::open(
    const std::string& path, const RocksOptions& options) {
  Result<OpenedDatabase> opened = open_database(path, options);
  if (!opened) return opened.error();
  auto out = std::make_unique<Database>(path);
  out->env_ = std::move(opened->env);
  out->db_ = std::move(opened->db);
  out->families_ = opened->families;
  out->synced_ = out->db_->GetLatestSequenceNumber();
  if (const Result<void> format = out->check_format(); !format) return format.error();
  return out;
}

RocksStore::Database::~Database() {
  CHECK(snapshots_.empty());
  // A clean end leaves no log behind, so that the next start has nothing to read again.
  if (failure_.empty()) (void)flush_all();
  for (rocksdb::ColumnFamilyHandle* handle : families_) {
    db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  db_->Close().PermitUncheckedError();
}

Result<void> RocksStore::Database::check_format() {
  const std::optional<std::string> found = reader().get(Family::meta, kFormatKey);
  if (!found) {
    Writes writes;
    writes.put(Family::meta, std::string(kFormatKey), std::to_string(kStoreFormat));
    return commit(writes, Durability::synced);
  }
  int format = 0;
  const auto parsed = std::from_chars(found->data(), found->data() + found->size(), format);
  if (parsed.ec == std::errc() && format == kStoreFormat) return {};
  const std::string what = "penyimpanan " + path_ + " berformat " + *found +
                           ", program ini membaca " + std::to_string(kStoreFormat) + "; ";
  return Error{Code::corrupt,
               what + (format > kStoreFormat ? "mutakhirkan node sebelum membukanya"
                                             : "bukalah dengan versi yang menulisnya")};
}

Error RocksStore::Database::fail(const std::string& what) {
  failure_ = what;
  return {Code::unavailable, failure_};
}

Result<void> RocksStore::Database::commit(const Writes& writes, Durability durability) {
  if (!failure_.empty()) return Error{Code::unavailable, failure_};
  if (writes.empty()) return {};
  stop_counting();
  const bool synced = durability == Durability::synced;
  rocksdb::WriteBatch batch(batch_bytes(writes));
  for (const WriteOp* op : in_key_order(writes)) {
    CHECK(op->what != WriteOp::What::add || op->family == Family::counters);
    const rocksdb::Status status =
        add_op(*op, families_[static_cast<std::size_t>(op->family)], batch);
    CHECK(status.ok());
  }
  if (synced) CHECK(batch.PutLogData(synced_mark(synced_)).ok());
  rocksdb::WriteOptions options;
  options.sync = synced;
  const rocksdb::Status status = db_->Write(options, &batch);
  if (!status.ok()) return fail(store_error(path_, "tidak dapat menulis", status).message);
  if (synced) synced_ = db_->GetLatestSequenceNumber();
  return {};
}

std::unique_ptr<StoreView> RocksStore::Database::snapshot() const {
  return std::make_unique<View>(*this);
}

}  // namespace jenjang

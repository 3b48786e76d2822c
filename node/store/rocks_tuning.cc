#include "node/store/rocks_tuning.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include <algorithm>

#include "node/store/counter_merge.h"

namespace jenjang {

namespace {

constexpr std::size_t kBlobBytesMin = 1024;  // Smaller values are cheaper inside a table.
constexpr double kFilterBitsPerKey = 10;
constexpr double kMemtableFilterShare = 0.01;
constexpr std::size_t kMergesMax = 4;
constexpr std::size_t kCountersBufferBytes = 512 << 10;

// Batches and packs are zstd already.
bool compressed_already(Family family) {
  return family == Family::batches || family == Family::packs;
}

}  // namespace

// tidy: allow shared_ptr: RocksDB shares its cache and filter so.
struct FamilyTuning::Shared {
  decltype(rocksdb::BlockBasedTableOptions::block_cache) cache;
  decltype(rocksdb::BlockBasedTableOptions::filter_policy) filter;
};

FamilyTuning::FamilyTuning(const RocksOptions& options)
    : options_(options), shared_(std::make_unique<Shared>()) {
  rocksdb::LRUCacheOptions cache;
  cache.capacity = options.block_cache_bytes;
  cache.num_shard_bits = 2;  // Few threads read, and each shard costs memory.
  shared_->cache = rocksdb::NewLRUCache(cache);
  shared_->filter.reset(rocksdb::NewBloomFilterPolicy(kFilterBitsPerKey));
}

FamilyTuning::~FamilyTuning() = default;

rocksdb::DBOptions tune_database(const RocksOptions& options) {
  rocksdb::DBOptions out;
  out.create_if_missing = true;
  out.create_missing_column_families = true;
  out.max_background_jobs = 2;
  out.max_open_files = options.open_files_max;
  out.db_write_buffer_size = options.write_buffers_bytes;
  out.max_total_wal_size = 2 * options.write_buffers_bytes;
  out.allow_concurrent_memtable_write = false;  // One thread writes.
  out.enable_write_thread_adaptive_yield = false;
  out.bytes_per_sync = 1 << 20;  // A big dirty cache would make a later sync wait for all of it.
  // Nothing is written at start that need not be: the log is read into memory and stays.
  out.avoid_flush_during_recovery = true;
  // A damaged log is a matter for open(), which tells a torn tail from lost writes.
  out.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  out.recycle_log_file_num = 0;  // A log that is used again keeps what was erased.
  out.WAL_ttl_seconds = 0;       // Logs that are not needed are deleted, not archived.
  out.WAL_size_limit_MB = 0;
  // Lines of level info may name keys.
  out.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  out.stats_dump_period_sec = 0;
  out.stats_persist_period_sec = 0;
  return out;
}

std::size_t filtered_prefix_bytes(Family family) {
  switch (family) {
    case Family::events:
      return 32;
    case Family::timeline:
      return 16;
    case Family::batches:
    case Family::packs:
    case Family::feeds:
    case Family::arrivals:
    case Family::erased:
    case Family::reports:
    case Family::indexes:
    case Family::counters:
    case Family::meta:
      return 0;
  }
  CHECK(false);
}

rocksdb::ColumnFamilyOptions FamilyTuning::operator()(Family family) const {
  rocksdb::ColumnFamilyOptions out;
  out.write_buffer_size = options_.write_buffer_bytes;
  out.arena_block_size = 64 << 10;
  out.max_write_buffer_number = 3;
  out.compression = rocksdb::kLZ4Compression;
  if (compressed_already(family)) {
    out.compression = rocksdb::kNoCompression;
    out.enable_blob_files = true;
    // Every pack, since scrub() must know where an erased one was.
    out.min_blob_size = family == Family::packs ? 0 : kBlobBytesMin;
    out.blob_compression_type = rocksdb::kNoCompression;
  }
  if (family == Family::counters) {
    out.merge_operator = counter_merge();
    // Else a counter costs its readers a step for each addition since it was last in a table, and
    // a search among all of them.
    out.max_successive_merges = kMergesMax;
    out.write_buffer_size = std::min(out.write_buffer_size, kCountersBufferBytes);
  }
  const std::size_t prefix = filtered_prefix_bytes(family);
  // Most look-ups are for what is not there yet: a filter in memory answers them.
  out.memtable_whole_key_filtering = prefix == 0;
  out.memtable_prefix_bloom_size_ratio = kMemtableFilterShare;
  if (prefix > 0) out.prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(prefix));

  rocksdb::BlockBasedTableOptions table;
  table.block_cache = shared_->cache;
  table.filter_policy = shared_->filter;
  table.whole_key_filtering = prefix == 0;
  table.block_size = 16 << 10;
  // Indexes and filters grow with the store, so they are cut in parts and share the bounded cache.
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.cache_index_and_filter_blocks = true;
  // Every submission with a key asks whether its report is here already: the filters of the newest
  // tables, which answer that, stay.
  table.metadata_cache_options.partition_pinning = rocksdb::PinningTier::kFlushedAndSimilar;
  table.metadata_cache_options.unpartitioned_pinning = rocksdb::PinningTier::kFlushedAndSimilar;
  table.format_version = 5;
  out.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return out;
}

}  // namespace jenjang

#include "node/store/counter_merge.h"

#include <rocksdb/merge_operator.h>

#include "schema/base/key_codec.h"

namespace jenjang {

namespace {

// The sum of two 64-bit numbers, which wraps around rather than being undefined.
std::int64_t sum(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

class CounterMerge final : public rocksdb::AssociativeMergeOperator {
 public:
  bool Merge(const rocksdb::Slice&, const rocksdb::Slice* existing, const rocksdb::Slice& operand,
             std::string* result, rocksdb::Logger*) const override {
    const auto delta = decode_counter(operand.ToStringView());
    const auto before = existing ? decode_counter(existing->ToStringView()) : 0;
    if (!delta || !before) return false;
    *result = encode_counter(sum(*before, *delta));
    return true;
  }

  const char* Name() const override { return "jenjang.counter"; }
};

}  // namespace

std::string encode_counter(std::int64_t value) {
  std::string out;
  append_be64(out, static_cast<std::uint64_t>(value));
  return out;
}

std::optional<std::int64_t> decode_counter(std::string_view bytes) {
  if (bytes.size() != 8) return std::nullopt;
  return static_cast<std::int64_t>(read_be64(bytes));
}

// tidy: allow shared_ptr: RocksDB takes its merge operator so.
std::shared_ptr<rocksdb::MergeOperator> counter_merge() {
  // tidy: allow make_shared: as above.
  return std::make_shared<CounterMerge>();
}

}  // namespace jenjang

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rocksdb {
class MergeOperator;
}

namespace jenjang {

// A counter on disk is 8 bytes: big-endian, two's complement.
std::string encode_counter(std::int64_t value);
std::optional<std::int64_t> decode_counter(std::string_view bytes);

// Adds operands to what is there. RocksDB shares it between families, hence its pointer.
// tidy: allow shared_ptr: RocksDB takes its merge operator so.
std::shared_ptr<rocksdb::MergeOperator> counter_merge();

}  // namespace jenjang

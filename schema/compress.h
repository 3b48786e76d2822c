#pragma once

#include <string>
#include <string_view>

#include "jenjang/v1/batch.pb.h"
#include "schema/base/result.h"

namespace jenjang {

struct Compressed {
  v1::Codec codec;
  std::string bytes;
};

// Half of an event is digests, so effort gains nothing there; words repay it.
enum class Material { events, words };

// zstd where that is smaller, else the bytes themselves. The same input gives the same output
// within one version of the library; nothing may depend on more.
Compressed compress(std::string_view bytes, Material material);

// Invalid unless `bytes` unpack to exactly `size` bytes; never allocates more than `size`, which
// the caller has checked against its own limit.
Result<std::string> decompress(v1::Codec codec, std::string_view bytes, std::size_t size);

}  // namespace jenjang

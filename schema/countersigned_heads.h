#pragma once

#include <string>
#include <string_view>

#include "schema/base/result.h"
#include "schema/link_message.h"

namespace jenjang {

// Signed heads, the key that proves them, and a fixed-length rest.
inline constexpr std::size_t kCountersignedBytesMax = kHeadsBytesMax + 256;

// Heads as their node has signed them, with the time of the witness that has taken them in: one
// item of a batch in the witness lane, which the witness signs as a whole.
struct CountersignedHeads {
  std::string heads;  // A serialised v1::Heads.
  Signature signature;
  SignKey key;    // Of the node that signed them.
  WallTime wall;  // By the witness' clock.
  bool operator==(const CountersignedHeads&) const = default;
};

std::string encode_countersigned(const CountersignedHeads& item);
// Invalid for anything encode_countersigned could not have given, and above the limit. The heads
// are not looked at.
Result<CountersignedHeads> decode_countersigned(std::string_view bytes);

// The heads; invalid unless a node of that area has signed them. No directory is needed: the node's
// id is a digest of its area and its key.
Result<Heads> open_countersigned(const CountersignedHeads& item, const Area& area);

}  // namespace jenjang

#pragma once

#include <optional>
#include <vector>

#include "schema/ids.h"

namespace jenjang {

// The tree of RFC 9162 section 2.1 over leaves that are hashed ids already.
// Requires at least one leaf.
MerkleHash merkle_root(const std::vector<MerkleHash>& leaves);

// The inclusion proof of leaf `index`, leaf upwards. Requires index < leaves.size().
std::vector<MerkleHash> merkle_path(const std::vector<MerkleHash>& leaves, std::size_t index);

// The root that `path` gives for `leaf` at `index` of `count`; nothing if the path's length is
// wrong (RFC 9162 section 2.1.3.2).
std::optional<MerkleHash> merkle_root_of(const MerkleHash& leaf, std::uint64_t index,
                                         std::uint64_t count, const std::vector<MerkleHash>& path);

}  // namespace jenjang

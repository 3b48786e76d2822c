#include "schema/merkle.h"

#include <bit>
#include <span>

#include "schema/base/check.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

// The largest power of two below n, for n >= 2.
std::size_t split(std::size_t n) { return std::bit_floor(n - 1); }

MerkleHash root_of(std::span<const MerkleHash> leaves) {
  if (leaves.size() == 1) return leaves[0];
  const std::size_t k = split(leaves.size());
  return merkle_node(root_of(leaves.first(k)), root_of(leaves.subspan(k)));
}

}  // namespace

MerkleHash merkle_root(const std::vector<MerkleHash>& leaves) {
  CHECK(!leaves.empty());
  return root_of(leaves);
}

std::vector<MerkleHash> merkle_path(const std::vector<MerkleHash>& leaves, std::size_t index) {
  CHECK(index < leaves.size());
  std::vector<MerkleHash> downwards;
  std::span<const MerkleHash> left = leaves;
  while (left.size() > 1) {
    const std::size_t k = split(left.size());
    if (index < k) {
      downwards.push_back(root_of(left.subspan(k)));
      left = left.first(k);
    } else {
      downwards.push_back(root_of(left.first(k)));
      left = left.subspan(k);
      index -= k;
    }
  }
  return {downwards.rbegin(), downwards.rend()};
}

std::optional<MerkleHash> merkle_root_of(const MerkleHash& leaf, std::uint64_t index,
                                         std::uint64_t count, const std::vector<MerkleHash>& path) {
  if (index >= count) return std::nullopt;
  std::uint64_t node = index;
  std::uint64_t last = count - 1;
  MerkleHash out = leaf;
  for (const MerkleHash& step : path) {
    if (last == 0) return std::nullopt;
    if (node % 2 == 1 || node == last) {
      out = merkle_node(step, out);
      while (node % 2 == 0 && node != 0) {
        node /= 2;
        last /= 2;
      }
    } else {
      out = merkle_node(out, step);
    }
    node /= 2;
    last /= 2;
  }
  if (last != 0) return std::nullopt;
  return out;
}

}  // namespace jenjang

#include "schema/merkle.h"

#include <gtest/gtest.h>

#include <string>

#include "schema/hash.h"

namespace jenjang {
namespace {

std::vector<MerkleHash> leaves_of(std::size_t count) {
  std::vector<MerkleHash> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(merkle_leaf("leaf " + std::to_string(i)));
  return out;
}

// RFC 9162 section 2.1.1, word for word: k is the largest power of two smaller than n.
MerkleHash rfc_root(const std::vector<MerkleHash>& leaves) {
  if (leaves.size() == 1) return leaves.front();
  std::size_t k = 1;
  while (2 * k < leaves.size()) k *= 2;
  const auto middle = leaves.begin() + static_cast<std::ptrdiff_t>(k);
  return merkle_node(rfc_root({leaves.begin(), middle}), rfc_root({middle, leaves.end()}));
}

// RFC 9162 section 2.1.3.1.
std::vector<MerkleHash> rfc_path(std::size_t m, const std::vector<MerkleHash>& leaves) {
  if (leaves.size() == 1) return {};
  std::size_t k = 1;
  while (2 * k < leaves.size()) k *= 2;
  const auto middle = leaves.begin() + static_cast<std::ptrdiff_t>(k);
  const std::vector<MerkleHash> left(leaves.begin(), middle);
  const std::vector<MerkleHash> right(middle, leaves.end());
  std::vector<MerkleHash> out = m < k ? rfc_path(m, left) : rfc_path(m - k, right);
  out.push_back(m < k ? rfc_root(right) : rfc_root(left));
  return out;
}

class MerkleTree : public testing::TestWithParam<std::size_t> {};

TEST_P(MerkleTree, HasTheRootAndThePathsOfTheRfc) {
  const std::vector<MerkleHash> leaves = leaves_of(GetParam());
  const MerkleHash root = merkle_root(leaves);
  EXPECT_EQ(root, rfc_root(leaves));
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const std::vector<MerkleHash> path = merkle_path(leaves, i);
    EXPECT_EQ(path, rfc_path(i, leaves)) << i;
    EXPECT_EQ(merkle_root_of(leaves[i], i, leaves.size(), path), root) << i;
  }
}

TEST_P(MerkleTree, AWrongPathLeadsElsewhere) {
  const std::vector<MerkleHash> leaves = leaves_of(GetParam());
  const MerkleHash root = merkle_root(leaves);
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    std::vector<MerkleHash> path = merkle_path(leaves, i);
    EXPECT_NE(merkle_root_of(merkle_leaf("other"), i, leaves.size(), path), root);
    for (std::size_t j = 0; j < leaves.size(); ++j) {
      if (j != i) {
        EXPECT_NE(merkle_root_of(leaves[i], j, leaves.size(), path), root) << i << j;
      }
    }
    EXPECT_FALSE(merkle_root_of(leaves[i], leaves.size(), leaves.size(), path));
    path.push_back(root);
    EXPECT_FALSE(merkle_root_of(leaves[i], i, leaves.size(), path));
    path.pop_back();
    if (path.empty()) continue;
    path.front().bytes[0] ^= 1;
    EXPECT_NE(merkle_root_of(leaves[i], i, leaves.size(), path), root);
    path.pop_back();
    EXPECT_FALSE(merkle_root_of(leaves[i], i, leaves.size(), path));
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, MerkleTree, testing::Range<std::size_t>(1, 71));

TEST(MerkleTreeOf, NoLeavesIsABug) {
  EXPECT_DEATH(merkle_root({}), "CHECK failed");
  EXPECT_DEATH(merkle_path(leaves_of(3), 3), "CHECK failed");
}

}  // namespace
}  // namespace jenjang

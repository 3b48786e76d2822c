#include "node/core/pasts.h"

#include "schema/base/check.h"

namespace jenjang {

namespace {

constexpr std::size_t kBits = 64;

std::uint64_t bit(std::size_t position) { return std::uint64_t{1} << (position % kBits); }

}  // namespace

Pasts::Pasts(const std::vector<Positions>& parents)
    : words_((parents.size() + kBits - 1) / kBits), rows_(parents.size() * words_, 0) {
  for (std::size_t position = 0; position < parents.size(); ++position) {
    std::uint64_t* const row = rows_.data() + position * words_;
    for (const std::uint32_t parent : parents[position]) {
      CHECK(parent < position);
      const std::uint64_t* const theirs = rows_.data() + parent * words_;
      // Nothing before `parent` has a bit beyond its own.
      for (std::size_t word = 0; word <= parent / kBits; ++word) row[word] |= theirs[word];
      row[parent / kBits] |= bit(parent);
    }
  }
}

bool Pasts::knew(std::size_t later, std::size_t earlier) const {
  return (rows_[later * words_ + earlier / kBits] & bit(earlier)) != 0;
}

bool Pasts::knew_any(std::size_t later, const Mask& earlier) const {
  const std::uint64_t* const row = rows_.data() + later * words_;
  for (std::size_t word = 0; word < words_; ++word) {
    if ((row[word] & earlier[word]) != 0) return true;
  }
  return false;
}

void Pasts::mark(Mask& mask, std::size_t position) { mask[position / kBits] |= bit(position); }

}  // namespace jenjang

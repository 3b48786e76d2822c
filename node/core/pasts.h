#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace jenjang {

// Which events each event of a fold order knew of: its parents, theirs, and so on. One bit for each
// pair, so a report of kFoldEventsMax events costs 12.5 MB while it is folded and no more.
class Pasts {
 public:
  using Positions = std::vector<std::uint32_t>;
  // A bit for each position.
  using Mask = std::vector<std::uint64_t>;

  Pasts() = default;
  // `parents` by position; requires each parent's position to be below its child's.
  explicit Pasts(const std::vector<Positions>& parents);

  bool knew(std::size_t later, std::size_t earlier) const;
  // Whether it knew of any of them.
  bool knew_any(std::size_t later, const Mask& earlier) const;

  Mask no_events() const { return Mask(words_, 0); }
  static void mark(Mask& mask, std::size_t position);

 private:
  std::size_t words_ = 0;
  std::vector<std::uint64_t> rows_;
};

}  // namespace jenjang

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "schema/batch.h"
#include "schema/directory_entry.h"

namespace jenjang {

// What one writer may put into the directory, since every node keeps it for ever: a weight in
// bytes, the same at every node. Who writes more is barred by its own headers, until its authority
// acts.

inline constexpr std::uint64_t kMiB = 1 << 20;
// Whatever is in them, a feed and a batch weigh that much too; so the heads that prove an excess
// fit one entry.
inline constexpr std::uint64_t kBatchWeight = 1024;
inline constexpr std::uint64_t kFeedsInAllowance = 400;
static_assert(kFeedsInAllowance < kExcessHeadsMax);
// Forks of one writer that are believed, each with a re-fold of what it wrote; then it is barred.
inline constexpr std::size_t kForksMax = 16;
// Of an area's enrolled nodes, those that stand.
inline constexpr std::size_t kNodesOfAreaMax = 16;

// By the tier of its area, unless somebody above it has agreed to another.
std::uint64_t allowance_of(const Enrolment& node);
// A writer keeps this much for itself: its disk may be put back to a time before its last entries.
inline std::uint64_t own_allowance_of(const Enrolment& node) { return allowance_of(node) / 8 * 7; }

// Of one feed of the directory up to that number, whose payloads have that many bytes. Requires its
// writer's allowance.
inline std::uint64_t feed_weight(std::uint64_t number, std::uint64_t total_bytes,
                                 std::uint64_t allowance) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 50;  // Whatever a header says.
  if (number == 0) return 0;
  return allowance / kFeedsInAllowance + std::min(number, kMost) * kBatchWeight +
         std::min(total_bytes, kMost);
}

}  // namespace jenjang

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "schema/batch.h"
#include "schema/directory_entry.h"

namespace jenjang {

// The directory is kept by every node for ever, so a writer may put only a certain weight of bytes
// into it, the same at every node. A writer of more is barred by its own headers, until its
// authority acts.

inline constexpr std::uint64_t kMiB = 1 << 20;
// A feed and a batch weigh that much, and what is in them; so the heads that prove an excess fit
// one entry.
inline constexpr std::uint64_t kBatchWeight = 1024;
inline constexpr std::uint64_t kFeedsInAllowance = 400;
static_assert(kFeedsInAllowance < kExcessHeadsMax);
// Forks of one writer that are believed, each with a re-fold of what it wrote; then it is barred.
inline constexpr std::size_t kForksMax = 16;
// Nodes of one area that stand at once.
inline constexpr std::size_t kNodesOfAreaMax = 16;

// The node's allowance: that of its area's tier, unless somebody above has agreed to another.
std::uint64_t allowance_of(const Enrolment& node);
// A writer keeps this much for itself: its disk may be put back to a time before its last entries.
inline std::uint64_t own_allowance_of(const Enrolment& node) { return allowance_of(node) / 8 * 7; }

// The weight of one feed of the directory up to that number, whose payloads have that many bytes,
// for a writer with that allowance.
inline std::uint64_t feed_weight(std::uint64_t number, std::uint64_t total_bytes,
                                 std::uint64_t allowance) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 50;  // Whatever a header says.
  if (number == 0) return 0;
  return allowance / kFeedsInAllowance + std::min(number, kMost) * kBatchWeight +
         std::min(total_bytes, kMost);
}

}  // namespace jenjang

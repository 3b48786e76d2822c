#pragma once

#include <compare>
#include <cstdint>

namespace jenjang {

// Wall-clock time of some node, in milliseconds since 1970-01-01 UTC.
struct WallTime {
  std::int64_t ms = 0;
  auto operator<=>(const WallTime&) const = default;
};

// In the years 1970 to 9999, which a time must be in to be written as a date.
inline bool is_datable(WallTime time) { return time.ms >= 0 && time.ms <= 253'402'300'799'999; }

// Milliseconds from one time to the other, as far as they go: a time that somebody else claims may
// lie anywhere.
inline std::int64_t ms_between(WallTime from, WallTime to) {
  std::int64_t out = 0;
  if (!__builtin_sub_overflow(to.ms, from.ms, &out)) return out;
  return to.ms > from.ms ? INT64_MAX : INT64_MIN;
}

// A point on this process's own monotonic clock. Never crosses a link or a restart.
struct Instant {
  std::int64_t us = 0;
  auto operator<=>(const Instant&) const = default;
  Instant operator+(std::int64_t more_us) const { return {us + more_us}; }
};

inline constexpr std::int64_t kSecondUs = 1'000'000;
inline constexpr std::int64_t kMillisecondUs = 1'000;

// Both clocks, read once a turn so that a turn sees one time.
struct Now {
  Instant mono;
  WallTime wall;
};

// Hybrid logical time: milliseconds << 16 | logical. Orders events without trusting a clock.
struct HybridTime {
  std::uint64_t value = 0;

  static HybridTime from(WallTime wall) {
    return {wall.ms <= 0 ? 0 : static_cast<std::uint64_t>(wall.ms) << 16};
  }
  WallTime wall() const { return {static_cast<std::int64_t>(value >> 16)}; }
  HybridTime next() const { return {value + 1}; }
  auto operator<=>(const HybridTime&) const = default;
};

}  // namespace jenjang

#pragma once

#include <algorithm>
#include <cstdint>

namespace jenjang {

// One holder's part of a feed: its last number there, and the counts of all batches up to it.
struct Counted {
  std::uint64_t number = 0;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  bool operator==(const Counted&) const = default;
};

// The events and bytes that one end of a link lacks of the other's. Sums are modulo 2^64, since a
// peer may claim any counts: whatever was added can be taken off again.
struct Lag {
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;

  Lag& operator+=(const Lag& other) {
    events += other.events;
    bytes += other.bytes;
    return *this;
  }
  Lag& operator-=(const Lag& other) {
    events -= other.events;
    bytes -= other.bytes;
    return *this;
  }
  bool operator==(const Lag&) const = default;
};

// The lag of one feed. Zero where counts contradict numbers, as on two branches of a fork.
inline Lag lag_between(const Counted& behind, const Counted& ahead) {
  if (ahead.number <= behind.number || ahead.events < behind.events) return {};
  return {ahead.events - behind.events, ahead.bytes - std::min(ahead.bytes, behind.bytes)};
}

}  // namespace jenjang

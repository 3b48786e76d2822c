#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "replication/ports.h"

namespace jenjang {

// All chance of a run comes from its seed: xoshiro256**, seeded by splitmix64.
class SimRandom final : public Random {
 public:
  explicit SimRandom(std::uint64_t seed);

  void fill(std::uint8_t* out, std::size_t size) override;

  std::uint64_t next();
  // 0 to bound - 1. Requires bound > 0.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  // Both ends included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
  }
  bool chance(std::uint64_t permille) { return below(1000) < permille; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }
  // A stream of its own, so that what one part draws changes nothing for the others.
  SimRandom fork() { return SimRandom(next()); }

 private:
  std::array<std::uint64_t, 4> state_;
};

// libsodium draws ephemeral keys of sealed boxes itself. From now on it draws them from this seed,
// so that a run can be replayed byte for byte. The one global of the simulator: the library's.
void seed_sodium(std::uint64_t seed);

}  // namespace jenjang

#include "tests/sim/sim_random.h"

#include <sodium.h>

#include <bit>
#include <cstring>

#include "schema/base/check.h"

namespace jenjang {

namespace {

std::uint64_t splitmix(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15ULL;
  std::uint64_t out = state;
  out = (out ^ (out >> 30)) * 0xbf58476d1ce4e5b9ULL;
  out = (out ^ (out >> 27)) * 0x94d049bb133111ebULL;
  return out ^ (out >> 31);
}

SimRandom& sodium_random() {
  static SimRandom random(0);
  return random;
}

const char* name() { return "simulation"; }
std::uint32_t draw() { return static_cast<std::uint32_t>(sodium_random().next()); }
void draw_bytes(void* out, std::size_t size) {
  sodium_random().fill(static_cast<std::uint8_t*>(out), size);
}

}  // namespace

SimRandom::SimRandom(std::uint64_t seed) : state_() {
  for (std::uint64_t& word : state_) word = splitmix(seed);
}

std::uint64_t SimRandom::next() {
  const std::uint64_t out = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return out;
}

void SimRandom::fill(std::uint8_t* out, std::size_t size) {
  for (std::size_t i = 0; i < size; i += 8) {
    const std::uint64_t word = next();
    std::memcpy(out + i, &word, std::min<std::size_t>(8, size - i));
  }
}

void seed_sodium(std::uint64_t seed) {
  static randombytes_implementation simulated = [] {
    randombytes_implementation out{};
    out.implementation_name = name;
    out.random = draw;
    out.buf = draw_bytes;
    return out;
  }();
  CHECK(randombytes_set_implementation(&simulated) == 0);
  CHECK(sodium_init() >= 0);
  sodium_random() = SimRandom(seed);
}

}  // namespace jenjang

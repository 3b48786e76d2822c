#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "replication/ports.h"

namespace jenjang {

class SystemClock final : public Clock {
 public:
  Now now() const override;
};

// The system's random source, through libsodium. One thread at a time.
class SystemRandom final : public Random {
 public:
  SystemRandom() = default;
  ~SystemRandom() override;
  SystemRandom(const SystemRandom&) = delete;
  SystemRandom& operator=(const SystemRandom&) = delete;

  void fill(std::uint8_t* out, std::size_t size) override;

 private:
  // Drawn ahead, since every content needs a salt and a system call costs more than its bytes; what
  // was given out is wiped.
  std::array<std::uint8_t, 1024> pool_{};
  std::size_t left_ = 0;
};

}  // namespace jenjang

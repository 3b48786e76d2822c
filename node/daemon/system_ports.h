#pragma once

#include "replication/ports.h"

namespace jenjang {

class SystemClock final : public Clock {
 public:
  Now now() const override;
};

// The system's random source, through libsodium.
class SystemRandom final : public Random {
 public:
  void fill(std::uint8_t* out, std::size_t size) override;
};

}  // namespace jenjang

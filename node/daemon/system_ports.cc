#include "node/daemon/system_ports.h"

#include <sodium.h>

#include <chrono>

namespace jenjang {

Now SystemClock::now() const {
  using std::chrono::duration_cast;
  const auto mono = std::chrono::steady_clock::now().time_since_epoch();
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  return {{duration_cast<std::chrono::microseconds>(mono).count()},
          {duration_cast<std::chrono::milliseconds>(wall).count()}};
}

void SystemRandom::fill(std::uint8_t* out, std::size_t size) { randombytes_buf(out, size); }

}  // namespace jenjang

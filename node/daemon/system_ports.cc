#include "node/daemon/system_ports.h"

#include <sodium.h>

#include <algorithm>
#include <chrono>

namespace jenjang {

Now SystemClock::now() const {
  using std::chrono::duration_cast;
  const auto mono = std::chrono::steady_clock::now().time_since_epoch();
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  return {{duration_cast<std::chrono::microseconds>(mono).count()},
          {duration_cast<std::chrono::milliseconds>(wall).count()}};
}

SystemRandom::~SystemRandom() { sodium_memzero(pool_.data(), pool_.size()); }

void SystemRandom::fill(std::uint8_t* out, std::size_t size) {
  if (size > pool_.size()) return randombytes_buf(out, size);
  if (left_ < size) {
    randombytes_buf(pool_.data(), pool_.size());
    left_ = pool_.size();
  }
  left_ -= size;
  std::copy_n(pool_.data() + left_, size, out);
  sodium_memzero(pool_.data() + left_, size);
}

}  // namespace jenjang

#pragma once

#include <cstdint>

namespace jenjang {

// Beats at a fixed period from its making on; a late one does not move those after it.
class Pace {
 public:
  explicit Pace(std::int64_t period_us);
  ~Pace();
  Pace(const Pace&) = delete;
  Pace& operator=(const Pace&) = delete;

  // Waits for the next beat; how many have passed since the last call.
  std::uint64_t wait();

 private:
  int timer_ = -1;
};

}  // namespace jenjang

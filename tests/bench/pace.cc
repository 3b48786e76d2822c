#include "tests/bench/pace.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include "schema/base/check.h"

namespace jenjang {

Pace::Pace(std::int64_t period_us) : timer_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)) {
  const timespec period{period_us / 1'000'000, period_us % 1'000'000 * 1000};
  const itimerspec beats{period, period};
  CHECK(timer_ >= 0 && timerfd_settime(timer_, 0, &beats, nullptr) == 0);
}

Pace::~Pace() { close(timer_); }

std::uint64_t Pace::wait() {
  std::uint64_t beats = 0;
  CHECK(read(timer_, &beats, sizeof(beats)) == sizeof(beats));
  return beats;
}

}  // namespace jenjang

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace jenjang {

// Enough for the whole of a federation to agree on a machine that has much else to do.
inline constexpr std::int64_t kConvergeMs = 30'000;

// A moment that many milliseconds ahead.
class Deadline {
 public:
  explicit Deadline(std::int64_t ms)
      : at_(std::chrono::steady_clock::now() + std::chrono::milliseconds(ms)) {}

  bool passed() const { return std::chrono::steady_clock::now() >= at_; }
  // For poll(2): never negative.
  int left_ms() const;

 private:
  std::chrono::steady_clock::time_point at_;
};

// Asks again and again, a few milliseconds apart, until it is so; false at the deadline.
bool until(const std::function<bool()>& so, std::int64_t ms = kConvergeMs);

}  // namespace jenjang

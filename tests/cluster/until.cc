#include "tests/cluster/until.h"

#include <poll.h>

#include <algorithm>

namespace jenjang {

namespace {
constexpr int kAskAgainMs = 10;
}

int Deadline::left_ms() const {
  const auto left = at_ - std::chrono::steady_clock::now();
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
  return static_cast<int>(std::max<std::int64_t>(ms, 0));
}

bool until(const std::function<bool()>& so, std::int64_t ms) {
  const Deadline deadline(ms);
  while (!so()) {
    if (deadline.passed()) return false;
    // What it waits for is another process's doing, which tells nobody.
    ::poll(nullptr, 0, std::min(kAskAgainMs, deadline.left_ms()));
  }
  return true;
}

}  // namespace jenjang

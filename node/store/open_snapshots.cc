#include "node/store/open_snapshots.h"

#include "schema/base/check.h"

namespace jenjang {

void OpenSnapshots::open(const std::function<std::uint64_t()>& take) {
  const std::lock_guard lock(mutex_);
  sequences_.insert(take());
}

void OpenSnapshots::close(std::uint64_t sequence) {
  const std::lock_guard lock(mutex_);
  const auto found = sequences_.find(sequence);
  CHECK(found != sequences_.end());
  sequences_.erase(found);
  released_.notify_all();
}

bool OpenSnapshots::empty() const {
  const std::lock_guard lock(mutex_);
  return sequences_.empty();
}

bool OpenSnapshots::wait_for_older(std::uint64_t sequence,
                                   std::chrono::steady_clock::time_point deadline) const {
  std::unique_lock lock(mutex_);
  return released_.wait_until(
      lock, deadline, [&] { return sequences_.empty() || *sequences_.begin() >= sequence; });
}

void OpenSnapshots::wait_for_any(std::chrono::steady_clock::time_point deadline) const {
  std::unique_lock lock(mutex_);
  released_.wait_until(lock, deadline);
}

}  // namespace jenjang

#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <set>

namespace jenjang {

// The snapshots that readers hold, by sequence number. Any thread may call it.
class OpenSnapshots {
 public:
  // `take` takes the snapshot and gives its sequence number. No snapshot can be missing from here
  // between the two, so wait_for_older() sees each one or it is newer.
  void open(const std::function<std::uint64_t()>& take);
  void close(std::uint64_t sequence);
  bool empty() const;

  // Whether those older than `sequence` were all released before `deadline`.
  bool wait_for_older(std::uint64_t sequence, std::chrono::steady_clock::time_point deadline) const;
  // Returns when one is released, or at `deadline`.
  void wait_for_any(std::chrono::steady_clock::time_point deadline) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable released_;
  std::multiset<std::uint64_t> sequences_;
};

}  // namespace jenjang

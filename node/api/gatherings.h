#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "node/core/command.h"

namespace jenjang {

// Many commands of one call, whose answers come one by one: kept here until the last is there. Safe
// from any thread.
class Gatherings {
 public:
  using Rows = std::vector<Result<Reply>>;
  using Whole = std::function<void(Rows rows)>;

  // Requires size > 0. `whole` is called on the thread that brings the last answer.
  std::uint64_t open(std::size_t size, Whole whole);
  // Each row once.
  void put(std::uint64_t gathering, std::size_t row, Result<Reply> result);

 private:
  struct Gathering {
    Rows rows;
    std::size_t missing = 0;
    Whole whole;
  };

  std::mutex mutex_;
  std::uint64_t next_ = 0;                   // Guarded by mutex_.
  std::map<std::uint64_t, Gathering> open_;  // Guarded by mutex_.
};

}  // namespace jenjang

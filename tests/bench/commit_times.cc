#include "tests/bench/commit_times.h"

#include <chrono>

namespace jenjang {

std::int64_t CommitTimes::now_ns() {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Result<void> CommitTimes::commit(const Writes& writes, Durability durability) {
  Result<void> done = store_.commit(writes, durability);
  if (!done || durability != Durability::synced) return done;
  const std::int64_t ns = now_ns();
  for (const WriteOp& op : writes.ops()) {
    if (op.what == WriteOp::What::put && op.family == Family::batches) {
      committed_.push_back({op.key, ns});
    }
  }
  return done;
}

}  // namespace jenjang

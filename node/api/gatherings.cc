#include "node/api/gatherings.h"

namespace jenjang {

std::uint64_t Gatherings::open(std::size_t size, Whole whole) {
  CHECK(size > 0);
  const std::lock_guard lock(mutex_);
  const Error unanswered{Code::unavailable, "tidak ada jawaban"};
  open_.emplace(++next_, Gathering{Rows(size, unanswered), size, std::move(whole)});
  return next_;
}

void Gatherings::put(std::uint64_t gathering, std::size_t row, Result<Reply> result) {
  Gathering done;
  {
    const std::lock_guard lock(mutex_);
    const auto at = open_.find(gathering);
    CHECK(at != open_.end());
    at->second.rows.at(row) = std::move(result);
    if (--at->second.missing > 0) return;
    done = std::move(at->second);
    open_.erase(at);
  }
  done.whole(std::move(done.rows));
}

}  // namespace jenjang

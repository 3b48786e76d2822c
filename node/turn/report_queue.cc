#include "node/turn/report_queue.h"

#include <utility>

#include "replication/marks.h"

namespace jenjang {

void ReportQueue::add(const ReportId& report, Instant due) {
  if (noted_.emplace(report, Noted{due, false}).second) by_due_.emplace(due, report);
}

void ReportQueue::refill(const StoreView& store, Instant now) {
  if (!wants_more()) return;
  more_in_store_ = false;
  store.scan(Family::meta, prefix_, prefix_, [&](std::string_view key, std::string_view) {
    more_in_store_ = noted_.size() >= kInMemoryMax;
    if (more_in_store_) return false;
    const auto report = ReportId::from(key.substr(prefix_.size()));
    if (report) add(*report, now);
    return true;
  });
}

void ReportQueue::note(const ReportId& report, Instant due, Writes& writes) {
  if (noted_.contains(report)) return;
  writes.put(Family::meta, mark_key(prefix_, report.view()), "");
  if (noted_.size() < kInMemoryMax) {
    add(report, due);
  } else {
    more_in_store_ = true;
  }
}

std::vector<ReportId> ReportQueue::due(Instant now, std::size_t max) const {
  std::vector<ReportId> out;
  for (const auto& [due, report] : by_due_) {
    if (due > now || out.size() == max) break;
    out.push_back(report);
  }
  return out;
}

void ReportQueue::put_off(const ReportId& report, Instant until) {
  Noted& noted = noted_.at(report);
  by_due_.erase({noted.due, report});
  noted.due = until;
  by_due_.emplace(until, report);
}

bool ReportQueue::wait_once(const ReportId& report, Instant until) {
  if (std::exchange(noted_.at(report).waited, true)) return false;
  put_off(report, until);
  return true;
}

void ReportQueue::drop(const ReportId& report, Writes& writes) {
  const auto noted = noted_.find(report);
  if (noted == noted_.end()) return;
  by_due_.erase({noted->second.due, report});
  noted_.erase(noted);
  writes.erase(Family::meta, mark_key(prefix_, report.view()));
}

Instant ReportQueue::wake_at() const {
  if (wants_more()) return {0};
  return by_due_.empty() ? Instant{INT64_MAX} : by_due_.begin()->first;
}

}  // namespace jenjang

#include "node/turn/sealer.h"

#include <algorithm>

#include "node/turn/meta.h"

namespace jenjang {

void Sealer::load(const StoreView& store, Instant now) {
  for (const auto& [report, unused] : scan_marks<ReportId>(store, kMetaSeal)) {
    noted_[report] = {now, false};
  }
}

void Sealer::note(const ReportId& report, Instant due, Writes& writes) {
  if (!noted_.emplace(report, Noted{due, false}).second) return;
  writes.put(Family::meta, mark_key(kMetaSeal, report.view()), "");
}

std::vector<ReportId> Sealer::due(Instant now, std::size_t max) const {
  std::vector<ReportId> out;
  for (const auto& [report, noted] : noted_) {
    if (out.size() == max) break;
    if (noted.due <= now) out.push_back(report);
  }
  return out;
}

bool Sealer::wait_once(const ReportId& report, Instant until) {
  Noted& noted = noted_[report];
  if (noted.waited) return false;
  noted = {until, true};
  return true;
}

void Sealer::drop(const ReportId& report, Writes& writes) {
  if (noted_.erase(report) > 0) writes.erase(Family::meta, mark_key(kMetaSeal, report.view()));
}

Instant Sealer::wake_at() const {
  Instant out{INT64_MAX};
  for (const auto& [report, noted] : noted_) out = std::min(out, noted.due);
  return out;
}

}  // namespace jenjang

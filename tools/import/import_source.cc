#include "tools/import/import_source.h"

#include "tools/import/spread.h"

namespace jenjang {

void ImportSource::refuse(std::size_t line, const std::string& why) {
  ++refused_count_;
  if (refused_.size() < kRefusedKept) refused_.push_back({line, why});
}

std::vector<ImportRow> ImportSource::next() {
  const std::lock_guard held(mutex_);
  std::vector<ImportRow> out;
  while (out.size() < kGroupRows && !ended_) {
    Result<std::optional<LaporCells>> cells = sheet_.next();
    if (!cells) {
      refuse(sheet_.line(), cells.error().message);
      continue;
    }
    if (!*cells) {
      ended_ = true;
      break;
    }
    Result<LaporRow> row =
        parse_lapor_row(**cells, LaporPlacing{plan_.names, plan_.units, plan_.fallback});
    if (!row) {
      refuse((*cells)->line, row.error().message);
      continue;
    }
    if (!plan_.spread.empty()) spread_row(plan_.spread, plan_.registry, plan_.units, *row);
    if (!plan_.node.contains(row->area)) {
      ++elsewhere_;
      continue;
    }
    out.push_back({(*cells)->line, std::move(*row)});
  }
  return out;
}

}  // namespace jenjang

#include "tools/import/spread.h"

#include <string>

#include "schema/base/check.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

std::uint64_t draw(std::uint64_t lapor_id, const char* what) {
  const IntakeDigest digest = intake_digest(what + std::to_string(lapor_id));
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < sizeof(out); ++i) out = out << 8U | digest.bytes[i];
  return out;
}

}  // namespace

void spread_row(const std::vector<Area>& areas, const Registry& registry, const UnitCodes& units,
                LaporRow& row) {
  CHECK(!areas.empty());
  row.area = areas[draw(row.lapor_id, "spread area:") % areas.size()];
  const std::vector<AreaEntry> places = registry.children(row.area);
  row.place =
      places.empty() ? row.area : places[draw(row.lapor_id, "spread place:") % places.size()].area;
  if (row.unit == 0) return;
  std::vector<std::uint32_t> codes;
  const auto from = units.lower_bound({row.area, ""});
  for (auto at = from; at != units.end() && at->first.first == row.area; ++at) {
    codes.push_back(at->second);
  }
  row.unit = codes.empty() ? 0 : codes[draw(row.lapor_id, "spread unit:") % codes.size()];
}

}  // namespace jenjang

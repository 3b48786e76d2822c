#pragma once

#include <cstdint>
#include <vector>

#include "node/registry/registry.h"
#include "tools/import/lapor_row.h"

namespace jenjang {

// Moves a row into one of `areas`, with a place there: always the same for the same Tracking ID and
// the same areas, so that loading again finds it. Its unit is one of the new area's, by the same
// rule, where it had one and `units` knows any. Requires areas.
void spread_row(const std::vector<Area>& areas, const Registry& registry, const UnitCodes& units,
                LaporRow& row);

}  // namespace jenjang

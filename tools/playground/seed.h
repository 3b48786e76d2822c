#pragma once

#include <vector>

#include "schema/directory_entry.h"

namespace jenjang {

// Master data that a federation can begin with. Every number and name is replaced by an entry of a
// higher version.

// The nation's categories: groups of ours, numbered below 100, and beneath them the official
// system's own codes.
CategoryList seed_categories();

// A handful of units that every area of that tier has.
UnitList seed_units(const Area& area);

}  // namespace jenjang

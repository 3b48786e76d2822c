#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "node/registry/registry.h"
#include "schema/area.h"

namespace jenjang {

struct InventOptions {
  std::uint64_t seed = 1;
  std::uint64_t first_id = 0;
  std::vector<Area> areas;  // Known to the registry, tier 2.
};

// The row of titles of the export, and its n-th invented row: a pure function of the options and n.
std::string invented_titles();
std::string invented_row(const InventOptions& options, const Registry& registry, std::uint64_t n);

}  // namespace jenjang

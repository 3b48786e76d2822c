#pragma once

#include <string_view>

#include "schema/area.h"

namespace jenjang {

// An area with its name as the registry spells it. The name lives as long as what it was read from.
struct AreaEntry {
  Area area;
  std::string_view name;

  bool operator==(const AreaEntry&) const = default;
};

}  // namespace jenjang

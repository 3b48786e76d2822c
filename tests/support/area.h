#pragma once

#include <string>

#include "schema/area.h"

namespace jenjang {

// Requires a code that is one.
inline Area area(const std::string& code) { return Area::parse(code).value(); }

}  // namespace jenjang

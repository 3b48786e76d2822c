#pragma once

#include <cstdint>
#include <vector>

#include "schema/base/result.h"

namespace jenjang {

// `count` ports of the loopback address: from `base` on, or, where it is 0, ones that were free
// when they were asked for.
Result<std::vector<std::uint16_t>> choose_ports(std::uint16_t base, std::size_t count);

}  // namespace jenjang

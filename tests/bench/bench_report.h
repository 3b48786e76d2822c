#pragma once

#include <cstdint>

#include "node/core/command.h"

namespace jenjang {

// A report to 64.72 with about `bytes` bytes of words, different for each number.
Submit bench_report(std::uint64_t number, std::size_t bytes);

// A short one; kinds, categories, kecamatan and months differ, so that many counters move.
Submit varied_report(std::uint64_t number);

}  // namespace jenjang

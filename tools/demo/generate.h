#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "schema/area.h"
#include "tools/cli/terminal.h"

namespace jenjang {

// Writes invented reports in the layout of the official export: the same seed gives the same file.
struct GenerateReports {
  std::uint64_t rows = 1'000;
  std::uint64_t seed = 1;
  std::uint64_t first_id = 8'000'001;
  std::vector<Area> areas;  // Regencies and cities they are addressed to; empty: those of Kaltim.
  std::string registry;     // Empty: the one beside this program.
  std::string out;          // Empty: standard output.
};

ExitCode run(const GenerateReports& options, Terminal& terminal);

}  // namespace jenjang

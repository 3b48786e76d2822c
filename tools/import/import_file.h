#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schema/area.h"
#include "tools/cli/terminal.h"
#include "tools/http/node_client.h"
#include "tools/import/lapor_terms.h"

namespace jenjang {

// Takes an official export into a node. Rows of areas that are not the node's are left out; a row
// that is there already, by its Tracking ID, costs nothing.
struct ImportFile {
  NodeAddress at;
  std::string file;
  std::string fallback;      // Area of rows that name neither a government nor a place.
  std::vector<Area> spread;  // Places rows in these areas instead, each always in the same one.
  // The visibility of all rows, as the operator states it: never looser than a row's own words.
  std::optional<LaporFlags> visibility;
  std::size_t jobs = 4;  // Groups in flight.
};

ExitCode run(const ImportFile& options, Terminal& terminal);

}  // namespace jenjang

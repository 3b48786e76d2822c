#pragma once

#include <nlohmann/json.hpp>

#include "tools/cli/terminal.h"

namespace jenjang {

// Shows the age of data from an answer of /api/v1/replication: its own node's in a line, and that
// of the nodes below its area in a table, the oldest first.
enum class AgesShown { oldest, all };
void show_ages(const nlohmann::json& replication, AgesShown shown, Terminal& terminal);

}  // namespace jenjang

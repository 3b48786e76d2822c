#pragma once

#include <nlohmann/json.hpp>

#include "tools/cli/terminal.h"

namespace jenjang {

// How old the data is, of an answer of /api/v1/replication: of its own node in a line, and of the
// nodes below its area in a table, the oldest first.
enum class AgesShown { oldest, all };
void show_ages(const nlohmann::json& replication, AgesShown shown, Terminal& terminal);

}  // namespace jenjang

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/area.h"
#include "schema/ids.h"
#include "tools/import/import_file.h"

namespace jenjang {

// The values of options, as people write them. What is none throws CLI::ValidationError, with the
// option's name, the text, and what was expected.
Area area_of(const std::string& name, const std::string& text);
// Separated by commas; empty for no text.
std::vector<Area> areas_of(const std::string& name, const std::string& text);
NodeId node_of(const std::string& text);
std::optional<LaporFlags> visibility_of(const std::string& text);
std::int64_t milliseconds(double seconds);

// Checks of the parser: what is wrong with the text, or nothing.
std::string is_serial(const std::string& text);
std::string is_allowance(const std::string& text);

}  // namespace jenjang

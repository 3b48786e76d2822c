#pragma once

#include <string>
#include <string_view>

#include "node/api/tree.h"

namespace jenjang {

// Escaped for content and attributes; characters that XML 1.0 cannot carry become U+FFFD.
void append_xml_text(std::string& out, std::string_view text);
// With the declaration. Names of members are element names of ours, never taken from outside.
std::string to_xml(std::string_view root, const Tree& tree);

}  // namespace jenjang

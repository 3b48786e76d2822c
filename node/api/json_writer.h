#pragma once

#include <string>
#include <string_view>

#include "node/api/tree.h"

namespace jenjang {

// Quoted and escaped. Bytes that are no UTF-8 pass through: everything kept was checked on its way
// in.
void append_json_text(std::string& out, std::string_view text);
void append_json(std::string& out, const Tree& tree);
std::string to_json(const Tree& tree);

}  // namespace jenjang

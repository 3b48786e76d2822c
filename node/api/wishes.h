#pragma once

#include <string_view>
#include <vector>

#include "node/api/checks.h"

namespace jenjang {

// Wishes for secrecy and anonymity, as clients write them. One that is not understood is refused:
// taken as absent it would make a report public whose reporter asked for the opposite.

// Whether a value as a whole is such a wish: "Rahasia", "anonim|rahasia".
bool is_wish(std::string_view value);

// The one meaning of several values of a field: all say the same, or a problem names the field.
// False where there is no value.
bool agreed_truth(std::string_view field, const std::vector<std::string_view>& values,
                  Checks& checks);

}  // namespace jenjang

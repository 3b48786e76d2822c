#pragma once

#include <string_view>

namespace jenjang {

// Whether a name, or a whole short value, is about secrecy, anonymity or publication, in any
// spelling: "Is_Private", "attribute[x].RAHASIA", "non-public", "Publikasikan".
bool speaks_of_secrecy(std::string_view name);

}  // namespace jenjang

#pragma once

#include <string>
#include <string_view>

namespace jenjang {

// Text reduced to what a reader recognises it by, so that names can be compared whoever typed them:
// Unicode compatibility decomposition (NFKD) without marks and invisible characters, lower case.
// "Ｔipe  Láporan\u00A0(Anonim)" is "tipe  laporan (anonim)". Ill-formed UTF-8 is read as bytes of
// Latin-1, so that it still compares.
std::string folded(std::string_view text);
// The same without anything but letters and digits: "Is_Rahasia[0]" is "israhasia0".
std::string folded_letters(std::string_view text);

}  // namespace jenjang

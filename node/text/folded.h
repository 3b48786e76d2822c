#pragma once

#include <string>
#include <string_view>

namespace jenjang {

// Text reduced to the letters that a reader recognises, so that names compare equal however they
// are typed: Unicode compatibility decomposition (NFKD) without marks and invisible characters,
// lower case. "Ｔipe  Láporan\u00A0(Anonim)" is "tipe  laporan (anonim)". Ill-formed UTF-8 is read
// as bytes of Latin-1, so that it still compares.
std::string folded(std::string_view text);
// The same without anything but letters and digits: "Is_Rahasia[0]" is "israhasia0".
std::string folded_letters(std::string_view text);

}  // namespace jenjang

#include "schema/utf8.h"

#include <algorithm>
#include <cstdint>

namespace jenjang {

namespace {

// How many bytes follow `lead`, or -1 where no character begins with it; the bounds of the first of
// them exclude overlong forms, surrogates and what lies past U+10FFFF.
int following(std::uint8_t lead, std::uint8_t& low, std::uint8_t& high) {
  low = 0x80;
  high = 0xbf;
  if (lead < 0x80) return 0;
  if (lead < 0xc2) return -1;
  if (lead < 0xe0) return 1;
  if (lead < 0xf0) {
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
    return 2;
  }
  if (lead > 0xf4) return -1;
  if (lead == 0xf0) low = 0x90;
  if (lead == 0xf4) high = 0x8f;
  return 3;
}

}  // namespace

bool valid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::uint8_t low = 0;
    std::uint8_t high = 0;
    int more = following(static_cast<std::uint8_t>(text[at++]), low, high);
    if (more < 0) return false;
    for (; more > 0; --more) {
      if (at == text.size()) return false;
      const auto byte = static_cast<std::uint8_t>(text[at++]);
      if (byte < low || byte > high) return false;
      low = 0x80;
      high = 0xbf;
    }
  }
  return true;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

}  // namespace jenjang

#pragma once

#include <string_view>

namespace jenjang {

// Well formed as RFC 3629 says: no surrogates, no overlong forms, nothing above U+10FFFF. Text must
// be before it enters a content: protobuf readers refuse a string that is not.
bool valid_utf8(std::string_view text);

// The byte is the first of a character, or its only one, where the text is well formed.
inline bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }
// Requires well-formed text.
std::size_t count_characters(std::string_view text);

// Without the ASCII spaces and line ends at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace jenjang

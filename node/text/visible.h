#pragma once

#include <string>
#include <string_view>

namespace jenjang {

// Text from outside, safe to print on a terminal or in a log: it moves no cursor, changes no
// colour, reorders nothing and begins no line. Replaced by U+FFFD: control characters (C0, DEL, C1:
// U+0080 to U+009F), bidirectional marks, embeddings, overrides and isolates, the separators U+2028
// and U+2029, and bytes that are not UTF-8. A tab becomes a space.
std::string visible_line(std::string_view text);
// The same, but a line end (LF, CRLF or CR) stays one and is followed by `margin`, which also
// begins the first line: a text of many lines cannot pass for lines of the text around it.
std::string visible_lines(std::string_view text, std::string_view margin);
// JSON with the same characters written as \uXXXX: equal to a program, harmless to a terminal.
// Requires JSON, in which such characters stand in strings alone.
std::string visible_json(std::string_view json);

}  // namespace jenjang

#pragma once

#include <concepts>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

namespace jenjang {

// Writes words for people, made safe whoever wrote them. A literal is the program's own text and is
// printed as it is. Any other text may come from outside: it moves no cursor, reorders nothing and
// begins no line that could pass for one of ours (node/text/visible.h).
class Output {
 public:
  // Columns that no screen tells, as of a file.
  static constexpr std::size_t kColumns = 80;

  // `columns` is the width of the screen; 0: it is none.
  Output(std::ostream& stream, std::size_t columns = 0) : stream_(&stream), columns_(columns) {}

  Output& operator<<(const char* own);
  // As one line.
  Output& operator<<(std::string_view text);
  template <std::integral Number>
  Output& operator<<(Number number) {
    return *this << std::string_view(std::to_string(number));
  }

  // Text of many lines behind a margin: `first` before the first line, `further` before each other
  // one. A line is broken where it would reach the edge of the screen, so that no text can fill
  // lines with blanks and begin one of its own there.
  void block(std::string_view first, std::string_view further, std::string_view text);
  // One line; on a screen it is broken as in a block, since the screen would do so.
  void item(std::string_view further, std::string_view text);
  // Text of many lines that is to be copied: none is broken.
  void lines(std::string_view text);
  // JSON, equal to a program and harmless to a screen.
  void json(std::string_view document);
  // Text made of parts that are safe already.
  void safe(std::string_view text);
  void flush();

  // For what is no text to be read: a file that is written to standard output.
  std::ostream& stream() { return *stream_; }

 private:
  std::ostream* stream_;
  std::size_t columns_;
};

// The width of the screen behind a file descriptor; 0: it is none.
std::size_t screen_columns(int file);

}  // namespace jenjang

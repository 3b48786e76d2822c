#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/result.h"

namespace jenjang {

// Reads RFC 4180 text row by row: fields in quotes may hold commas, line ends and doubled quotes.
// Lines end in LF or CRLF; a byte order mark at the start is skipped. Does not own the text.
class CsvReader {
 public:
  static constexpr std::size_t kFieldsMax = 1'000;
  static constexpr std::size_t kFieldBytesMax = 1 << 20;

  explicit CsvReader(std::string_view text);

  // The next row, or nothing at the end. Blank lines are skipped.
  Result<std::optional<std::vector<std::string>>> next();

  // After a refusal: goes on at the line after the one where the refused row began, so that one bad
  // row costs itself and no other.
  void skip_refused();

  // The line on which the row last returned or refused begins, from 1.
  std::size_t line() const { return row_line_; }

 private:
  Result<std::string> field();
  Result<std::string> quoted_field();
  bool at_line_end() const;
  void skip_line_end();
  Error refuse(const std::string& what) const;

  std::string_view text_;
  std::string_view row_text_;  // From the start of the row on.
  std::size_t line_ = 1;
  std::size_t row_line_ = 0;
};

}  // namespace jenjang

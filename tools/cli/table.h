#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/cli/output.h"

namespace jenjang {

// Text in columns for people: two spaces between, widths counted in characters, numbers to the
// right. A cell is one line, safe to print whoever wrote it.
class Table {
 public:
  enum class Side { left, right };
  struct Column {
    std::string title;
    Side side = Side::left;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // Requires as many cells as columns.
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  std::string to_text() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};
Output& operator<<(Output& out, const Table& table);

// As people here write numbers: 1.234.567.
std::string count_text(std::uint64_t number);
// How long ago or for how long: 850 md, 12 dtk, 4 mnt, 3 jam, 2 hari.
std::string span_text(std::int64_t ms);
// 512 B, 1,5 KiB, 20,0 MiB.
std::string bytes_text(std::uint64_t bytes);
// One line of at most that many characters, safe to print, cut with an ellipsis; line ends become
// spaces.
std::string one_line(std::string_view text, std::size_t characters_max);

}  // namespace jenjang

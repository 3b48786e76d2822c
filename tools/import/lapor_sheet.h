#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/result.h"
#include "tools/csv/csv_reader.h"
#include "tools/import/lapor_terms.h"
#include "tools/import/lapor_titles.h"

namespace jenjang {

struct LaporCells {
  std::size_t line = 0;
  std::array<std::string, kLaporColumns> cells;
  LaporFlags flags;  // Never guessed: from the row's own cells, what the operator stated, or both.

  const std::string& at(LaporColumn column) const {
    return cells[static_cast<std::size_t>(column)];
  }
};

// A CSV of the export, row by row. Columns are found by title wherever they stand, and the titles
// anywhere in the first 30 rows, below whatever header block there is. Does not own the text.
//
// A row is refused unless its visibility is present and understood. The whole file is refused where
// its titles could hide that: no column of it, two columns that could contradict each other, a
// column whose title speaks of secrecy in unknown words.
class LaporSheet {
 public:
  static constexpr std::size_t kHeaderRowsMax = 30;

  // `stated` is the operator's word for all rows. Of a row's own flags and these the stricter
  // count; without a column of flags they are needed.
  // invalid: no row of titles, a title that must be there is missing, or the above.
  static Result<LaporSheet> open(std::string_view text, std::optional<LaporFlags> stated);

  // The next row that is not empty; nothing at the end. A refused row costs itself alone: line()
  // tells where it was, and the next call goes on behind it. A row has exactly as many cells as
  // there are titles: one unquoted comma would shift its flags into another column.
  Result<std::optional<LaporCells>> next();
  std::size_t line() const { return reader_.line(); }

 private:
  using Row = std::vector<std::string>;

  LaporSheet(std::string_view text, std::optional<LaporFlags> stated)
      : reader_(text), stated_(stated) {}
  bool read_titles(const Row& row);
  Result<void> check_titles(const Row& row) const;
  bool has(LaporColumn column) const {
    return places_[static_cast<std::size_t>(column)].has_value();
  }
  Result<LaporCells> read_cells(const Row& row) const;
  Result<LaporFlags> flags_of(const LaporCells& cells) const;

  CsvReader reader_;
  std::optional<LaporFlags> stated_;
  std::array<std::optional<std::size_t>, kLaporColumns> places_;
  std::vector<bool> untitled_;  // A column each.
};

}  // namespace jenjang

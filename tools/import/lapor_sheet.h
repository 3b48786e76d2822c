#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/result.h"
#include "tools/csv/csv_reader.h"

namespace jenjang {

// The columns of the official "Laporan Ringkas" export that are read; others are ignored.
enum class LaporColumn {
  tracking_id,
  date,
  time,
  reporter,
  kind,
  category_id,
  category,
  title,
  text,
  edited_text,
  flags,
  source,
  government,
  unit_id,
  unit,
  status,
  reason,
  province,
  regency,
  district,
  village,
};
inline constexpr std::size_t kLaporColumns = 21;

struct LaporCells {
  std::size_t line = 0;
  std::array<std::string, kLaporColumns> cells;

  const std::string& at(LaporColumn column) const {
    return cells[static_cast<std::size_t>(column)];
  }
};

// A CSV of the export, row by row. Columns are found by title wherever they stand, and the titles
// anywhere in the first 30 rows, below whatever header block there is. Does not own the text.
class LaporSheet {
 public:
  static constexpr std::size_t kHeaderRowsMax = 30;

  // invalid: no row of titles, or a title that must be there is missing.
  static Result<LaporSheet> open(std::string_view text);

  // The next row that is not empty; nothing at the end. A refused row costs itself alone: line()
  // tells where it was, and the next call goes on behind it.
  Result<std::optional<LaporCells>> next();
  std::size_t line() const { return reader_.line(); }

 private:
  explicit LaporSheet(std::string_view text) : reader_(text) {}
  bool read_titles(const std::vector<std::string>& row);

  CsvReader reader_;
  std::array<std::optional<std::size_t>, kLaporColumns> places_;
};

}  // namespace jenjang

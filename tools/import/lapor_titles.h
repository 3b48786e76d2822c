#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace jenjang {

// The columns of the official "Laporan Ringkas" export that are read; others are ignored. A
// report's visibility stands in `flags`, or in `anonymous` and `secret`, one word each.
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
  anonymous,
  secret,
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
inline constexpr std::size_t kLaporColumns = 23;

// As the official export writes it.
std::string_view official_title(LaporColumn column);
// The column that a title means, whoever typed it: by its letters and digits after Unicode
// normalisation, from a table of the titles that exports and their mirrors have.
std::optional<LaporColumn> column_titled(std::string_view title);
// For a title that column_titled does not know: whether somebody may have meant the flag column by
// it.
bool resembles_flags(std::string_view title);

}  // namespace jenjang

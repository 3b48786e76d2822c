// Any export is read to its end, titles and flags, and no row whose own words say rahasia or anonim
// comes out without that flag.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "node/text/folded.h"
#include "tools/import/lapor_sheet.h"

namespace {

using jenjang::LaporColumn;

bool says(const jenjang::LaporCells& cells, LaporColumn column, std::string_view word) {
  return jenjang::folded_letters(cells.at(column)).find(word) != std::string::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto sheet = jenjang::LaporSheet::open(text, {});
  if (!sheet) sheet = jenjang::LaporSheet::open(text, jenjang::LaporFlags{});
  if (!sheet) return 0;
  while (true) {
    const auto cells = sheet->next();
    if (!cells) continue;
    if (!*cells) return 0;
    const jenjang::LaporCells& row = **cells;
    CHECK(!says(row, LaporColumn::flags, "rahasia") || row.flags.secret);
    CHECK(!says(row, LaporColumn::flags, "anonim") || row.flags.anonymous);
    CHECK(!says(row, LaporColumn::secret, "rahasia") || row.flags.secret);
    CHECK(!says(row, LaporColumn::anonymous, "anonim") || row.flags.anonymous);
  }
}

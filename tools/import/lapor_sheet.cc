#include "tools/import/lapor_sheet.h"

#include <algorithm>

#include "schema/utf8.h"
#include "tools/import/area_names.h"

namespace jenjang {

namespace {

struct Title {
  LaporColumn column;
  std::string_view plain;
  bool required = false;
};

constexpr std::array<Title, kLaporColumns> kTitles{{
    {LaporColumn::tracking_id, "tracking id", true},
    {LaporColumn::date, "tanggal laporan masuk", true},
    {LaporColumn::time, "waktu laporan masuk"},
    {LaporColumn::reporter, "nama pelapor"},
    {LaporColumn::kind, "klasifikasi laporan"},
    {LaporColumn::category_id, "id kategori"},
    {LaporColumn::category, "kategori"},
    {LaporColumn::title, "judul laporan", true},
    {LaporColumn::text, "isi laporan awal", true},
    {LaporColumn::edited_text, "isi laporan akhir"},
    {LaporColumn::flags, "tipe laporan anonim rahasia"},
    {LaporColumn::source, "sumber laporan"},
    {LaporColumn::government, "instansi induk"},
    {LaporColumn::unit_id, "id instansi terdisposisi"},
    {LaporColumn::unit, "instansi terdisposisi"},
    {LaporColumn::status, "status laporan"},
    {LaporColumn::reason, "alasan tunda arsip"},
    {LaporColumn::province, "provinsi"},
    {LaporColumn::regency, "kota kabupaten"},
    {LaporColumn::district, "kecamatan"},
    {LaporColumn::village, "kelurahan"},
}};

}  // namespace

Result<LaporSheet> LaporSheet::open(std::string_view text) {
  LaporSheet sheet(text);
  for (std::size_t i = 0; i < kHeaderRowsMax; ++i) {
    auto row = sheet.reader_.next();
    if (!row) {
      sheet.reader_.skip_refused();
      continue;
    }
    if (!*row) break;
    if (!sheet.read_titles(**row)) continue;
    for (const Title& title : kTitles) {
      if (title.required && !sheet.places_[static_cast<std::size_t>(title.column)]) {
        return Error{Code::invalid, "baris " + std::to_string(sheet.line()) + ": kolom \"" +
                                        std::string(title.plain) +
                                        "\" tidak ada di samping judul lainnya"};
      }
    }
    return sheet;
  }
  return Error{
      Code::invalid,
      "judul kolom tidak ada di 30 baris pertama; yang diharapkan Tracking ID, Judul Laporan "
      "dan lainnya dari ekspor resmi"};
}

// A row of titles has at least two of ours, so that a header block's own words are none.
bool LaporSheet::read_titles(const std::vector<std::string>& row) {
  decltype(places_) found;
  std::size_t count = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string plain = plain_name(row[i]);
    const auto title = std::find_if(kTitles.begin(), kTitles.end(),
                                    [&](const Title& at) { return at.plain == plain; });
    if (title == kTitles.end()) continue;
    auto& place = found[static_cast<std::size_t>(title->column)];
    if (!place) {
      place = i;
      ++count;
    }
  }
  if (count < 2) return false;
  places_ = found;
  return true;
}

Result<std::optional<LaporCells>> LaporSheet::next() {
  while (true) {
    auto row = reader_.next();
    if (!row) {
      const Error error = row.error();
      reader_.skip_refused();
      return error;
    }
    if (!*row) return std::optional<LaporCells>();
    LaporCells out;
    out.line = reader_.line();
    bool empty = true;
    for (std::size_t i = 0; i < kLaporColumns; ++i) {
      if (!places_[i] || *places_[i] >= (*row)->size()) continue;
      out.cells[i] = std::string(trimmed((**row)[*places_[i]]));
      empty = empty && out.cells[i].empty();
    }
    if (!empty) return std::optional(std::move(out));
  }
}

}  // namespace jenjang

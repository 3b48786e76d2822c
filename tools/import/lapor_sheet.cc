#include "tools/import/lapor_sheet.h"

#include <algorithm>

#include "node/text/folded.h"
#include "node/text/secrecy_words.h"
#include "schema/utf8.h"

namespace jenjang {

namespace {

using C = LaporColumn;

constexpr std::array kRequired{C::tracking_id, C::date, C::title, C::text};

bool is_blank(std::string_view cell) { return trimmed(folded(cell)).empty(); }

std::string in_quotes(std::string_view words) { return "\"" + std::string(words) + "\""; }

// Titles as a refusal names them.
std::string listed(const std::vector<std::string>& titles) {
  std::string out;
  for (const std::string& one : titles) out += (out.empty() ? "" : ", ") + quoted_cell(one);
  return out;
}

}  // namespace

Result<LaporSheet> LaporSheet::open(std::string_view text, std::optional<LaporFlags> stated) {
  LaporSheet sheet(text, stated);
  for (std::size_t i = 0; i < kHeaderRowsMax; ++i) {
    auto row = sheet.reader_.next();
    if (!row) {
      sheet.reader_.skip_refused();
      continue;
    }
    if (!*row) break;
    if (!sheet.read_titles(**row)) continue;
    const Result<void> checked = sheet.check_titles(**row);
    if (checked) return sheet;
    return Error{Code::invalid,
                 "baris " + std::to_string(sheet.line()) + ": " + checked.error().message};
  }
  return Error{
      Code::invalid,
      "judul kolom tidak ada di 30 baris pertama; yang diharapkan Tracking ID, Judul Laporan "
      "dan lainnya dari ekspor resmi"};
}

// A row of titles has at least two of ours, so that a header block's own words are none.
bool LaporSheet::read_titles(const Row& row) {
  decltype(places_) found;
  std::size_t count = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::optional<LaporColumn> column = column_titled(row[i]);
    if (!column) continue;
    auto& place = found[static_cast<std::size_t>(*column)];
    if (!place) {
      place = i;
      ++count;
    }
  }
  if (count < 2) return false;
  places_ = found;
  untitled_.clear();
  for (const std::string& one : row) untitled_.push_back(is_blank(one));
  return true;
}

Result<void> LaporSheet::check_titles(const Row& row) const {
  const std::string official(official_title(C::flags));
  // Ignoring a column that speaks of secrecy could make a secret public.
  std::vector<std::string> unknown;
  std::vector<std::string> alike;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::optional<LaporColumn> column = column_titled(row[i]);
    if (!column) {
      if (speaks_of_secrecy(row[i])) unknown.push_back(row[i]);
      if (resembles_flags(row[i])) alike.push_back(row[i]);
      continue;
    }
    const std::size_t first = *places_[static_cast<std::size_t>(*column)];
    if (first == i) continue;
    return Error{Code::invalid, "kolom " + quoted_cell(row[first]) + " dan " + quoted_cell(row[i]) +
                                    " sama artinya dan dapat bertentangan; sisakan satu"};
  }
  for (const LaporColumn column : kRequired) {
    if (has(column)) continue;
    return Error{Code::invalid, "kolom " + in_quotes(official_title(column)) +
                                    " tidak ada di samping judul lainnya"};
  }
  if (has(C::flags) && (has(C::anonymous) || has(C::secret))) {
    const LaporColumn other = has(C::secret) ? C::secret : C::anonymous;
    const auto title = [&](LaporColumn column) {
      return quoted_cell(row[*places_[static_cast<std::size_t>(column)]]);
    };
    return Error{Code::invalid, "kolom " + title(C::flags) + " dan " + title(other) +
                                    " menyatakan hal yang sama dan dapat bertentangan; sisakan "
                                    "salah satu"};
  }
  if (!has(C::flags) && !(has(C::anonymous) && has(C::secret)) && !stated_) {
    return Error{Code::invalid,
                 "tidak ada kolom yang menyatakan laporan anonim dan rahasia; yang diharapkan " +
                     in_quotes(official) + ", atau \"Anonim\" dan \"Rahasia\" berisi ya/tidak" +
                     (alike.empty() ? "" : "; yang mirip: " + listed(alike)) +
                     ". Bila semua baris sama sifatnya, nyatakan dengan --visibility rahasia, "
                     "anonim, anonim,rahasia atau terbuka"};
  }
  if (!unknown.empty()) {
    return Error{Code::invalid, "kolom " + listed(unknown) +
                                    " tampaknya menyangkut kerahasiaan, tetapi judulnya tidak "
                                    "dikenal; ganti judulnya (yang dikenal: " +
                                    in_quotes(official) + ") atau keluarkan kolom itu"};
  }
  return {};
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
    if (std::all_of((*row)->begin(), (*row)->end(), is_blank)) continue;
    Result<LaporCells> cells = read_cells(**row);
    if (!cells) return cells.error();
    return std::optional(std::move(*cells));
  }
}

Result<LaporCells> LaporSheet::read_cells(const Row& row) const {
  if (row.size() != untitled_.size()) {
    return Error{Code::invalid, std::to_string(row.size()) + " isian, sedangkan judul kolom ada " +
                                    std::to_string(untitled_.size()) +
                                    "; isian yang memuat koma harus bertanda kutip"};
  }
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (!untitled_[i] || is_blank(row[i])) continue;
    return Error{Code::invalid, "isian di kolom ke-" + std::to_string(i + 1) +
                                    ", yang tidak berjudul; isian baris ini mungkin bergeser"};
  }
  LaporCells out;
  out.line = reader_.line();
  for (std::size_t i = 0; i < kLaporColumns; ++i) {
    if (places_[i]) out.cells[i] = std::string(trimmed(row[*places_[i]]));
  }
  const Result<LaporFlags> own = flags_of(out);
  if (!own) return own.error();
  out.flags = *own;
  return out;
}

Result<LaporFlags> LaporSheet::flags_of(const LaporCells& cells) const {
  LaporFlags out = stated_.value_or(LaporFlags{});
  if (has(C::flags)) {
    const std::optional<LaporFlags> own = parse_lapor_flags(cells.at(C::flags));
    if (!own) {
      return wrong_cell(official_title(C::flags), cells.at(C::flags),
                        "Anonim, Rahasia, keduanya, atau kosong");
    }
    out = stricter(out, *own);
  }
  if (has(C::anonymous)) {
    const std::optional<bool> own = parse_lapor_truth(cells.at(C::anonymous), "anonim");
    if (!own) return wrong_cell("Anonim", cells.at(C::anonymous), "ya atau tidak");
    out = stricter(out, {.anonymous = *own});
  }
  if (has(C::secret)) {
    const std::optional<bool> own = parse_lapor_truth(cells.at(C::secret), "rahasia");
    if (!own) return wrong_cell("Rahasia", cells.at(C::secret), "ya atau tidak");
    out = stricter(out, {.secret = *own});
  }
  return out;
}

}  // namespace jenjang

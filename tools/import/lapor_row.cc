#include "tools/import/lapor_row.h"

#include <charconv>

#include "schema/hash.h"
#include "schema/utf8.h"
#include "tools/import/lapor_terms.h"

namespace jenjang {

namespace {

constexpr std::uint64_t kTrackingIdMax = 9'999'999'999;
constexpr std::uint32_t kUnitHashBit = 0x80000000;

// Spreadsheets write whole numbers as 9000001.0, people as #9000001.
std::optional<std::uint64_t> parse_number(std::string_view text) {
  if (text.starts_with('#')) text.remove_prefix(1);
  if (text.ends_with(".0")) text.remove_suffix(2);
  std::uint64_t out = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return out;
}

// The government it is addressed to decides, since that is who holds it; the place may be anywhere.
Result<void> place_row(const LaporCells& cells, const LaporPlacing& placing, LaporRow& out) {
  const std::string& province_name = cells.at(LaporColumn::province);
  const std::string& regency_name = cells.at(LaporColumn::regency);
  const auto province = placing.names.province(province_name);
  std::optional<Area> place = province;
  if (const auto regency = placing.names.regency(regency_name, province)) {
    place = regency;
    if (const auto district = placing.names.child(*regency, cells.at(LaporColumn::district))) {
      place = district;
      const auto village = placing.names.child(*district, cells.at(LaporColumn::village));
      if (village) place = village;
    }
  }
  std::optional<Area> area = placing.names.government(cells.at(LaporColumn::government));
  if (!area && placing.fallback) area = placing.fallback;
  if (!area && place) area = place->at_tier(std::min(place->tier(), Area::kNodeTierMax));
  if (!area) {
    return wrong_cell("Instansi Induk", cells.at(LaporColumn::government),
                      "pemerintah daerah dari daftar wilayah, di situ atau di Provinsi " +
                          quoted_cell(province_name) + ", Kota/Kabupaten " +
                          quoted_cell(regency_name));
  }
  out.area = *area;
  out.place = place.value_or(*area);
  return {};
}

Result<void> read_terms(const LaporCells& cells, LaporRow& out) {
  const auto kind = parse_lapor_kind(cells.at(LaporColumn::kind));
  if (!kind) {
    return wrong_cell("Klasifikasi Laporan", cells.at(LaporColumn::kind),
                      "Pengaduan ..., Aspirasi atau Permintaan Informasi");
  }
  const auto status = parse_lapor_status(cells.at(LaporColumn::status));
  if (!status) {
    return wrong_cell("Status Laporan", cells.at(LaporColumn::status),
                      "status ekspor resmi, seperti Terdisposisi");
  }
  const Result<WallTime> received =
      parse_lapor_time(cells.at(LaporColumn::date), cells.at(LaporColumn::time));
  if (!received) return received.error();
  out.kind = *kind;
  out.status = status->status;
  out.anonymous = cells.flags.anonymous;
  out.secret = cells.flags.secret;
  out.received = *received;
  out.channel = parse_lapor_channel(cells.at(LaporColumn::source));
  out.reason = cells.at(LaporColumn::reason);
  // A word that has no state of its own here stays readable.
  if (!status->exact && !cells.at(LaporColumn::status).empty()) {
    out.reason = "Status di SP4N-LAPOR!: " + cells.at(LaporColumn::status) +
                 (out.reason.empty() ? "" : ". " + out.reason);
  }
  return {};
}

void read_unit(const LaporCells& cells, const LaporPlacing& placing, LaporRow& out) {
  const std::string& name = cells.at(LaporColumn::unit);
  if (name.empty() || placing.names.is_government(name)) return;
  out.unit_name = name;
  const auto given = parse_number(cells.at(LaporColumn::unit_id));
  const auto known = placing.units.find({out.area, plain_name(name)});
  if (given && *given > 0 && *given < kUnitHashBit) {
    out.unit = static_cast<std::uint32_t>(*given);
  } else if (known != placing.units.end()) {
    out.unit = known->second;
  } else {
    out.unit = unit_code_of(name);
  }
}

}  // namespace

std::uint32_t unit_code_of(std::string_view name) {
  const IntakeDigest digest = intake_digest("unit:" + plain_name(name));
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < 4; ++i) out = out << 8 | digest.bytes[i];
  return out | kUnitHashBit;
}

Result<LaporRow> parse_lapor_row(const LaporCells& cells, const LaporPlacing& placing) {
  for (const std::string& cell : cells.cells) {
    if (!valid_utf8(cell)) return Error{Code::invalid, "teks yang bukan UTF-8"};
  }
  LaporRow out;
  const auto id = parse_number(cells.at(LaporColumn::tracking_id));
  if (!id || *id == 0 || *id > kTrackingIdMax) {
    return wrong_cell("Tracking ID", cells.at(LaporColumn::tracking_id),
                      "bilangan paling banyak 10 digit");
  }
  out.lapor_id = *id;
  const Result<void> terms = read_terms(cells, out);
  if (!terms) return terms.error();
  const Result<void> placed = place_row(cells, placing, out);
  if (!placed) return placed.error();
  read_unit(cells, placing, out);
  out.category_name = cells.at(LaporColumn::category);
  const auto category = parse_number(cells.at(LaporColumn::category_id));
  if (category && *category <= UINT32_MAX) out.category = static_cast<std::uint32_t>(*category);
  out.title = cells.at(LaporColumn::title);
  out.text = cells.at(LaporColumn::text);
  if (out.title.empty() && out.text.empty()) {
    return Error{Code::invalid, "Judul Laporan dan Isi Laporan Awal kosong"};
  }
  if (cells.at(LaporColumn::edited_text) != out.text) {
    out.edited_text = cells.at(LaporColumn::edited_text);
  }
  const std::string reporter = plain_name(cells.at(LaporColumn::reporter));
  if (!reporter.empty() && reporter != "anonim") out.reporter = cells.at(LaporColumn::reporter);
  return out;
}

}  // namespace jenjang

#include "tools/import/lapor_titles.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "node/text/folded.h"
#include "node/text/secrecy_words.h"
#include "schema/base/check.h"

namespace jenjang {

namespace {

struct Title {
  LaporColumn column;
  std::string_view words;
};

using C = LaporColumn;

// The first of each column is the official one.
constexpr std::array kTitles{
    Title{C::tracking_id, "Tracking ID"},
    Title{C::tracking_id, "ID Tracking"},
    Title{C::tracking_id, "No. Tracking"},
    Title{C::tracking_id, "Nomor Tracking"},
    Title{C::tracking_id, "No. Tracking ID"},
    Title{C::tracking_id, "Nomor Tracking ID"},
    Title{C::tracking_id, "ID Laporan"},
    Title{C::tracking_id, "No. Laporan"},
    Title{C::tracking_id, "Nomor Laporan"},
    Title{C::tracking_id, "No. Tiket"},
    Title{C::tracking_id, "Nomor Tiket"},
    Title{C::tracking_id, "Report ID"},
    Title{C::date, "Tanggal Laporan Masuk"},
    Title{C::date, "Tanggal Laporan"},
    Title{C::date, "Tanggal Masuk"},
    Title{C::date, "Tanggal"},
    Title{C::date, "Tgl. Laporan Masuk"},
    Title{C::date, "Tgl. Laporan"},
    Title{C::date, "Tgl. Masuk"},
    Title{C::date, "Report Date"},
    Title{C::time, "Waktu Laporan Masuk"},
    Title{C::time, "Waktu Laporan"},
    Title{C::time, "Waktu Masuk"},
    Title{C::time, "Waktu"},
    Title{C::time, "Jam Laporan Masuk"},
    Title{C::time, "Jam Masuk"},
    Title{C::time, "Jam"},
    Title{C::time, "Report Time"},
    Title{C::reporter, "Nama Pelapor"},
    Title{C::reporter, "Nama Lengkap Pelapor"},
    Title{C::reporter, "Pelapor"},
    Title{C::reporter, "Reporter Name"},
    Title{C::kind, "Klasifikasi Laporan"},
    Title{C::kind, "Klasifikasi"},
    Title{C::kind, "Jenis Laporan"},
    Title{C::kind, "Report Classification"},
    Title{C::category_id, "ID Kategori"},
    Title{C::category_id, "Kode Kategori"},
    Title{C::category_id, "Category ID"},
    Title{C::category, "Kategori"},
    Title{C::category, "Kategori Laporan"},
    Title{C::category, "Nama Kategori"},
    Title{C::category, "Category"},
    Title{C::title, "Judul Laporan"},
    Title{C::title, "Judul"},
    Title{C::title, "Report Title"},
    Title{C::text, "Isi Laporan Awal"},
    Title{C::text, "Isi Awal Laporan"},
    Title{C::text, "Isi Awal"},
    Title{C::text, "Isi Laporan"},
    Title{C::text, "Isi"},
    Title{C::text, "Report Content"},
    Title{C::edited_text, "Isi Laporan Akhir"},
    Title{C::edited_text, "Isi Akhir Laporan"},
    Title{C::edited_text, "Isi Akhir"},
    Title{C::flags, "Tipe Laporan (Anonim/Rahasia)"},
    Title{C::flags, "Tipe Laporan (Rahasia/Anonim)"},
    Title{C::flags, "Tipe Laporan"},
    Title{C::flags, "Tipe (Anonim/Rahasia)"},
    Title{C::flags, "Tipe"},
    Title{C::flags, "Sifat Laporan (Anonim/Rahasia)"},
    Title{C::flags, "Sifat Laporan"},
    Title{C::flags, "Sifat"},
    Title{C::flags, "Kerahasiaan Laporan"},
    Title{C::flags, "Kerahasiaan"},
    Title{C::flags, "Status Kerahasiaan"},
    Title{C::flags, "Anonim/Rahasia"},
    Title{C::flags, "Rahasia/Anonim"},
    Title{C::flags, "Anonim atau Rahasia"},
    Title{C::flags, "Anonim dan Rahasia"},
    Title{C::flags, "Visibilitas Laporan"},
    Title{C::flags, "Visibilitas"},
    Title{C::flags, "Report Type (Anonymous/Secret)"},
    Title{C::flags, "Report Type"},
    Title{C::anonymous, "Anonim"},
    Title{C::anonymous, "Laporan Anonim"},
    Title{C::anonymous, "Pelapor Anonim"},
    Title{C::anonymous, "Is Anonim"},
    Title{C::anonymous, "Anonymous"},
    Title{C::anonymous, "Is Anonymous"},
    Title{C::secret, "Rahasia"},
    Title{C::secret, "Laporan Rahasia"},
    Title{C::secret, "Is Rahasia"},
    Title{C::secret, "Secret"},
    Title{C::secret, "Is Secret"},
    Title{C::source, "Sumber Laporan"},
    Title{C::source, "Sumber"},
    Title{C::source, "Kanal Laporan"},
    Title{C::source, "Kanal"},
    Title{C::source, "Report Source"},
    Title{C::government, "Instansi Induk"},
    Title{C::unit_id, "ID Instansi Terdisposisi"},
    Title{C::unit_id, "ID Instansi"},
    Title{C::unit, "Instansi Terdisposisi"},
    Title{C::unit, "Instansi"},
    Title{C::status, "Status Laporan"},
    Title{C::status, "Status"},
    Title{C::status, "Report Status"},
    Title{C::reason, "Alasan Tunda/Arsip"},
    Title{C::province, "Provinsi"},
    Title{C::province, "Propinsi"},
    Title{C::province, "Province"},
    Title{C::regency, "Kota/Kabupaten"},
    Title{C::regency, "Kabupaten/Kota"},
    Title{C::regency, "Kab./Kota"},
    Title{C::regency, "Kota/Kab."},
    Title{C::district, "Kecamatan"},
    Title{C::village, "Kelurahan"},
    Title{C::village, "Kelurahan/Desa"},
    Title{C::village, "Desa/Kelurahan"},
};

constexpr std::array<std::string_view, 5> kOfFlags{"tipe", "type", "sifat", "jenis", "flag"};

}  // namespace

std::string_view official_title(LaporColumn column) {
  const auto found = std::find_if(kTitles.begin(), kTitles.end(),
                                  [&](const Title& at) { return at.column == column; });
  CHECK(found != kTitles.end());
  return found->words;
}

std::optional<LaporColumn> column_titled(std::string_view title) {
  static const std::map<std::string, LaporColumn> kByLetters = [] {
    std::map<std::string, LaporColumn> out;
    for (const Title& at : kTitles) out.emplace(folded_letters(at.words), at.column);
    return out;
  }();
  const auto found = kByLetters.find(folded_letters(title));
  if (found == kByLetters.end()) return std::nullopt;
  return found->second;
}

bool resembles_flags(std::string_view title) {
  const std::string letters = folded_letters(title);
  return speaks_of_secrecy(title) ||
         std::any_of(kOfFlags.begin(), kOfFlags.end(), [&](std::string_view part) {
           return letters.find(part) != std::string::npos;
         });
}

}  // namespace jenjang

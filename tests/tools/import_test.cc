#include <gtest/gtest.h>

#include "node/registry/registry_file.h"
#include "tests/tools/temp_folder.h"
#include "tools/import/lapor_row.h"
#include "tools/import/lapor_sheet.h"
#include "tools/import/lapor_terms.h"

namespace jenjang {
namespace {

constexpr std::string_view kTitles =
    "Tracking ID,Tanggal Laporan Masuk,Waktu Laporan Masuk,Klasifikasi Laporan,ID Kategori,"
    "Kategori,Judul Laporan,Isi Laporan Awal,Isi Laporan Akhir,Tipe Laporan (Anonim/Rahasia),"
    "Sumber Laporan,Instansi Induk,Instansi Terdisposisi,Status Laporan,Alasan Tunda/Arsip,"
    "Provinsi,Kota/Kabupaten\n";
constexpr std::string_view kRow =
    "7,29 May 2023,04:05:34,Aspirasi,945,Jembatan,Jembatan putus,\"Mohon, \"\"segera\"\"\n"
    "diperbaiki\",Diperbaiki,Anonim|Rahasia,Website - pemerintah,Pemerintah Kota Samarinda,"
    "Dinas PU,Terdisposisi,,Kalimantan Timur,Kutai Kartanegara\n";

const AreaEntry kAreas[] = {
    {Area::nation(), "Indonesia"},
    {*Area::parse("31"), "Daerah Khusus Ibukota Jakarta"},
    {*Area::parse("31.71"), "Kota Administrasi Jakarta Pusat"},
    {*Area::parse("32"), "Jawa Barat"},
    {*Area::parse("32.04"), "Kabupaten Bandung"},
    {*Area::parse("32.73"), "Kota Bandung"},
    {*Area::parse("64"), "Kalimantan Timur"},
    {*Area::parse("64.02"), "Kabupaten Kutai Kartanegara"},
    {*Area::parse("64.02.01"), "Muara Muntai"},
    {*Area::parse("64.02.01.2001"), "Muara Muntai Ulu"},
    {*Area::parse("64.72"), "Kota Samarinda"},
};

class LaporImport : public testing::Test {
 protected:
  LaporImport() : registry_(open(folder_)), names_(registry_) {}

  static Registry open(const TempFolder& folder) {
    const Result<std::string> bytes =
        encode_registry("1", std::vector<AreaEntry>(std::begin(kAreas), std::end(kAreas)));
    return std::move(Registry::open(folder.write("areas.bin", bytes.value()))).value();
  }
  // The first row of a sheet, or the refusal.
  Result<LaporRow> first(const std::string& text, std::optional<LaporFlags> stated = std::nullopt) {
    Result<LaporSheet> sheet = LaporSheet::open(text, stated);
    if (!sheet) return sheet.error();
    const auto cells = sheet->next();
    if (!cells) return cells.error();
    return parse_lapor_row(cells->value(), {names_, units_, std::nullopt});
  }

  TempFolder folder_;
  Registry registry_;
  AreaNames names_;
  UnitCodes units_;
};

TEST_F(LaporImport, ReadsTheSeventeenColumns) {
  const Result<LaporRow> row = first(std::string(kTitles) + std::string(kRow));
  ASSERT_TRUE(row.ok()) << row.error().message;
  EXPECT_EQ(row->lapor_id, 7u);
  EXPECT_EQ(row->received.ms, 1'685'333'134'000);  // 2023-05-29T04:05:34Z
  EXPECT_EQ(row->kind, v1::KIND_ASPIRATION);
  EXPECT_EQ(row->status, v1::STATUS_DISPOSED);
  EXPECT_EQ(row->channel, v1::CHANNEL_WEB);
  EXPECT_TRUE(row->anonymous && row->secret);
  EXPECT_EQ(row->category, 945u);
  EXPECT_EQ(row->area.to_string(), "64.72");
  EXPECT_EQ(row->place.to_string(), "64.02");
  EXPECT_EQ(row->unit, unit_code_of("DINAS  PU."));
  EXPECT_EQ(row->title, "Jembatan putus");
  EXPECT_EQ(row->text, "Mohon, \"segera\"\ndiperbaiki");
  EXPECT_EQ(row->edited_text, "Diperbaiki");
  EXPECT_EQ(row->reason, "");
}

TEST_F(LaporImport, ReadsTheWiderLayout) {
  const Result<LaporRow> row = first(
      "\xEF\xBB\xBFTracking ID,Tanggal Laporan Masuk,Waktu Laporan Masuk,Nama Pelapor,Judul "
      "Laporan,"
      "Isi Laporan Awal,ID Instansi Terdisposisi,Instansi Terdisposisi,Instansi Induk,Provinsi,"
      "Kota/Kabupaten,Kecamatan,Kelurahan,Lain\r\n"
      "8,1 Agustus 2024,00:00:00,Budi,Judul,Isi,14637,Dinas PU,Pemerintah Kab. Kutai Kartanegara,"
      "Kalimantan Timur,Kab. Kutai Kartanegara,MUARA MUNTAI,Muara Muntai Ulu,x\r\n",
      LaporFlags{.secret = true});
  ASSERT_TRUE(row.ok()) << row.error().message;
  EXPECT_TRUE(row->secret);
  EXPECT_FALSE(row->anonymous);
  EXPECT_EQ(row->reporter, "Budi");
  EXPECT_EQ(row->unit, 14637u);
  EXPECT_EQ(row->area.to_string(), "64.02");
  EXPECT_EQ(row->place.to_string(), "64.02.01.2001");
  EXPECT_EQ(row->kind, v1::KIND_COMPLAINT);
  EXPECT_EQ(row->status, v1::STATUS_RECEIVED);
}

TEST_F(LaporImport, FindsTheTitlesBelowAHeaderBlock) {
  std::string text = "Laporan Ringkas\n\"Instansi:\nPemerintah\"\n";
  for (int i = 0; i < 8; ++i) text += "Status Laporan,Semua,,\n";
  Result<LaporSheet> sheet = LaporSheet::open(text += std::string(kTitles) + std::string(kRow), {});
  ASSERT_TRUE(sheet.ok()) << sheet.error().message;
  const auto cells = sheet->next();
  ASSERT_TRUE(cells.ok() && cells->has_value());
  EXPECT_EQ((*cells)->line, 13u);
  EXPECT_EQ((*cells)->at(LaporColumn::tracking_id), "7");
}

TEST_F(LaporImport, WantsTitles) {
  EXPECT_EQ(LaporSheet::open("a,b\n1,2\n", {}).error().code, Code::invalid);
  EXPECT_EQ(LaporSheet::open("Tracking ID,Judul Laporan,Isi Laporan Awal\n", {}).error().message,
            "baris 1: kolom \"Tanggal Laporan Masuk\" tidak ada di samping judul lainnya");
}

TEST_F(LaporImport, ABadRowStopsNoOther) {
  std::string text(kTitles);
  text += "9,1 May 2023,\"x\"y\n" + std::string(kRow) + ",,,\n" + std::string(kRow);
  Result<LaporSheet> sheet = LaporSheet::open(text, {});
  ASSERT_TRUE(sheet.ok());
  EXPECT_FALSE(sheet->next().ok());
  EXPECT_EQ(sheet->line(), 2u);
  EXPECT_EQ(sheet->next().value()->line, 3u);
  EXPECT_EQ(sheet->next().value()->line, 6u);
  EXPECT_FALSE(sheet->next().value().has_value());
}

struct BadRow {
  std::string name;
  std::string from;  // What is replaced in a good row.
  std::string to;
  std::string expected;
};

class LaporRefuses : public LaporImport, public testing::WithParamInterface<BadRow> {};

TEST_P(LaporRefuses, ARowAndSaysWhy) {
  std::string row(kRow);
  row.replace(row.find(GetParam().from), GetParam().from.size(), GetParam().to);
  const Result<LaporRow> read = first(std::string(kTitles) + row);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().message, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, LaporRefuses,
    testing::Values(
        BadRow{"Id", "7,", "x7,",
               "Tracking ID \"x7\": yang diharapkan bilangan paling banyak 10 digit"},
        BadRow{"Date", "29 May", "31 Feb",
               "tanggal \"31 Feb 2023\": yang diharapkan seperti 29 May 2023"},
        BadRow{"Time", "04:05", "24:05", "waktu \"24:05:34\": yang diharapkan seperti 04:05:34"},
        BadRow{"Kind", "Aspirasi", "Keluhan",
               "Klasifikasi Laporan \"Keluhan\": yang diharapkan Pengaduan ..., Aspirasi atau "
               "Permintaan Informasi"},
        BadRow{"Flags", "Anonim|", "Umum|",
               "Tipe Laporan (Anonim/Rahasia) \"Umum|Rahasia\": yang diharapkan Anonim, Rahasia, "
               "keduanya, atau kosong"},
        BadRow{"Status", "Terdisposisi,", "Selesai,",
               "Status Laporan \"Selesai\": yang diharapkan status ekspor resmi, seperti "
               "Terdisposisi"},
        BadRow{"Words", "Aspirasi", "Saya melihat sendiri siapa yang mengambil uang kas desa kami",
               "Klasifikasi Laporan (60 karakter): yang diharapkan Pengaduan ..., Aspirasi atau "
               "Permintaan Informasi"},
        BadRow{"Escapes", "Aspirasi", "A\x1B[2J",
               "Klasifikasi Laporan \"A\xEF\xBF\xBD[2J\": yang diharapkan Pengaduan ..., "
               "Aspirasi atau Permintaan Informasi"},
        BadRow{"Utf8", "putus", "put\xFFus", "teks yang bukan UTF-8"},
        BadRow{"Area", "Pemerintah Kota Samarinda,Dinas PU,Terdisposisi,,Kalimantan Timur,Kutai",
               "Kecamatan X,,Terdisposisi,,Atlantis,Lemuria",
               "Instansi Induk \"Kecamatan X\": yang diharapkan pemerintah daerah dari daftar "
               "wilayah, di situ atau di Provinsi \"Atlantis\", Kota/Kabupaten \"Lemuria "
               "Kartanegara\""}),
    [](const auto& test) { return test.param.name; });

TEST_F(LaporImport, AGovernmentIsFoundInTheNamesOfItsAgencies) {
  const std::pair<std::string, std::string> cases[] = {
      {"Pemerintah Kabupaten Bandung", "32.04"},     {"Pemerintah Kota Bandung", "32.73"},
      {"Dinas Sosial Kab. Bandung", "32.04"},        {"Pemerintah Provinsi DKI Jakarta", "31"},
      {"Pemerintah Kota Jakarta Pusat", "31.71"},    {"Kementerian Sosial", "0"},
      {"Pemerintah Provinsi Kalimantan Timur", "64"}};
  for (const auto& [agency, area] : cases) {
    ASSERT_TRUE(names_.government(agency).has_value()) << agency;
    EXPECT_EQ(names_.government(agency)->to_string(), area) << agency;
  }
  EXPECT_FALSE(names_.government("Kecamatan Majalaya"));
  EXPECT_EQ(names_.regency("Bandung", Area::parse("32").value())->to_string(), "32.04");
  EXPECT_EQ(names_.regency("Samarinda", std::nullopt)->to_string(), "64.72");
  EXPECT_FALSE(names_.regency("Bandung", Area::parse("64").value()));
}

TEST_F(LaporImport, WordsWithoutAStateOfTheirOwnStayInTheReason) {
  std::string row(kRow);
  row.replace(row.find("Terdisposisi,,"), 14, "Ditutup oleh Pelapor,Selesai,");
  const Result<LaporRow> read = first(std::string(kTitles) + row);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->status, v1::STATUS_CLOSED_BY_OFFICER);
  EXPECT_EQ(read->reason, "Status di SP4N-LAPOR!: Ditutup oleh Pelapor. Selesai");
}

TEST_F(LaporImport, UnitsOfTheDirectoryKeepTheirCodes) {
  units_[{*Area::parse("64.72"), "dinas pu"}] = 3;
  EXPECT_EQ(first(std::string(kTitles) + std::string(kRow)).value().unit, 3u);
}

TEST(LaporTime, TakesTheFormsThatExportsHave) {
  for (const char* date :
       {"5 Oct 2023", "05 Oktober 2023", "5-10-2023", "2023-10-05", "05/10/2023"}) {
    EXPECT_EQ(parse_lapor_time(date, "")->ms, 1'696'464'000'000) << date;
  }
  for (const char* date : {"", "5 Foo 2023", "5 2023", "5 Oct 23", "0 Oct 2023", "5 13 2023"}) {
    EXPECT_FALSE(parse_lapor_time(date, "").ok()) << date;
  }
}

}  // namespace
}  // namespace jenjang

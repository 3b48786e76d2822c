// An import takes nothing unless the visibility of every report is present and understood.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/tools/temp_folder.h"
#include "tools/import/import_file.h"
#include "tools/import/lapor_sheet.h"

namespace jenjang {
namespace {

constexpr LaporFlags kOpen{};
constexpr LaporFlags kAnonymous{.anonymous = true};
constexpr LaporFlags kSecret{.secret = true};
constexpr LaporFlags kBoth{.anonymous = true, .secret = true};

std::string titles(const std::string& more) {
  return "Tracking ID,Tanggal Laporan Masuk,Judul Laporan,Isi Laporan Awal" + more + "\n";
}
std::string row(const std::string& more) { return "7,29 May 2023,Judul,Isi" + more + "\n"; }

std::string text_of(const LaporFlags& flags) {
  if (flags == kBoth) return "both";
  return flags.secret ? "secret" : flags.anonymous ? "anonymous" : "open";
}

// The flags of the first row, or the refusal.
std::string first(const std::string& text, std::optional<LaporFlags> stated = std::nullopt) {
  Result<LaporSheet> sheet = LaporSheet::open(text, stated);
  if (!sheet) return sheet.error().message;
  const auto cells = sheet->next();
  if (!cells) return cells.error().message;
  return cells->has_value() ? text_of((*cells)->flags) : "no row";
}

TEST(Visibility, AFlagColumnIsFoundWhoeverTypedItsTitle) {
  for (const char* title :
       {"Tipe Laporan (Anonim/Rahasia)", "Tipe Laporan", "tipe laporan", "TIPE  LAPORAN", "Tipe",
        "Sifat Laporan", "Kerahasiaan", "Anonim/Rahasia", "Report Type", "Tipe_Laporan",
        "\xEF\xBC\xB4ipe\xC2\xA0Laporan", "Tipe\xE2\x80\x8B Laporan", "\"Tipe\nLaporan\""}) {
    EXPECT_EQ(first(titles(std::string(",") + title) + row(",Rahasia")), "secret") << title;
    EXPECT_EQ(first(titles(std::string(",") + title) + row(",Anonim|Rahasia")), "both") << title;
    EXPECT_EQ(first(titles(std::string(",") + title) + row(",")), "open") << title;
  }
}

TEST(Visibility, OtherColumnsAreFoundByTheirSynonyms) {
  const std::string text =
      "No. Tracking,Tanggal Laporan,Judul,Isi Laporan,Tipe,KAB/KOTA\n"
      "7,29 May 2023,Judul,Isi,Rahasia,Kota Samarinda\n";
  Result<LaporSheet> sheet = LaporSheet::open(text, {});
  ASSERT_TRUE(sheet.ok()) << sheet.error().message;
  const auto cells = sheet->next();
  ASSERT_TRUE(cells.ok() && cells->has_value());
  EXPECT_EQ((*cells)->at(LaporColumn::tracking_id), "7");
  EXPECT_EQ((*cells)->at(LaporColumn::regency), "Kota Samarinda");
}

TEST(Visibility, TwoColumnsOfYesAndNoSayItToo) {
  const std::string text = titles(",Anonim,Rahasia");
  EXPECT_EQ(first(text + row(",ya,Tidak")), "anonymous");
  EXPECT_EQ(first(text + row(",0,1")), "secret");
  EXPECT_EQ(first(text + row(",no,Rahasia")), "secret");
  EXPECT_EQ(first(text + row(",tidak,tidak")), "open");
  EXPECT_EQ(first(text + row(",ya,")), "Rahasia \"\": yang diharapkan ya atau tidak");
  EXPECT_EQ(first(text + row(",Rahasia,tidak")),
            "Anonim \"Rahasia\": yang diharapkan ya atau tidak");
}

TEST(Visibility, AFileThatDoesNotSayItIsRefused) {
  const std::string expected =
      "baris 1: tidak ada kolom yang menyatakan laporan anonim dan rahasia; yang diharapkan "
      "\"Tipe Laporan (Anonim/Rahasia)\", atau \"Anonim\" dan \"Rahasia\" berisi ya/tidak";
  const std::string stated =
      ". Bila semua baris sama sifatnya, nyatakan dengan --visibility rahasia, anonim, "
      "anonim,rahasia atau terbuka";
  EXPECT_EQ(first(titles("") + row("")), expected + stated);
  EXPECT_EQ(first(titles(",Tipe Lap.,Is_Private,Lain") + row(",Rahasia,1,x")),
            expected + "; yang mirip: \"Tipe Lap.\", \"Is_Private\"" + stated);
  // One of the two says half.
  EXPECT_EQ(first(titles(",Rahasia") + row(",ya")), expected + stated);
  EXPECT_EQ(LaporSheet::open(titles("") + row(""), {}).error().code, Code::invalid);
}

TEST(Visibility, TheOperatorMayStateItForAllRows) {
  EXPECT_EQ(first(titles("") + row(""), kOpen), "open");
  EXPECT_EQ(first(titles("") + row(""), kSecret), "secret");
  EXPECT_EQ(first(titles("") + row(""), kBoth), "both");
  EXPECT_EQ(first(titles(",Rahasia") + row(",ya"), kAnonymous), "both");
}

TEST(Visibility, TheStricterOfStatementAndRowCounts) {
  const std::string text = titles(",Tipe Laporan");
  EXPECT_EQ(first(text + row(",Rahasia"), kOpen), "secret");
  EXPECT_EQ(first(text + row(",Anonim"), kSecret), "both");
  EXPECT_EQ(first(text + row(","), kSecret), "secret");
  EXPECT_EQ(first(text + row(",Umum"), kBoth),
            "Tipe Laporan (Anonim/Rahasia) \"Umum\": yang diharapkan Anonim, Rahasia, keduanya, "
            "atau kosong");
}

TEST(Visibility, TwoColumnsThatCouldContradictEachOtherAreRefused) {
  EXPECT_EQ(first(titles(",Tipe Laporan,Sifat Laporan") + row(",Rahasia,")),
            "baris 1: kolom \"Tipe Laporan\" dan \"Sifat Laporan\" sama artinya dan dapat "
            "bertentangan; sisakan satu");
  EXPECT_EQ(first(titles(",Tipe Laporan,Rahasia") + row(",,ya")),
            "baris 1: kolom \"Tipe Laporan\" dan \"Rahasia\" menyatakan hal yang sama dan dapat "
            "bertentangan; sisakan salah satu");
  EXPECT_EQ(first(titles(",Tipe,Isi Laporan") + row(",Rahasia,x")),
            "baris 1: kolom \"Isi Laporan Awal\" dan \"Isi Laporan\" sama artinya dan dapat "
            "bertentangan; sisakan satu");
}

TEST(Visibility, AColumnThatSpeaksOfSecrecyIsNotIgnored) {
  for (const char* title : {"Is_Private", "Boleh dipublikasikan", "Confidential?", "TERTUTUP",
                            "Pelapor Dirahasiakan", "Anonymity", "r a h a s i a (2)"}) {
    const std::string told =
        first(titles(std::string(",Tipe Laporan,") + title) + row(",,1"), kOpen);
    EXPECT_EQ(told, "baris 1: kolom \"" + std::string(title) +
                        "\" tampaknya menyangkut kerahasiaan, tetapi judulnya tidak dikenal; ganti "
                        "judulnya (yang dikenal: \"Tipe Laporan (Anonim/Rahasia)\") atau keluarkan "
                        "kolom itu");
  }
}

TEST(Visibility, ARowHasAsManyCellsAsTitles) {
  const std::string text = titles(",Tipe Laporan,Provinsi");
  const std::string why =
      " isian, sedangkan judul kolom ada 6; isian yang memuat koma harus "
      "bertanda kutip";
  EXPECT_EQ(first(text + "7,29 May 2023,Judul,Isi, lagi,Rahasia,Jawa Barat\n"), "7" + why);
  EXPECT_EQ(first(text + "7,29 May 2023,Judul Isi,Rahasia,Jawa Barat\n"), "5" + why);
  EXPECT_EQ(first(text + row(",Rahasia,Jawa Barat,")), "7" + why);
  EXPECT_EQ(first(text + ",,,\n" + row(",Rahasia,")), "secret");
}

TEST(Visibility, WhatASpreadsheetPadsRowsWithHoldsNothing) {
  const std::string text = titles(",Tipe Laporan,,");
  EXPECT_EQ(first(text + row(",Rahasia,,")), "secret");
  // A comma too many, in a row that was padded to the same width.
  EXPECT_EQ(first(text + "7,29 May 2023,Judul,Isi, lagi,Rahasia,\n"),
            "isian di kolom ke-6, yang tidak berjudul; isian baris ini mungkin bergeser");
}

TEST(Visibility, AFlagIsUnderstoodOrRefused) {
  for (const char* words : {"Rahasia", "RAHASIA", "rahasia ", "secret", "Privat",
                            "ra\xE2\x80\x8Bhasia", "\xEF\xBC\xB2\xEF\xBD\x81hasia"}) {
    EXPECT_EQ(parse_lapor_flags(words), kSecret) << words;
  }
  EXPECT_EQ(parse_lapor_flags("Rahasia, Anonim"), kBoth);
  EXPECT_EQ(parse_lapor_flags("Anonim dan Rahasia"), kBoth);
  EXPECT_EQ(parse_lapor_flags("Publik"), kOpen);
  EXPECT_EQ(parse_lapor_flags("\xC2\xA0"), kOpen);
  for (const char* words : {"-", "|", "Tidak", "ya", "Terbuka|Rahasia", "Tidak Rahasia", "0",
                            "Rahasi", "R\xD0\xB0hasia"}) {
    EXPECT_FALSE(parse_lapor_flags(words)) << words;
  }
  EXPECT_EQ(parse_visibility("anonim,rahasia"), kBoth);
  EXPECT_EQ(parse_visibility("terbuka"), kOpen);
  EXPECT_FALSE(parse_visibility(""));
  EXPECT_FALSE(parse_visibility("terbuka,rahasia"));
}

TEST(Visibility, TheCommandTakesNothingAndExitsAsForWrongUsage) {
  const TempFolder folder;
  ImportFile import;
  import.file = folder.write("a.csv", titles("") + row(""));
  std::ostringstream out, err;
  Terminal terminal{out, err};
  EXPECT_EQ(run(import, terminal), ExitCode::usage);
  EXPECT_NE(err.str().find("\"Tipe Laporan (Anonim/Rahasia)\""), std::string::npos) << err.str();
}

// One character put in, taken out or replaced anywhere, be it in the titles or in the row.
TEST(Visibility, NoSlipOfAKeyMakesASecretPublic) {
  const std::string good =
      titles(",Tipe Laporan (Anonim/Rahasia),Provinsi") + row(",Anonim|Rahasia,Bali");
  ASSERT_EQ(first(good), "both");
  std::size_t refused = 0;
  const auto expect_kept = [&](const std::string& text) {
    Result<LaporSheet> sheet = LaporSheet::open(text, {});
    if (!sheet) return;
    while (true) {
      const auto cells = sheet->next();
      if (cells.ok() && !cells->has_value()) return;
      if (cells.ok()) {
        EXPECT_TRUE((*cells)->flags.secret) << text;
      } else {
        ++refused;
      }
    }
  };
  for (std::size_t at = 0; at < good.size(); ++at) {
    expect_kept(good.substr(0, at) + good.substr(at + 1));
    for (const char one : {',', '"', '\n', ';', '|', ' ', 'x'}) {
      expect_kept(good.substr(0, at) + one + good.substr(at));
      expect_kept(good.substr(0, at) + one + good.substr(at + 1));
    }
  }
  EXPECT_GT(refused, 100U);
}

}  // namespace
}  // namespace jenjang

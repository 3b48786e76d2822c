#include <gtest/gtest.h>

#include "node/text/folded.h"
#include "node/text/secrecy_words.h"
#include "node/text/visible.h"

namespace jenjang {
namespace {

TEST(FoldedText, ComparesNamesWhoeverTypedThem) {
  EXPECT_EQ(folded("Tipe Laporan"), "tipe laporan");
  EXPECT_EQ(folded("\xEF\xBC\xB4ipe\xC2\xA0L\xC3\xA1poran"),
            "tipe laporan");                                    // Full width, NBSP, á.
  EXPECT_EQ(folded("ra\xE2\x80\x8Bha\xC2\xADsia"), "rahasia");  // Zero width space, soft hyphen.
  EXPECT_EQ(folded("a\xCC\x81"), folded("\xC3\xA1"));           // Decomposed and composed.
  EXPECT_EQ(folded("STRASSE"), folded("Stra\xC3\x9F"
                                      "e"));
  EXPECT_EQ(folded(""), "");
}

TEST(FoldedText, KeepsLettersAndDigitsAlone) {
  EXPECT_EQ(folded_letters("attribute[Is_RAHASIA][0]"), "attributeisrahasia0");
  EXPECT_EQ(folded_letters(" r.a-h/a\\s\tia\xE2\x80\xAE"), "rahasia");
  EXPECT_EQ(folded_letters("\xE6\x97\xA5\xE6\x9C\xAC 2"),
            "\xE6\x97\xA5\xE6\x9C\xAC"
            "2");
}

TEST(FoldedText, TakesBytesThatAreNoUtf8) {
  EXPECT_EQ(folded("rahas\xC0ia"), "rahasaia");  // As Latin-1: À.
  EXPECT_EQ(folded("\xFF"), folded("\xC3\xBF"));
}

TEST(SecrecyWords, AreHeardInAnySpelling) {
  for (const char* name : {"rahasia",       "Is_Rahasia",   "attribute[x].RAHASIA",
                           "kerahasiaan",   "secret",       "secrecy",
                           "private",       "privasi",      "privacy",
                           "data_pribadi",  "confidential", "konfidensial",
                           "anonim",        "anonymous",    "publik",
                           "non-public",    "publish",      "Publikasikan",
                           "visibility",    "hidden",       "sembunyikan",
                           "tertutup",      "terbuka",      "sensitif",
                           "whistleblower", "incognito"}) {
    EXPECT_TRUE(speaks_of_secrecy(name)) << name;
  }
  for (const char* name : {"", "jenis", "Instansi Terdisposisi", "utm_source", "description"}) {
    EXPECT_FALSE(speaks_of_secrecy(name)) << name;
  }
}

TEST(VisibleText, MovesNoCursorAndReordersNothing) {
  EXPECT_EQ(visible_line("a\tb"), "a b");
  EXPECT_EQ(visible_line("a\x1B[31mb"), "a\xEF\xBF\xBD[31mb");
  EXPECT_EQ(visible_line("a\nb\r"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_EQ(visible_line("\xC2\x9B"
                         "31m"),
            "\xEF\xBF\xBD"
            "31m");  // C1: CSI.
  EXPECT_EQ(visible_line("\xE2\x80\xAE"
                         "x"),
            "\xEF\xBF\xBD"
            "x");  // Right-to-left override.
  EXPECT_EQ(visible_line("\xE2\x81\xA6"
                         "x"),
            "\xEF\xBF\xBD"
            "x");  // Isolate.
  EXPECT_EQ(visible_line("\xE2\x80\xA8"
                         "x"),
            "\xEF\xBF\xBD"
            "x");  // Line separator.
  EXPECT_EQ(visible_line("\x7F\xD8\x9C"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(visible_line("\xFF"
                         "a"),
            "\xEF\xBF\xBD"
            "a");
  EXPECT_EQ(visible_line("Jalan rusak, 3 m \xE2\x9C\x93"), "Jalan rusak, 3 m \xE2\x9C\x93");
}

TEST(VisibleText, GivesEachLineItsMargin) {
  EXPECT_EQ(visible_lines("a\r\nb\rc\nd", "| "), "| a\n| b\n| c\n| d");
  EXPECT_EQ(visible_lines("a\xE2\x80\xA9"
                          "b",
                          "| "),
            "| a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(visible_lines("", "| "), "| ");
}

TEST(VisibleText, KeepsJsonEqualAndHarmless) {
  EXPECT_EQ(visible_json("{\"a\": \"x\xC2\x9B\xE2\x80\xAE\"}\n"), "{\"a\": \"x\\u009b\\u202e\"}\n");
}

}  // namespace
}  // namespace jenjang

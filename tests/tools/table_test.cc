#include "tools/cli/table.h"

#include <gtest/gtest.h>

namespace jenjang {
namespace {

TEST(Table, AlignsCharactersAndNotBytes) {
  Table table({{"Nama"}, {"N", Table::Side::right}});
  table.add({"Kaimana é", "7"});
  table.add({"Biak", "1.234"});
  EXPECT_EQ(table.to_text(), "Nama           N\nKaimana é      7\nBiak       1.234\n");
}

TEST(Table, ShowsACellAsOneHarmlessLine) {
  Table table({{"N"}});
  table.add({"a\x1B[1m\nb"});
  EXPECT_EQ(table.to_text(),
            "N\na\xEF\xBF\xBD[1m\xEF\xBF\xBD"
            "b\n");
}

TEST(Table, WritesNumbersAsPeopleHereDo) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1'000), "1.000");
  EXPECT_EQ(count_text(1'234'567), "1.234.567");
  EXPECT_EQ(bytes_text(1'023), "1023 B");
  EXPECT_EQ(bytes_text(1'536), "1,5 KiB");
  EXPECT_EQ(bytes_text(20 * 1024 * 1024), "20,0 MiB");
  EXPECT_EQ(span_text(850), "850 md");
  EXPECT_EQ(span_text(61'000), "1 mnt");
}

TEST(Table, CutsALineBetweenCharacters) {
  EXPECT_EQ(one_line("jalan", 5), "jalan");
  EXPECT_EQ(one_line("jalan rusak", 5), "jala…");
  EXPECT_EQ(one_line("ééé", 2), "é…");
  EXPECT_EQ(one_line("a\nb", 9), "a b");
  EXPECT_EQ(one_line("a\xC2\x9B", 9), "a\xEF\xBF\xBD");
}

}  // namespace
}  // namespace jenjang

#include "tools/csv/csv_reader.h"

#include <gtest/gtest.h>

namespace jenjang {
namespace {

// The rows as one line of text: fields between bars, rows between slashes; or the refusal.
std::string read(std::string_view text) {
  CsvReader reader(text);
  std::string out;
  while (true) {
    const auto row = reader.next();
    if (!row) return row.error().message;
    if (!*row) return out;
    if (!out.empty()) out += " / ";
    for (const std::string& field : **row) out += "|" + field;
  }
}

struct CsvCase {
  std::string name;
  std::string text;
  std::string expected;
};

class CsvRead : public testing::TestWithParam<CsvCase> {};

TEST_P(CsvRead, GivesRows) { EXPECT_EQ(read(GetParam().text), GetParam().expected); }

// Columns: name, text, rows or refusal.
INSTANTIATE_TEST_SUITE_P(
    Cases, CsvRead,
    testing::Values(
        CsvCase{"Empty", "", ""}, CsvCase{"TwoRows", "a,b\nc,d\n", "|a|b / |c|d"},
        CsvCase{"NoLastLineEnd", "a,b\nc,d", "|a|b / |c|d"},
        CsvCase{"WindowsLineEnds", "a\r\nb\r\n", "|a / |b"},
        CsvCase{"ByteOrderMark",
                "\xEF\xBB\xBF"
                "a,b",
                "|a|b"},
        CsvCase{"BlankLines", "\n\na\n\nb\n\n", "|a / |b"},
        CsvCase{"EmptyFields", ",a,\n,,", "||a| / |||"},
        CsvCase{"Quotes", "\"a,b\",\"c\nd\",\"e\"\"f\"", "|a,b|c\nd|e\"f"},
        CsvCase{"QuoteInside", "a\"b,c", "|a\"b|c"}, CsvCase{"EmptyQuotes", "\"\",\"\"\n", "||"},
        CsvCase{"Unclosed", "a\n\"b\n", "baris 2: isian berkutip tanpa kutip penutup"},
        CsvCase{"AfterQuote", "\"a\"b",
                "baris 1: teks sesudah kutip penutup; yang diharapkan koma atau akhir baris"}),
    [](const auto& test) { return test.param.name; });

TEST(CsvReader, KnowsTheLineOfARow) {
  CsvReader reader("a\n\"b\nc\"\n\nd");
  for (const std::size_t line : {1u, 2u, 5u}) {
    ASSERT_TRUE(reader.next().value().has_value());
    EXPECT_EQ(reader.line(), line);
  }
}

TEST(CsvReader, GoesOnAfterARefusedRow) {
  CsvReader reader("a\n\"b\nc\"d\ne\n");
  ASSERT_TRUE(reader.next().ok());
  ASSERT_FALSE(reader.next().ok());
  EXPECT_EQ(reader.line(), 2u);
  reader.skip_refused();
  EXPECT_EQ(reader.next().value().value()[0], "c\"d");
  EXPECT_EQ(reader.line(), 3u);
  EXPECT_EQ(reader.next().value().value()[0], "e");
  EXPECT_FALSE(reader.next().value().has_value());
}

TEST(CsvReader, BoundsFieldsAndRows) {
  EXPECT_EQ(read(std::string(1'001, ',')), "baris 1: lebih dari 1000 kolom dalam satu baris");
  EXPECT_EQ(read(std::string(CsvReader::kFieldBytesMax + 1, 'a')),
            "baris 1: isian lebih dari 1 MiB");
}

}  // namespace
}  // namespace jenjang

#include <gtest/gtest.h>

#include <set>

#include "node/registry/registry_file.h"
#include "tests/tools/temp_folder.h"
#include "tools/demo/invent.h"
#include "tools/import/import_source.h"
#include "tools/import/spread.h"

namespace jenjang {
namespace {

const AreaEntry kAreas[] = {
    {Area::nation(), "Indonesia"},
    {*Area::parse("64"), "Kalimantan Timur"},
    {*Area::parse("64.01"), "Kabupaten Paser"},
    {*Area::parse("64.01.01"), "Batu Sopang"},
    {*Area::parse("64.01.02"), "Tanjung Harapan"},
    {*Area::parse("64.72"), "Kota Samarinda"},
    {*Area::parse("64.72.01"), "Palaran"},
};

class DemoReports : public testing::Test {
 protected:
  DemoReports() : registry_(open(folder_)), names_(registry_) {}

  static Registry open(const TempFolder& folder) {
    const Result<std::string> bytes =
        encode_registry("1", std::vector<AreaEntry>(std::begin(kAreas), std::end(kAreas)));
    return std::move(Registry::open(folder.write("areas.bin", bytes.value()))).value();
  }
  std::string invented(std::uint64_t rows, std::uint64_t seed) {
    const InventOptions options{seed, 8'000'001, {*Area::parse("64.01"), *Area::parse("64.72")}};
    std::string out = invented_titles();
    for (std::uint64_t n = 0; n < rows; ++n) out += invented_row(options, registry_, n);
    return out;
  }
  ImportSource source(const std::string& text, const char* node,
                      const std::vector<Area>& spread = {}) {
    return ImportSource(*LaporSheet::open(text, {}),
                        {names_, registry_, units_, *Area::parse(node), std::nullopt, spread});
  }
  static std::vector<ImportRow> all(ImportSource& source) {
    std::vector<ImportRow> out;
    for (auto group = source.next(); !group.empty(); group = source.next()) {
      EXPECT_LE(group.size(), ImportSource::kGroupRows);
      out.insert(out.end(), group.begin(), group.end());
    }
    return out;
  }

  TempFolder folder_;
  Registry registry_;
  AreaNames names_;
  UnitCodes units_;
};

TEST_F(DemoReports, AreTheSameForTheSameSeed) {
  EXPECT_EQ(invented(50, 1), invented(50, 1));
  EXPECT_NE(invented(50, 1), invented(50, 2));
}

TEST_F(DemoReports, AreReadByTheImporterWithoutOneRefusal) {
  const std::string text = invented(500, 1);
  ImportSource rows = source(text, "64");
  const std::vector<ImportRow> read = all(rows);
  EXPECT_EQ(read.size(), 500u);
  EXPECT_EQ(rows.refused_count(), 0u) << rows.refused().front().why;
  std::set<std::uint64_t> ids;
  std::set<int> kinds;
  for (const ImportRow& row : read) {
    ids.insert(row.row.lapor_id);
    kinds.insert(row.row.kind);
    EXPECT_TRUE(row.row.area.contains(row.row.place));
    EXPECT_EQ(row.row.place.tier(), 3);
    EXPECT_EQ(row.row.text.find('{'), std::string::npos) << row.row.text;
    EXPECT_EQ(row.row.title.find('{'), std::string::npos) << row.row.title;
  }
  EXPECT_EQ(ids.size(), 500u);
  EXPECT_EQ(kinds.size(), 4u);
}

TEST_F(DemoReports, OfOtherAreasAreLeftToOtherNodes) {
  const std::string text = invented(200, 1);
  ImportSource paser = source(text, "64.01");
  ImportSource samarinda = source(text, "64.72");
  const std::size_t here = all(paser).size();
  const std::size_t there = all(samarinda).size();
  EXPECT_EQ(here + there, 200u);
  EXPECT_GT(here, 0u);
  EXPECT_GT(there, 0u);
  EXPECT_EQ(paser.elsewhere(), there);
}

TEST_F(DemoReports, SpreadOverAreasStayWhereTheyWerePut) {
  const std::string text = invented(300, 1);
  const std::vector<Area> areas{*Area::parse("64.01"), *Area::parse("64.72")};
  ImportSource once = source(text, "64", areas);
  ImportSource again = source(text, "64", areas);
  const std::vector<ImportRow> first = all(once);
  const std::vector<ImportRow> second = all(again);
  std::map<Area, int> counts;
  for (std::size_t i = 0; i < first.size(); ++i) {
    ++counts[first[i].row.area];
    EXPECT_EQ(first[i].row.area, second[i].row.area);
    EXPECT_EQ(first[i].row.place, second[i].row.place);
    EXPECT_TRUE(first[i].row.area.contains(first[i].row.place));
  }
  EXPECT_GT(counts[areas[0]], 100);
  EXPECT_GT(counts[areas[1]], 100);
}

TEST_F(DemoReports, SpreadTakeUnitsOfTheirNewArea) {
  units_[{*Area::parse("64.72"), "dinas kesehatan"}] = 3;
  LaporRow row;
  row.lapor_id = 5;
  row.unit = 900;
  spread_row({*Area::parse("64.72")}, registry_, units_, row);
  EXPECT_EQ(row.unit, 3u);
  row.unit = 900;
  spread_row({*Area::parse("64.01")}, registry_, units_, row);
  EXPECT_EQ(row.unit, 0u);
}

TEST_F(DemoReports, ABadLineCostsItselfAndIsNamed) {
  const std::string text = invented(2, 1) + "\"x\",\"1 May 2025\"\n" +
                           invented_row({1, 8'000'001, {*Area::parse("64.72")}}, registry_, 9);
  ImportSource rows = source(text, "64");
  EXPECT_EQ(all(rows).size(), 3u);
  ASSERT_EQ(rows.refused_count(), 1u);
  EXPECT_EQ(rows.refused()[0].why.rfind("2 isian", 0), 0u) << rows.refused()[0].why;
  EXPECT_GT(rows.refused()[0].line, 3u);
}

}  // namespace
}  // namespace jenjang

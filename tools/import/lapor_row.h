#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "jenjang/v1/store.pb.h"
#include "schema/area.h"
#include "schema/base/result.h"
#include "schema/time.h"
#include "tools/import/area_names.h"
#include "tools/import/lapor_sheet.h"

namespace jenjang {

// Units that the directory names, by area and plain name.
using UnitCodes = std::map<std::pair<Area, std::string>, std::uint32_t>;

// One report of the export in our terms.
struct LaporRow {
  std::uint64_t lapor_id = 0;
  WallTime received;
  v1::Kind kind{};
  v1::Status status{};
  v1::Channel channel{};
  bool anonymous = false;
  bool secret = false;
  std::uint32_t category = 0;
  std::string category_name;
  Area area;   // Whose government it is addressed to: intake and addressee.
  Area place;  // What it is about, as deep as the row says.
  std::uint32_t unit = 0;
  std::string unit_name;
  std::string title;
  std::string text;
  std::string edited_text;  // Empty where the same as text.
  std::string reason;
  std::string reporter;  // Empty where the export does not say.
};

struct LaporPlacing {
  const AreaNames& names;
  const UnitCodes& units;
  // For rows that name no government and no place.
  std::optional<Area> fallback;
};

// invalid: the column, what it held and what was expected.
Result<LaporRow> parse_lapor_row(const LaporCells& cells, const LaporPlacing& placing);

// A code for a unit that the directory does not name: the same for the same name anywhere, above
// every number that the official system gives.
std::uint32_t unit_code_of(std::string_view name);

}  // namespace jenjang

#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "jenjang/v1/store.pb.h"
#include "node/views/report_query.h"
#include "schema/area.h"
#include "schema/event.h"

namespace jenjang {

struct CountQuery {
  Area area;
  std::optional<Kind> kind{};
  std::optional<v1::Status> status{};
  std::optional<std::uint32_t> category{};
  std::optional<std::uint32_t> month_from{};  // year * 12 + month - 1, inclusive.
  std::optional<std::uint32_t> month_until{};
  Sight sight = Sight::open;
};

struct Counts {
  std::int64_t total = 0;
  std::int64_t secret = 0;  // Part of total; 0 to open sight.
  std::map<Kind, std::int64_t> by_kind;
  std::map<v1::Status, std::int64_t> by_status;
};

}  // namespace jenjang

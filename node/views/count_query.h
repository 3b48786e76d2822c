#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "jenjang/v1/store.pb.h"
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
  // For the public a secret report has no kind, status or category: it is in `total` and `secret`
  // where none of them is asked for, and in nothing else.
  bool secret_too = false;
};

struct Counts {
  std::int64_t total = 0;
  std::int64_t secret = 0;  // Part of total.
  std::map<Kind, std::int64_t> by_kind;
  std::map<v1::Status, std::int64_t> by_status;
};

}  // namespace jenjang

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "jenjang/v1/store.pb.h"
#include "node/views/shown.h"
#include "schema/area.h"
#include "schema/event.h"
#include "schema/keys.h"
#include "schema/time.h"

namespace jenjang {

// How many reports one call looks at, whether they match or not.
inline constexpr std::size_t kListExaminedMax = 20'000;

// Both ends belong to it.
struct TimeRange {
  std::optional<WallTime> from{};
  std::optional<WallTime> until{};

  bool contains(WallTime time) const {
    return (!from || *from <= time) && (!until || time <= *until);
  }
};

struct ReportQuery {
  // Which time the list is ordered by, newest first; its range bounds the scan.
  enum class By { received, updated };
  By by = By::received;
  TimeRange received{};
  TimeRange updated{};
  std::optional<TimedReport> after{};  // Goes on after this place of the same order.
  std::optional<Area> place{};         // Within this area.
  std::optional<Area> holder{};        // Within this area.
  std::vector<std::uint32_t> categories{};
  std::vector<v1::Status> statuses{};
  std::optional<Kind> kind{};
  bool secret_too = false;  // Public answers leave secret reports out.
  std::size_t offset = 0;
  std::size_t limit = 50;
};

struct ReportPage {
  std::vector<ShownReport> reports;
  // Where the list goes on; nothing at its end. A call that has looked at kListExaminedMax reports
  // stops there, so a page may be short and still not the last.
  std::optional<TimedReport> next;
};

}  // namespace jenjang

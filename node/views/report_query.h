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

// The number of reports of an index that one call looks at, whether they match or not.
inline constexpr std::size_t kListExaminedMax = 20'000;

// The reports that a caller may know of. To open sight a secret report does not exist: it is in no
// list and no number, and neither found nor counted against a limit.
enum class Sight { open, secret_too };

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
  Sight sight = Sight::open;
  std::size_t offset = 0;
  std::size_t limit = 50;
};

struct ReportPage {
  std::vector<ShownReport> reports;
  // The place where the list goes on, nothing at its end: the last report shown, or, where a call
  // has looked at kListExaminedMax reports and stops, the last one looked at. So a page may be
  // short and still not the last. Only reports within the sight of the query are looked at.
  std::optional<TimedReport> next;
};

}  // namespace jenjang

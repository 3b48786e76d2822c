#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schema/time.h"

namespace jenjang {

// Minutes east of UTC: 420 is WIB, 480 WITA, 540 WIT.
struct ZoneOffset {
  int minutes = 0;
};

// As 2026-01-05T08:00:00+07:00; milliseconds are cut off.
std::string to_iso8601(WallTime time, ZoneOffset zone);

// Which end of a day a date without a time means.
enum class DayEnd { first, last };

// What clients send, which is wider than what we send: a time without a zone is local, a date
// without a time is that end of the day, the plus of a zone may have become a space.
std::optional<WallTime> parse_iso8601(std::string_view text, ZoneOffset local, DayEnd end);

// A month as 2026-01, as year * 12 + month - 1.
std::optional<std::uint32_t> parse_month(std::string_view text);

}  // namespace jenjang

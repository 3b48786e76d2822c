// A time that is taken is written so that it is taken again, as the same one.
#include <cstddef>
#include <cstdint>

#include "node/api/iso_time.h"
#include "schema/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jenjang;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  constexpr std::int64_t kSecondMs = 1000;
  constexpr ZoneOffset kWita{8 * 60};
  for (const DayEnd end : {DayEnd::first, DayEnd::last}) {
    const auto time = parse_iso8601(bytes, kWita, end);
    if (!time) continue;
    const auto again = parse_iso8601(to_iso8601(*time, kWita), kWita, end);
    // A time of the year 0 or 9999 may be in another year here.
    constexpr WallTime kFirst{-62'135'596'800'000};
    constexpr WallTime kLast{253'402'214'400'000};
    if (*time < kFirst || *time > kLast) continue;
    CHECK(again && again->ms <= time->ms && time->ms - again->ms < kSecondMs);
  }
  const auto month = parse_month(bytes);
  CHECK(!month || *month < 10'000 * 12);
  return 0;
}

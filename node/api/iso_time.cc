#include "node/api/iso_time.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace jenjang {

namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kDayMs = 24 * 60 * kMinuteMs;

class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool skip(std::string_view any) {
    if (rest_.empty() || any.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly that many digits.
  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int out = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return std::nullopt;
      out = out * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return out;
  }

 private:
  std::string_view rest_;
};

// Milliseconds of the day's start, as if in UTC.
std::optional<std::int64_t> parse_day(Cursor& at) {
  const auto year = at.digits(4);
  if (!year || !at.skip("-")) return std::nullopt;
  const auto month = at.digits(2);
  if (!month || !at.skip("-")) return std::nullopt;
  const auto day = at.digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * kDayMs;
}

std::optional<std::int64_t> parse_time_of_day(Cursor& at) {
  const auto hour = at.digits(2);
  if (!hour || *hour > 23 || !at.skip(":")) return std::nullopt;
  const auto minute = at.digits(2);
  if (!minute || *minute > 59) return std::nullopt;
  std::int64_t ms = (*hour * 60 + *minute) * kMinuteMs;
  if (!at.skip(":")) return ms;
  const auto second = at.digits(2);
  if (!second || *second > 60) return std::nullopt;
  ms += *second * 1000;
  if (!at.skip(".,")) return ms;
  if (!at.digits(1)) return std::nullopt;
  while (at.digits(1)) continue;  // Finer than a second is not kept.
  return ms;
}

std::optional<int> parse_zone(Cursor& at, ZoneOffset local) {
  if (at.done()) return local.minutes;
  if (at.skip("Zz")) return 0;
  const bool west = at.peek() == '-';
  if (!at.skip("+- ")) return std::nullopt;
  const auto hours = at.digits(2);
  if (!hours || *hours > 14) return std::nullopt;
  at.skip(":");
  const auto minutes = at.done() ? std::optional<int>(0) : at.digits(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const int offset = *hours * 60 + *minutes;
  return west ? -offset : offset;
}

}  // namespace

std::string to_iso8601(WallTime time, ZoneOffset zone) {
  using namespace std::chrono;
  const auto local = sys_time<milliseconds>(milliseconds(time.ms) + minutes(zone.minutes));
  const auto day = floor<days>(local);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<seconds>(local - day));
  const int offset = zone.minutes < 0 ? -zone.minutes : zone.minutes;
  std::array<char, 48> out{};
  const int size = std::snprintf(
      out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d%c%02d:%02d",
      static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
      static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
      static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
      zone.minutes < 0 ? '-' : '+', offset / 60, offset % 60);
  return {out.data(), static_cast<std::size_t>(size)};
}

std::optional<WallTime> parse_iso8601(std::string_view text, ZoneOffset local, DayEnd end) {
  Cursor at(text);
  const auto day = parse_day(at);
  if (!day) return std::nullopt;
  if (at.done()) {
    const std::int64_t into = end == DayEnd::last ? kDayMs - 1 : 0;
    return WallTime{*day + into - local.minutes * kMinuteMs};
  }
  if (!at.skip("Tt ")) return std::nullopt;
  const auto time = parse_time_of_day(at);
  if (!time) return std::nullopt;
  const auto zone = parse_zone(at, local);
  if (!zone || !at.done()) return std::nullopt;
  return WallTime{*day + *time - *zone * kMinuteMs};
}

std::optional<std::uint32_t> parse_month(std::string_view text) {
  Cursor at(text);
  const auto year = at.digits(4);
  if (!year || !at.skip("-")) return std::nullopt;
  const auto month = at.digits(2);
  if (!month || *month < 1 || *month > 12 || !at.done()) return std::nullopt;
  return static_cast<std::uint32_t>(*year * 12 + *month - 1);
}

}  // namespace jenjang

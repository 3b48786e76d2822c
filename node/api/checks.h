#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/api/iso_time.h"
#include "node/api/problem.h"
#include "schema/area.h"
#include "schema/event.h"
#include "schema/ids.h"

namespace jenjang {

// Limits of what clients hand in, in characters.
inline constexpr std::size_t kTitleMax = 300;
inline constexpr std::size_t kTextMax = 4000;
inline constexpr std::size_t kAddressMax = 500;
inline constexpr std::size_t kPersonFieldMax = 200;
inline constexpr std::size_t kUrlBytesMax = 2000;
inline constexpr std::size_t kIdempotencyKeyMax = 200;
inline constexpr std::size_t kListItemsMax = 100;
// A call is told the first hundred of its problems: an answer stays small, however wrong the body.
inline constexpr std::size_t kProblemsMax = 100;

// Checks of one call's fields. Each gives what the field says, or adds to `problems` what is wrong
// with it and gives something harmless; an empty field is an absent one.
class Checks {
 public:
  explicit Checks(Problems& problems) : problems_(problems) {}

  // Clean text without tags, with the blanks around it cut off.
  std::string text(std::string_view field, std::string_view value, std::size_t characters_max);
  std::optional<Area> area(std::string_view field, std::string_view value);
  // Requires text that is not empty.
  std::uint64_t number(std::string_view field, std::string_view value, std::uint64_t max);
  bool truth(std::string_view field, std::string_view value);
  std::optional<WallTime> time(std::string_view field, std::string_view value, ZoneOffset zone,
                               DayEnd end);
  // Degrees between -bound and bound.
  std::optional<double> degrees(std::string_view field, std::string_view value, double bound);
  std::optional<double> degrees(std::string_view field, double value, double bound);
  std::string url(std::string_view field, std::string_view value);
  std::optional<Kind> kind(std::string_view field, std::string_view value);
  // Of an Idempotency-Key header.
  std::optional<IntakeDigest> idempotency_key(std::string_view value);
  // The items between commas, at most kListItemsMax.
  std::vector<std::string_view> items(std::string_view field, std::string_view value);
  // The one meaning of a field that may be written several times, each value by `read`, which gives
  // an optional: values that contradict each other are a problem. Nothing where none has a meaning.
  template <class Read>
  auto agreed(std::string_view field, const std::vector<std::string_view>& values, const Read& read)
      -> decltype(read(field)) {
    decltype(read(field)) out;
    for (const std::string_view value : values) {
      const auto one = read(value);
      if (out && one && *one != *out) {
        add(field, "diisi berulang dengan arti yang bertentangan");
        return {};
      }
      if (one) out = one;
    }
    return out;
  }

  // Takes no more than kProblemsMax.
  void add(std::string_view field, std::string message, Code code = Code::invalid);

 private:
  Problems& problems_;
};

}  // namespace jenjang

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "schema/base/result.h"
#include "schema/ids.h"

namespace jenjang {

inline constexpr std::size_t kReportCodeSize = 26;
// Fifty bits: what people may shorten a code to.
inline constexpr std::size_t kReportCodePrefixMin = 10;

// The first bits of a report id, as a person gave them.
struct ReportIdPrefix {
  ReportId low;          // The smallest id with this prefix.
  std::size_t bits = 0;  // 50 to 128.

  bool matches(const ReportId& report) const;
  // The bytes of the smallest id with this prefix, from which a range scan starts.
  std::string low_bytes() const { return std::string(low.view()); }
  bool operator==(const ReportIdPrefix&) const = default;
};

// A report id for people: 26 lower-case characters of Crockford's base32, first bit first, the two
// bits past the end zero; so the first n characters are the first 5n bits.
std::string report_code(const ReportId& report);

// A whole code or its first 10 characters or more. Any case; dashes are ignored, o is read as 0, i
// and l as 1. Invalid for anything else.
Result<ReportIdPrefix> parse_report_code(std::string_view text);

}  // namespace jenjang

#include "schema/base32.h"

#include <algorithm>

namespace jenjang {

namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kIdBits = 8 * ReportId::kSize;
// Room for a dash after every character and no more.
constexpr std::size_t kTextMax = 2 * kReportCodeSize;

Error refuse(const std::string& what) { return {Code::invalid, "report code: " + what}; }

// 32 for a character that stands for nothing.
std::size_t value_of(char c) {
  if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (c == 'o') c = '0';
  if (c == 'i' || c == 'l') c = '1';
  return std::min(kAlphabet.find(c), kAlphabet.size());
}

bool bit_of(const ReportId& id, std::size_t bit) {
  return (id.bytes[bit / 8] >> (7 - bit % 8) & 1) != 0;
}

void set_bit(ReportId& id, std::size_t bit) {
  id.bytes[bit / 8] = static_cast<std::uint8_t>(id.bytes[bit / 8] | 128 >> bit % 8);
}

}  // namespace

bool ReportIdPrefix::matches(const ReportId& report) const {
  for (std::size_t bit = 0; bit < bits; ++bit) {
    if (bit_of(report, bit) != bit_of(low, bit)) return false;
  }
  return true;
}

std::string report_code(const ReportId& report) {
  std::string out;
  for (std::size_t at = 0; at < kReportCodeSize; ++at) {
    std::size_t value = 0;
    for (std::size_t bit = 5 * at; bit < 5 * at + 5; ++bit) {
      value = value * 2 + (bit < kIdBits && bit_of(report, bit) ? 1 : 0);
    }
    out += kAlphabet[value];
  }
  return out;
}

Result<ReportIdPrefix> parse_report_code(std::string_view text) {
  if (text.size() > kTextMax) return refuse("longer than " + std::to_string(kTextMax));
  ReportIdPrefix out;
  std::size_t characters = 0;
  for (const char c : text) {
    if (c == '-') continue;
    const std::size_t value = value_of(c);
    if (value == kAlphabet.size()) return refuse("a character outside Crockford's base32");
    if (++characters > kReportCodeSize) return refuse("more than 26 characters");
    for (std::size_t i = 0; i < 5; ++i) {
      const std::size_t bit = 5 * (characters - 1) + i;
      if ((value >> (4 - i) & 1) == 0) continue;
      if (bit >= kIdBits) return refuse("the last character is none that ends a code");
      set_bit(out.low, bit);
    }
  }
  if (characters < kReportCodePrefixMin) {
    return refuse(std::to_string(characters) + " characters, expected 26, or 10 at least");
  }
  out.bits = std::min(5 * characters, kIdBits);
  return out;
}

}  // namespace jenjang

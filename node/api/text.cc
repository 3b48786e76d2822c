#include "node/api/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstring>

#include "schema/utf8.h"

namespace jenjang {

namespace {

// The length of the sequence that starts here, 0 where it is malformed; its value in `point`.
std::size_t decode(std::string_view text, std::uint32_t& point) {
  const auto lead = static_cast<unsigned char>(text[0]);
  std::size_t size = 0;
  if (lead < 0x80) {
    point = lead;
    return 1;
  }
  if (lead >= 0xC2 && lead <= 0xDF) {
    size = 2;
    point = lead & 0x1FU;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    size = 3;
    point = lead & 0x0FU;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    size = 4;
    point = lead & 0x07U;
  } else {
    return 0;
  }
  if (text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if (begins_character(text[i])) return 0;
    point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  if (size == 3 && (point < 0x800 || (point >= 0xD800 && point <= 0xDFFF))) return 0;
  if (size == 4 && (point < 0x10000 || point > 0x10FFFF)) return 0;
  return size;
}

bool is_clean(std::uint32_t point) {
  if (point < 0x20) return point == '\t' || point == '\n' || point == '\r';
  return point != 0x7F && point != 0xFFFE && point != 0xFFFF;
}

// Whether eight printable ASCII characters come next: nearly all of what is checked.
bool plain_eight(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighs = 0x80 * kOnes;
  if (text.size() < sizeof(std::uint64_t)) return false;
  std::uint64_t word = 0;
  std::memcpy(&word, text.data(), sizeof(word));
  // With no high bit set, taking 0x20 from a byte borrows if it is below, and adding 1 to 0x7F
  // sets the high bit. A borrow may spoil its neighbour, and then the slow way decides.
  return ((word | (word - 0x20 * kOnes) | (word + kOnes)) & kHighs) == 0;
}

}  // namespace

bool is_clean_text(std::string_view text) {
  while (!text.empty()) {
    if (plain_eight(text)) {
      text.remove_prefix(8);
      continue;
    }
    std::uint32_t point = 0;
    const std::size_t size = decode(text, point);
    if (size == 0 || !is_clean(point)) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string_view first_characters(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (begins_character(text[at]) && characters-- == 0) break;
    ++at;
  }
  return text.substr(0, at);
}

bool has_html_tag(std::string_view text) {
  for (std::size_t i = text.find('<'); i != std::string_view::npos; i = text.find('<', i + 1)) {
    if (i + 1 >= text.size()) return false;
    const char next = text[i + 1];
    const bool letter = std::isalpha(static_cast<unsigned char>(next)) != 0;
    const bool opens = letter || next == '/' || next == '!' || next == '?';
    if (opens && text.find('>', i) != std::string_view::npos) return true;
  }
  return false;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t from = text.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  });
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::optional<double> parse_decimal(std::string_view text) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<bool> parse_truth(std::string_view text) {
  constexpr std::array<std::string_view, 8> kTrue{"1",  "true", "yes", "ya",
                                                  "on", "y",    "t",   "benar"};
  constexpr std::array<std::string_view, 9> kFalse{"0", "false", "no",  "tidak", "off",
                                                   "n", "f",     "tdk", "salah"};
  // Libraries that write a value as a JSON document put quotation marks around it.
  const bool quoted = text.size() > 2 && text.front() == '"' && text.back() == '"';
  if (quoted) text = text.substr(1, text.size() - 2);
  const auto is = [&](std::string_view word) { return equals_ignoring_case(text, word); };
  if (std::any_of(kTrue.begin(), kTrue.end(), is)) return true;
  if (std::any_of(kFalse.begin(), kFalse.end(), is)) return false;
  return std::nullopt;
}

}  // namespace jenjang

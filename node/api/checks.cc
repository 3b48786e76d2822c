#include "node/api/checks.h"

#include <algorithm>
#include <cctype>

#include "node/api/terms.h"
#include "node/api/text.h"
#include "schema/hash.h"
#include "schema/utf8.h"

namespace jenjang {

namespace {

// As the API writes it: `Permintaan informasi` is permintaan_informasi.
std::string as_term(std::string_view value) {
  std::string out(trim(value));
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
    return c == ' ' || c == '-' ? '_' : static_cast<char>(std::tolower(c));
  });
  return out;
}

bool is_visible_ascii(char c) { return c > 0x20 && c < 0x7F; }

}  // namespace

void Checks::add(std::string_view field, std::string message, Code code) {
  if (problems_.size() >= kProblemsMax) return;
  problems_.push_back({.code = code, .field = std::string(field), .message = std::move(message)});
}

std::string Checks::text(std::string_view field, std::string_view value,
                         std::size_t characters_max) {
  value = trim(value);
  if (!is_clean_text(value)) {
    add(field, "yang diharapkan teks UTF-8 tanpa karakter kendali");
    return {};
  }
  // No text has more characters than bytes.
  const std::size_t count = value.size() > characters_max ? count_characters(value) : 0;
  if (count > characters_max) {
    add(field,
        std::to_string(count) + " karakter, paling banyak " + std::to_string(characters_max));
    return {};
  }
  if (has_html_tag(value)) {
    add(field, "berisi tag HTML; yang diharapkan teks biasa");
    return {};
  }
  return std::string(value);
}

std::optional<Area> Checks::area(std::string_view field, std::string_view value) {
  value = trim(value);
  if (value.empty()) return std::nullopt;
  const Result<Area> area = Area::parse(value);
  if (area) return *area;
  add(field, "yang diharapkan kode wilayah seperti 64.72");
  return std::nullopt;
}

std::uint64_t Checks::number(std::string_view field, std::string_view value, std::uint64_t max) {
  const std::optional<std::uint64_t> number = parse_number(trim(value));
  if (number && *number <= max) return *number;
  add(field, "yang diharapkan bilangan sampai " + std::to_string(max));
  return 0;
}

bool Checks::truth(std::string_view field, std::string_view value) {
  if (value.empty()) return false;
  const std::optional<bool> truth = parse_truth(trim(value));
  if (!truth) add(field, "yang diharapkan ya atau tidak, true atau false, 1 atau 0");
  return truth.value_or(false);
}

std::optional<WallTime> Checks::time(std::string_view field, std::string_view value,
                                     ZoneOffset zone, DayEnd end) {
  value = trim(value);
  if (value.empty()) return std::nullopt;
  const std::optional<WallTime> time = parse_iso8601(value, zone, end);
  if (!time) add(field, "yang diharapkan waktu ISO 8601 seperti 2026-01-05T08:00:00+07:00");
  return time;
}

std::optional<double> Checks::degrees(std::string_view field, std::string_view value,
                                      double bound) {
  value = trim(value);
  if (value.empty()) return std::nullopt;
  const std::optional<double> parsed = parse_decimal(value);
  if (parsed) return degrees(field, *parsed, bound);
  add(field, "yang diharapkan derajat desimal seperti -0.5021");
  return std::nullopt;
}

std::optional<double> Checks::degrees(std::string_view field, double value, double bound) {
  if (value >= -bound && value <= bound) return value;
  const std::string limit = std::to_string(static_cast<int>(bound));
  add(field, "yang diharapkan derajat antara -" + limit + " dan " + limit);
  return std::nullopt;
}

std::string Checks::url(std::string_view field, std::string_view value) {
  value = trim(value);
  if (value.empty()) return {};
  const bool web = value.starts_with("https://") || value.starts_with("http://");
  const bool plain = std::all_of(value.begin(), value.end(), is_visible_ascii) &&
                     value.find_first_of("<>\"{}|\\^`") == std::string_view::npos;
  if (web && plain && value.size() <= kUrlBytesMax) return std::string(value);
  add(field, "yang diharapkan alamat http atau https, paling banyak " +
                 std::to_string(kUrlBytesMax) + " karakter");
  return {};
}

std::optional<Kind> Checks::kind(std::string_view field, std::string_view value) {
  if (value.empty()) return std::nullopt;
  const std::optional<Kind> kind = parse_kind(as_term(value));
  if (!kind) {
    add(field,
        "yang diharapkan pengaduan, pengaduan_pengawasan, aspirasi atau permintaan_informasi");
  }
  return kind;
}

std::optional<IntakeDigest> Checks::idempotency_key(std::string_view value) {
  if (value.empty()) return std::nullopt;
  const bool plain = std::all_of(value.begin(), value.end(),
                                 [](char c) { return is_visible_ascii(c) || c == ' '; });
  if (plain && value.size() <= kIdempotencyKeyMax) return intake_digest(value);
  add("Idempotency-Key",
      "paling banyak " + std::to_string(kIdempotencyKeyMax) + " karakter ASCII yang terlihat");
  return std::nullopt;
}

std::vector<std::string_view> Checks::items(std::string_view field, std::string_view value) {
  std::vector<std::string_view> out;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(','), value.size());
    const std::string_view item = trim(value.substr(0, end));
    if (!item.empty()) out.push_back(item);
    value.remove_prefix(std::min(end + 1, value.size()));
    if (out.size() <= kListItemsMax) continue;
    add(field, "lebih dari " + std::to_string(kListItemsMax) + " butir");
    return {};
  }
  return out;
}

}  // namespace jenjang

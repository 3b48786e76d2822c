#include "tools/import/lapor_terms.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string>
#include <vector>

#include "node/text/folded.h"
#include "node/text/visible.h"
#include "schema/utf8.h"
#include "tools/import/area_names.h"

namespace jenjang {

namespace {

// Three letters tell the months of both languages apart.
struct Month {
  std::string_view begin;
  unsigned number;
};
constexpr std::array<Month, 17> kMonths{{{"jan", 1},
                                         {"feb", 2},
                                         {"mar", 3},
                                         {"apr", 4},
                                         {"may", 5},
                                         {"mei", 5},
                                         {"jun", 6},
                                         {"jul", 7},
                                         {"aug", 8},
                                         {"agu", 8},
                                         {"agt", 8},
                                         {"sep", 9},
                                         {"oct", 10},
                                         {"okt", 10},
                                         {"nov", 11},
                                         {"dec", 12},
                                         {"des", 12}}};

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number out = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return out;
}

std::vector<std::string_view> split(std::string_view text, std::string_view marks) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(marks), text.size());
    if (end > 0) out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::optional<unsigned> month(std::string_view word) {
  if (const auto digits = number<unsigned>(word)) return digits;
  const std::string plain = plain_name(word);
  for (const Month& at : kMonths) {
    if (plain.starts_with(at.begin)) return at.number;
  }
  return std::nullopt;
}

std::optional<std::chrono::sys_days> parse_date(std::string_view text) {
  const auto parts = split(text, " -/.");
  if (parts.size() != 3) return std::nullopt;
  const bool year_first = parts[0].size() == 4;
  const auto day = number<unsigned>(year_first ? parts[2] : parts[0]);
  const auto year = number<int>(year_first ? parts[0] : parts[2]);
  const auto in_year = month(parts[1]);
  if (!day || !year || !in_year || *year < 1970 || *year > 2999) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*in_year),
                                         std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

std::optional<std::int64_t> parse_seconds(std::string_view text) {
  const auto parts = split(text, ":. ");
  if (parts.empty()) return 0;
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  std::int64_t out = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto value = i < parts.size() ? number<std::int64_t>(parts[i]) : 0;
    if (!value || *value < 0 || *value > (i == 0 ? 23 : 59)) return std::nullopt;
    out = out * 60 + *value;
  }
  return out;
}

}  // namespace

Result<WallTime> parse_lapor_time(std::string_view date, std::string_view time) {
  const auto day = parse_date(date);
  if (!day) {
    return wrong_cell("tanggal", date, "seperti 29 May 2023");
  }
  const auto seconds = parse_seconds(time);
  if (!seconds) {
    return wrong_cell("waktu", time, "seperti 04:05:34");
  }
  const std::int64_t days = day->time_since_epoch().count();
  return WallTime{(days * 86'400 + *seconds) * 1'000};
}

std::optional<v1::Kind> parse_lapor_kind(std::string_view word) {
  const std::string plain = plain_name(word);
  if (plain == "pengaduan berkadar pengawasan") return v1::KIND_COMPLAINT_OVERSIGHT;
  if (plain == "pengaduan tidak berkadar pengawasan" || plain == "pengaduan" || plain.empty()) {
    return v1::KIND_COMPLAINT;
  }
  if (plain == "aspirasi") return v1::KIND_ASPIRATION;
  if (plain == "permintaan informasi") return v1::KIND_INFORMATION_REQUEST;
  return std::nullopt;
}

std::optional<LaporStatus> parse_lapor_status(std::string_view word) {
  struct Known {
    std::string_view word;
    LaporStatus status;
  };
  static constexpr std::array<Known, 15> kKnown{{
      {"belum terverifikasi", {v1::STATUS_RECEIVED, true}},
      {"terverifikasi", {v1::STATUS_VERIFIED, true}},
      {"terdisposisi", {v1::STATUS_DISPOSED, true}},
      {"ditindaklanjuti oleh instansi", {v1::STATUS_FOLLOWED_UP, true}},
      {"ditanggapi oleh pelapor", {v1::STATUS_FOLLOWED_UP, false}},
      {"tertunda", {v1::STATUS_DEFERRED, true}},
      {"menunggu kelengkapan informasi", {v1::STATUS_DEFERRED, false}},
      {"ditutup oleh admin", {v1::STATUS_CLOSED_BY_OFFICER, true}},
      {"ditutup oleh sistem", {v1::STATUS_CLOSED_BY_SYSTEM, true}},
      {"ditutup oleh pelapor", {v1::STATUS_CLOSED_BY_OFFICER, false}},
      {"diarsipkan oleh admin", {v1::STATUS_ARCHIVED_BY_OFFICER, true}},
      {"diarsipkan oleh sistem", {v1::STATUS_ARCHIVED_BY_SYSTEM, true}},
      {"diarsipkan oleh pelapor", {v1::STATUS_ARCHIVED_BY_OFFICER, false}},
      {"konten terblokir", {v1::STATUS_ARCHIVED_BY_OFFICER, false}},
      {"", {v1::STATUS_RECEIVED, false}},
  }};
  const std::string plain = plain_name(word);
  for (const Known& at : kKnown) {
    if (plain == at.word) return at.status;
  }
  return std::nullopt;
}

std::optional<LaporFlags> parse_lapor_flags(std::string_view words) {
  if (trimmed(folded(words)).empty()) return LaporFlags{};
  return parse_visibility(words);
}

std::optional<LaporFlags> parse_visibility(std::string_view words) {
  LaporFlags out;
  bool open = false;
  const std::vector<std::string_view> parts = split(words, "|,;/&+");
  for (const std::string_view part : parts) {
    const std::string word = folded_letters(part);
    if (word == "anonim" || word == "anonymous") {
      out.anonymous = true;
    } else if (word == "rahasia" || word == "secret" || word == "privat" || word == "private") {
      out.secret = true;
    } else if (word == "anonimdanrahasia" || word == "rahasiadananonim") {
      out = {true, true};
    } else if (word == "terbuka" || word == "publik" || word == "public") {
      open = true;
    } else {
      return std::nullopt;
    }
  }
  // Neither nothing nor a contradiction says anything.
  if (open == (out.anonymous || out.secret)) return std::nullopt;
  return out;
}

LaporFlags stricter(const LaporFlags& a, const LaporFlags& b) {
  return {a.anonymous || b.anonymous, a.secret || b.secret};
}

std::optional<bool> parse_lapor_truth(std::string_view word, std::string_view itself) {
  const std::string letters = folded_letters(word);
  if (letters == itself) return true;
  for (const std::string_view yes : {"ya", "yes", "y", "true", "1"}) {
    if (letters == yes) return true;
  }
  for (const std::string_view no : {"tidak", "no", "false", "0"}) {
    if (letters == no) return false;
  }
  return std::nullopt;
}

v1::Channel parse_lapor_channel(std::string_view word) {
  const std::string plain = plain_name(word);
  if (plain.starts_with("website") || plain == "web") return v1::CHANNEL_WEB;
  if (plain.starts_with("android")) return v1::CHANNEL_ANDROID;
  if (plain.starts_with("sms")) return v1::CHANNEL_SMS;
  if (plain.starts_with("whatsapp") || plain == "wa") return v1::CHANNEL_WHATSAPP;
  if (plain.starts_with("twitter") || plain == "x") return v1::CHANNEL_X;
  if (plain.starts_with("tatap muka") || plain.starts_with("walk")) return v1::CHANNEL_WALK_IN;
  if (plain.starts_with("surat") || plain.starts_with("formulir")) return v1::CHANNEL_PAPER;
  if (plain.starts_with("ios") || plain.starts_with("aplikasi")) return v1::CHANNEL_APP;
  return v1::CHANNEL_IMPORT;
}

std::string quoted_cell(std::string_view cell) {
  constexpr std::size_t kShownMax = 32;
  const std::string shown = visible_line(cell);
  const std::size_t characters = count_characters(shown);
  if (characters > kShownMax) return "(" + std::to_string(characters) + " karakter)";
  return "\"" + shown + "\"";
}

Error wrong_cell(std::string_view title, std::string_view cell, std::string_view expected) {
  return {Code::invalid, std::string(title) + " " + quoted_cell(cell) + ": yang diharapkan " +
                             std::string(expected)};
}

}  // namespace jenjang

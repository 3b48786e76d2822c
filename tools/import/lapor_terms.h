#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "jenjang/v1/event.pb.h"
#include "jenjang/v1/store.pb.h"
#include "schema/base/result.h"
#include "schema/time.h"

namespace jenjang {

// The words of the official export, and what they mean here.

// "29 May 2023" and "04:05:34", which are UTC; months in English or Indonesian, also 2023-05-29 and
// 29/05/2023; a time may be empty.
Result<WallTime> parse_lapor_time(std::string_view date, std::string_view time);

// A report that was never classified is a pengaduan tidak berkadar pengawasan.
std::optional<v1::Kind> parse_lapor_kind(std::string_view word);

struct LaporStatus {
  v1::Status status{};
  bool exact = true;  // False where the word has no state of its own here.
};
std::optional<LaporStatus> parse_lapor_status(std::string_view word);

// Two things of their own: anonymous hides the reporter from the agency, secret the report from the
// public.
struct LaporFlags {
  bool anonymous = false;
  bool secret = false;
  bool operator==(const LaporFlags&) const = default;
};
// Anonim, Rahasia, both, or the empty cell by which the official export says neither; Terbuka too,
// where it stands alone. Nothing for any other word.
std::optional<LaporFlags> parse_lapor_flags(std::string_view words);
// The same in an operator's words, which must say something.
std::optional<LaporFlags> parse_visibility(std::string_view words);
LaporFlags stricter(const LaporFlags& a, const LaporFlags& b);
// A cell under the title Anonim or Rahasia: ya, tidak, or `itself`, the word of the title in small
// letters. An empty one says nothing.
std::optional<bool> parse_lapor_truth(std::string_view word, std::string_view itself);

// Sumber Laporan; CHANNEL_IMPORT for a source that has no name here.
v1::Channel parse_lapor_channel(std::string_view word);

// A cell as a refusal repeats it: in quotes, safe to print. Of a long one only its length is told:
// in a row that is not what it seems it may be a reporter's own words.
std::string quoted_cell(std::string_view cell);
// The refusal of a cell.
Error wrong_cell(std::string_view title, std::string_view cell, std::string_view expected);

}  // namespace jenjang

#pragma once

#include <optional>
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

// Empty, Anonim, Rahasia or Anonim|Rahasia.
struct LaporFlags {
  bool anonymous = false;
  bool secret = false;
};
std::optional<LaporFlags> parse_lapor_flags(std::string_view word);

// Sumber Laporan; CHANNEL_IMPORT for a source that has no name here.
v1::Channel parse_lapor_channel(std::string_view word);

}  // namespace jenjang

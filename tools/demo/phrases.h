#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace jenjang {

// What invented reports are made of. In titles and texts, {k} is a kecamatan, {d} a place within
// it, {n} a small number, {w} how long it has been so.
struct Subject {
  std::uint32_t category = 0;  // A code of the official system, with its name.
  std::string_view category_name;
  std::string_view kind;  // As the official export writes it.
  std::string_view unit;
  std::string_view title;
  std::string_view text;
};

std::span<const Subject> subjects();
std::span<const std::string_view> spots();
std::span<const std::string_view> spans_of_time();
// Sentences that a report may open, go on and end with.
std::span<const std::string_view> openings();
std::span<const std::string_view> details();
std::span<const std::string_view> closings();

}  // namespace jenjang

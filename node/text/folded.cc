#include "node/text/folded.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace jenjang {

namespace {

constexpr std::size_t kDecompositionMax = 32;

bool is_letter_or_digit(utf8proc_int32_t point) {
  const utf8proc_category_t category = utf8proc_category(point);
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
         (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

void append_point(utf8proc_int32_t point, std::string& out) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const utf8proc_ssize_t size = utf8proc_encode_char(point, bytes.data());
  out.append(bytes.begin(), bytes.begin() + size);
}

std::string fold(std::string_view text, bool letters_only) {
  constexpr int kOptions = UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
                           UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
  std::string out;
  out.reserve(text.size());
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto* const end = at + text.size();
  while (at != end) {
    utf8proc_int32_t point = 0;
    const utf8proc_ssize_t size = utf8proc_iterate(at, end - at, &point);
    if (size <= 0) point = *at;
    at += std::max<utf8proc_ssize_t>(size, 1);
    std::array<utf8proc_int32_t, kDecompositionMax> parts{};
    int last_bound_class = 0;
    const utf8proc_ssize_t count =
        utf8proc_decompose_char(point, parts.data(), parts.size(),
                                static_cast<utf8proc_option_t>(kOptions), &last_bound_class);
    for (utf8proc_ssize_t i = 0; i < count && i < static_cast<utf8proc_ssize_t>(parts.size());
         ++i) {
      const utf8proc_int32_t part = parts[static_cast<std::size_t>(i)];
      if (!letters_only || is_letter_or_digit(part)) append_point(part, out);
    }
  }
  return out;
}

}  // namespace

std::string folded(std::string_view text) { return fold(text, false); }

std::string folded_letters(std::string_view text) { return fold(text, true); }

}  // namespace jenjang

#include "node/text/visible.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>

namespace jenjang {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Unicode 15, general category Cc, and the Bidi_Control property; line and paragraph separators.
bool is_unsafe(std::int32_t point) {
  if (point < 0x20 || (point >= 0x7F && point <= 0x9F)) return true;
  if (point == 0x061C || point == 0x200E || point == 0x200F) return true;
  if (point == 0x2028 || point == 0x2029) return true;
  return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

struct Character {
  std::int32_t point = 0;
  std::string_view bytes;
  bool formed = true;
};

Character first_of(std::string_view text) {
  Character out;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = utf8proc_iterate(at, static_cast<utf8proc_ssize_t>(text.size()), &out.point);
  out.formed = size > 0;
  out.bytes = text.substr(0, static_cast<std::size_t>(std::max<utf8proc_ssize_t>(size, 1)));
  return out;
}

void append_visible(const Character& one, std::string& out) {
  if (one.point == '\t' && one.formed) {
    out += ' ';
  } else if (!one.formed || is_unsafe(one.point)) {
    out += kReplacement;
  } else {
    out += one.bytes;
  }
}

void append_escape(std::int32_t point, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) {
    out += kHex[static_cast<std::size_t>(point >> shift & 15)];
  }
}

}  // namespace

std::string visible_line(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character one = first_of(text);
    append_visible(one, out);
    text.remove_prefix(one.bytes.size());
  }
  return out;
}

std::string visible_lines(std::string_view text, std::string_view margin) {
  std::string out(margin);
  while (!text.empty()) {
    if (text.starts_with("\r\n")) text.remove_prefix(1);
    const Character one = first_of(text);
    if (one.formed && (one.point == '\n' || one.point == '\r')) {
      (out += '\n') += margin;
    } else {
      append_visible(one, out);
    }
    text.remove_prefix(one.bytes.size());
  }
  return out;
}

std::string visible_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  while (!json.empty()) {
    const Character one = first_of(json);
    const bool layout = one.point == '\n' || one.point == '\t' || one.point == '\r';
    if (one.formed && is_unsafe(one.point) && !layout) {
      append_escape(one.point, out);
    } else {
      out += one.formed ? one.bytes : kReplacement;
    }
    json.remove_prefix(one.bytes.size());
  }
  return out;
}

}  // namespace jenjang

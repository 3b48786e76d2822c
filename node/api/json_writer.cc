#include "node/api/json_writer.h"

namespace jenjang {

namespace {

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 15U];
  }
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != 0x7F) continue;
    out.append(text, from, i - from);
    append_escaped(out, c);
    from = i + 1;
  }
  out.append(text, from);
  out += '"';
}

void append_json(std::string& out, const Tree& tree) {
  switch (tree.type()) {
    case Tree::Type::null:
      out += "null";
      return;
    case Tree::Type::text:
      return append_json_text(out, tree.value());
    case Tree::Type::number:
    case Tree::Type::boolean:
      out += tree.value();
      return;
    case Tree::Type::object:
    case Tree::Type::list:
      break;
  }
  const bool object = tree.type() == Tree::Type::object;
  out += object ? '{' : '[';
  bool first = true;
  for (const Tree::Member& member : tree.members()) {
    if (!first) out += ',';
    first = false;
    if (object) {
      append_json_text(out, member.name);
      out += ':';
    }
    append_json(out, member.value);
  }
  out += object ? '}' : ']';
}

std::string to_json(const Tree& tree) {
  std::string out;
  append_json(out, tree);
  return out;
}

}  // namespace jenjang

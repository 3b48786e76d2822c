#include "node/api/xml_writer.h"

namespace jenjang {

namespace {

constexpr std::string_view kDeclaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// What stands for this character; empty where it stands for itself.
std::string_view escape(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\r':  // A parser would read it as a line end.
      return "&#13;";
    case '\t':
    case '\n':
      return {};
    default:
      return static_cast<unsigned char>(c) < 0x20 ? kReplacement : std::string_view{};
  }
}

void append_element(std::string& out, std::string_view name, const Tree& tree) {
  out += '<';
  out += name;
  const bool empty = tree.type() == Tree::Type::null ||
                     (tree.value().empty() && tree.members().empty()) ||
                     (tree.type() == Tree::Type::list && tree.members().empty());
  if (empty) {
    out += "/>";
    return;
  }
  out += '>';
  if (tree.type() == Tree::Type::object) {
    for (const Tree::Member& member : tree.members()) {
      append_element(out, member.name, member.value);
    }
  } else if (tree.type() == Tree::Type::list) {
    for (const Tree::Member& member : tree.members()) {
      append_element(out, tree.value(), member.value);
    }
  } else {
    append_xml_text(out, tree.value());
  }
  out += "</";
  out += name;
  out += '>';
}

}  // namespace

void append_xml_text(std::string& out, std::string_view text) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view instead = escape(text[i]);
    if (instead.empty()) continue;
    out.append(text, from, i - from);
    out += instead;
    from = i + 1;
  }
  out.append(text, from);
}

std::string to_xml(std::string_view root, const Tree& tree) {
  std::string out(kDeclaration);
  append_element(out, root, tree);
  out += '\n';
  return out;
}

}  // namespace jenjang

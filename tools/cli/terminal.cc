#include "tools/cli/terminal.h"

namespace jenjang {

using nlohmann::json;

void print_json(Terminal& terminal, const json& document) {
  // What a node holds was checked on its way in; bytes that are no UTF-8 come from elsewhere.
  terminal.out.json(document.dump(2, ' ', false, json::error_handler_t::replace));
  terminal.out << "\n";
}

void print_json_line(Terminal& terminal, const json& document) {
  terminal.out.json(document.dump(-1, ' ', false, json::error_handler_t::replace));
  terminal.out << "\n";
  terminal.out.flush();
}

ExitCode fail(Terminal& terminal, const Error& error) {
  clear_progress(terminal);
  const ExitCode code = exit_code(error.code);
  if (terminal.json) {
    print_json(terminal, {{"error", error.message}, {"exit_code", static_cast<int>(code)}});
  } else {
    terminal.err << "jenjang: " << error.message << "\n";
  }
  return code;
}

void draw_progress(Terminal& terminal, const std::string& line) {
  if (!terminal.live) return;
  terminal.err << "\r\x1b[K" << line;
  terminal.err.flush();
}

void clear_progress(Terminal& terminal) { draw_progress(terminal, ""); }

std::string json_text(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::uint64_t json_count(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  const bool whole = found != object.end() && found->is_number_integer();
  return whole && *found >= 0 ? found->get<std::uint64_t>() : 0;
}

}  // namespace jenjang

#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "schema/base/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"

namespace jenjang {

// Where a command writes: its answer to `out`, for people or as one JSON document, and what
// happens meanwhile to `err`.
struct Terminal {
  Output out;
  Output err;
  bool json = false;
  bool live = false;  // `err` is a screen, which a line may be drawn over on.
};

void print_json(Terminal& terminal, const nlohmann::json& document);
// On one line, at once.
void print_json_line(Terminal& terminal, const nlohmann::json& document);
// Says what went wrong and gives the exit code for it.
ExitCode fail(Terminal& terminal, const Error& error);
// A line that the next one replaces; nothing where `err` is no screen.
void draw_progress(Terminal& terminal, const std::string& line);
void clear_progress(Terminal& terminal);

// The member as text, as it came (Output makes it safe to print); empty where it is absent, null or
// something else. The same for numbers.
std::string json_text(const nlohmann::json& object, const char* name);
std::uint64_t json_count(const nlohmann::json& object, const char* name);

}  // namespace jenjang

#include "tools/playground/silence.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "tools/cli/files.h"

namespace jenjang {

namespace {

constexpr const char* kApplied = "relay.applied";

}  // namespace

std::set<Area> wanted_silence(const Playground& playground) {
  std::set<Area> out;
  std::error_code code;
  std::filesystem::directory_iterator at(playground.cut_folder(), code);
  for (const std::filesystem::directory_iterator end; !code && at != end; at.increment(code)) {
    const Result<Area> area = Area::parse(at->path().filename().string());
    if (area) out.insert(*area);
  }
  return out;
}

Result<void> want_silence(const Playground& playground, const Area& area, bool silent) {
  const std::string file = playground.cut_folder() + "/" + area.to_string();
  if (silent) return write_file(file, "", Readers::owner);
  std::error_code code;
  std::filesystem::remove(file, code);
  if (code) return Error{Code::unavailable, file + ": " + code.message()};
  return {};
}

bool is_silent(const PlaygroundLine& line, const std::set<Area>& silent) {
  return line.from_area != line.to_area &&
         (silent.contains(line.from_area) || silent.contains(line.to_area));
}

std::optional<std::set<Area>> applied_silence(const Playground& playground) {
  const Result<std::string> text = read_file(playground.file(kApplied));
  if (!text) return std::nullopt;
  std::set<Area> out;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    const Result<Area> area = Area::parse(line);
    if (area) out.insert(*area);
  }
  return out;
}

Result<void> tell_applied(const Playground& playground, const std::set<Area>& silent) {
  std::string text;
  for (const Area& area : silent) text += area.to_string() + "\n";
  return write_file(playground.file(kApplied), text, Readers::owner);
}

}  // namespace jenjang

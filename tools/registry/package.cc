#include "tools/registry/package.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "tools/csv/csv_reader.h"

namespace jenjang {

namespace {

constexpr std::string_view kNationName = "Indonesia";

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{Code::not_found, path + ": cannot be read; run deploy/setup"};
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

Result<std::string> read_version(const std::string& folder) {
  const std::string path = folder + "/package.json";
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  const nlohmann::json json = nlohmann::json::parse(*text, nullptr, false);
  const auto version = json.is_object() ? json.find("version") : json.end();
  if (version == json.end() || !version->is_string()) {
    return Error{Code::invalid, path + ": no text under \"version\""};
  }
  return version->get<std::string>();
}

Result<std::size_t> column(const std::vector<std::string>& titles, const std::string& title,
                           const std::string& path) {
  const auto found = std::find(titles.begin(), titles.end(), title);
  if (found == titles.end()) {
    return Error{Code::invalid, path + ": no column '" + title + "' in its first line"};
  }
  return static_cast<std::size_t>(found - titles.begin());
}

Result<void> read_areas(const std::string& path, Package& into) {
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  CsvReader reader(*text);
  Result<std::optional<std::vector<std::string>>> row = reader.next();
  if (!row) return Error{row.error().code, path + ": " + row.error().message};
  if (!*row) return Error{Code::invalid, path + ": empty file"};
  const Result<std::size_t> code = column(**row, "code", path);
  if (!code) return code.error();
  const Result<std::size_t> name = column(**row, "name", path);
  if (!name) return name.error();
  while (true) {
    row = reader.next();
    if (!row) return Error{row.error().code, path + ": " + row.error().message};
    if (!*row) return {};
    std::vector<std::string>& fields = **row;
    const std::string at = path + ":" + std::to_string(reader.line()) + ": ";
    if (fields.size() <= std::max(*code, *name)) {
      return Error{Code::invalid, at + std::to_string(fields.size()) + " fields, too few"};
    }
    const Result<Area> area = Area::parse(fields[*code]);
    if (!area) return Error{Code::invalid, at + area.error().message};
    if (!into.names.emplace(*area, std::move(fields[*name])).second) {
      return Error{Code::invalid, at + "area " + area->to_string() + " is listed twice"};
    }
  }
}

}  // namespace

Result<Package> read_package(const std::string& folder) {
  Result<std::string> version = read_version(folder);
  if (!version) return version.error();
  Package out{*std::move(version), {{Area::nation(), std::string(kNationName)}}};
  for (const char* file : {"provinces", "regencies", "districts", "villages"}) {
    const Result<void> read = read_areas(folder + "/data/" + file + ".csv", out);
    if (!read) return read.error();
  }
  return out;
}

}  // namespace jenjang

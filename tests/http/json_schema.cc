#include "tests/http/json_schema.h"

#include <algorithm>
#include <fstream>
#include <regex>

#include "schema/utf8.h"

namespace jenjang {

using nlohmann::json;

namespace {

bool is_type(const json& value, const std::string& type) {
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  return value.type_name() == type;
}

bool has_format(const std::string& text, const std::string& format) {
  static const std::regex kTime(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))");
  static const std::regex kUri(R"([a-z][a-z0-9+.-]*:[^\s<>"]+)");
  if (format == "date-time") return std::regex_match(text, kTime);
  return format != "uri" || std::regex_match(text, kUri);
}

}  // namespace

json load_schema(const std::string& folder, const std::string& file) {
  std::ifstream in(folder + "/" + file);
  return json::parse(in, nullptr, false);
}

std::vector<std::string> schema_faults(const std::string& folder, const json& schema,
                                       const json& value, const std::string& path) {
  if (schema.contains("$ref")) {
    return schema_faults(folder, load_schema(folder, schema["$ref"]), value, path);
  }
  std::vector<std::string> out;
  const auto add = [&](const std::string& what) { out.push_back(path + ": " + what); };
  const auto descend = [&](const json& part, const json& inner, const std::string& name) {
    for (std::string& fault : schema_faults(folder, part, inner, path + "/" + name)) {
      out.push_back(std::move(fault));
    }
  };
  if (schema.contains("type") && !is_type(value, schema["type"])) {
    add(std::string("is ") + value.type_name() + ", expected " + schema["type"].dump());
    return out;
  }
  const json kinds = schema.value("anyOf", json::array());
  const bool any = std::any_of(kinds.begin(), kinds.end(), [&](const json& kind) {
    return schema_faults(folder, kind, value, path).empty();
  });
  if (!kinds.empty() && !any) add("fits none of anyOf: " + value.dump());
  const json allowed = schema.value("enum", json::array());
  if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
    add(value.dump() + " is not in " + allowed.dump());
  }
  if (value.is_string()) {
    const std::string text = value;
    if (count_characters(text) > schema.value("maxLength", text.size())) add("is too long");
    if (!has_format(text, schema.value("format", ""))) add(text + " has not its format");
  }
  if (value.is_array() && schema.contains("items")) {
    for (const json& item : value) descend(schema["items"], item, "item");
  }
  if (!value.is_object()) return out;
  const json required = schema.value("required", json::array());
  for (const json& name : required) {
    if (!value.contains(name.get<std::string>())) add("lacks " + name.dump());
  }
  const json properties = schema.value("properties", json::object());
  for (const auto& [name, part] : properties.items()) {
    if (value.contains(name)) descend(part, value[name], name);
  }
  return out;
}

}  // namespace jenjang

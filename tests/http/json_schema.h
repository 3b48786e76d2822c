#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace jenjang {

// What is wrong with a value under a JSON Schema of draft 4, as far as the GeoReport schemas go:
// type, required, properties, items, enum, anyOf, maxLength, the formats date-time and uri, and
// $ref to another file of the same folder. Empty: nothing.
std::vector<std::string> schema_faults(const std::string& folder, const nlohmann::json& schema,
                                       const nlohmann::json& value, const std::string& path = "");
nlohmann::json load_schema(const std::string& folder, const std::string& file);

}  // namespace jenjang

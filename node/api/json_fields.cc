#include "node/api/json_fields.h"

namespace jenjang {

using nlohmann::json;

json parse_json_object(std::string_view body, Problems& problems) {
  constexpr int kDepthMax = 8;
  const auto shallow = [](int depth, json::parse_event_t, json&) { return depth <= kDepthMax; };
  json out = json::parse(body, shallow, /*allow_exceptions=*/false);
  if (out.is_object()) return out;
  problems.push_back({.message = "isi permintaan bukan objek JSON"});
  return json::object();
}

const json* JsonFields::find(const char* name) const {
  const auto at = object_->find(name);
  return at == object_->end() || at->is_null() ? nullptr : &*at;
}

void JsonFields::refuse(const char* name, std::string expected) const {
  checks_->add(path(name), "yang diharapkan " + std::move(expected));
}

bool JsonFields::has(const char* name) const { return find(name) != nullptr; }

std::string_view JsonFields::text(const char* name) const {
  const json* value = find(name);
  if (value == nullptr) return {};
  if (const auto* out = value->get_ptr<const std::string*>()) return *out;
  refuse(name, "teks");
  return {};
}

std::uint64_t JsonFields::number(const char* name, std::uint64_t max) const {
  const json* value = find(name);
  if (value == nullptr) return 0;
  if (const auto* digits = value->get_ptr<const std::string*>()) {
    return digits->empty() ? 0 : checks_->number(path(name), *digits, max);
  }
  if (const auto* out = value->get_ptr<const json::number_unsigned_t*>(); out && *out <= max) {
    return *out;
  }
  refuse(name, "bilangan sampai " + std::to_string(max));
  return 0;
}

std::optional<double> JsonFields::decimal(const char* name) const {
  const json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) return value->get<double>();
  refuse(name, "bilangan");
  return std::nullopt;
}

bool JsonFields::truth(const char* name) const {
  const json* value = find(name);
  if (value == nullptr) return false;
  if (const auto* out = value->get_ptr<const bool*>()) return *out;
  refuse(name, "true atau false");
  return false;
}

std::optional<JsonFields> JsonFields::object(const char* name) const {
  const json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_object()) return JsonFields(*value, *checks_, path(name) + ".");
  refuse(name, "objek");
  return std::nullopt;
}

const json* JsonFields::array(const char* name, std::size_t max) const {
  const json* value = find(name);
  if (value == nullptr) return nullptr;
  if (value->is_array() && value->size() <= max) return value;
  refuse(name, "daftar, paling banyak " + std::to_string(max));
  return nullptr;
}

std::vector<JsonFields> JsonFields::objects(const char* name, std::size_t max) const {
  std::vector<JsonFields> out;
  const json* list = array(name, max);
  if (list == nullptr) return out;
  for (const json& item : *list) {
    if (!item.is_object()) {
      refuse(name, "daftar objek");
      return {};
    }
    out.emplace_back(item, *checks_, path(name) + "[" + std::to_string(out.size()) + "].");
  }
  return out;
}

std::vector<std::string_view> JsonFields::texts(const char* name, std::size_t max) const {
  std::vector<std::string_view> out;
  const json* list = array(name, max);
  if (list == nullptr) return out;
  for (const json& item : *list) {
    const auto* text = item.get_ptr<const std::string*>();
    if (text == nullptr) {
      refuse(name, "daftar teks");
      return {};
    }
    out.push_back(*text);
  }
  return out;
}

}  // namespace jenjang

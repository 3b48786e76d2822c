#include "node/api/json_fields.h"

#include <algorithm>
#include <set>

#include "node/api/wishes.h"
#include "node/text/visible.h"

namespace jenjang {

using nlohmann::json;

namespace {

constexpr int kDepthMax = 8;

// Finds names that an object has twice, and values that lie too deep, while the document is parsed.
class Watch {
 public:
  explicit Watch(Checks& checks) : checks_(checks) {}

  bool operator()(int depth, json::parse_event_t event, json& parsed) {
    if (depth > kDepthMax) {
      if (!deep_) checks_.add("", "objek JSON ini terlalu dalam");
      deep_ = true;
      return false;
    }
    if (event == json::parse_event_t::object_start) {
      names_.emplace_back();
    } else if (event == json::parse_event_t::object_end) {
      if (!names_.empty()) names_.pop_back();
    } else if (event == json::parse_event_t::key && !names_.empty()) {
      const auto& name = parsed.get_ref<const std::string&>();
      if (!names_.back().insert(name).second) {
        checks_.add(visible_line(name), "tertulis dua kali");
      }
    }
    return true;
  }

 private:
  Checks& checks_;
  std::vector<std::set<std::string>> names_;
  bool deep_ = false;
};

}  // namespace

json parse_json_object(std::string_view body, Checks& checks) {
  Watch watch(checks);
  const auto look = [&](int depth, json::parse_event_t event, json& parsed) {
    return watch(depth, event, parsed);
  };
  json out = json::parse(body, look, /*allow_exceptions=*/false);
  if (out.is_object()) return out;
  checks.add("", "isi permintaan bukan objek JSON");
  return json::object();
}

const json* JsonFields::find(const char* name) const {
  asked_.push_back(name);
  const auto at = object_->find(name);
  return at == object_->end() || at->is_null() ? nullptr : &*at;
}

void JsonFields::refuse_unknown() const {
  const std::set<std::string_view> known(asked_.begin(), asked_.end());
  std::string words;
  for (const std::string_view one : known) words += (words.empty() ? "" : ", ") + std::string(one);
  for (const auto& item : object_->items()) {
    if (known.contains(item.key())) continue;
    checks_->add(visible_line(path_ + item.key()),
                 "isian ini tidak dikenal; yang dikenal: " + words);
  }
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
  std::vector<std::string_view> said;
  const auto take = [&](const json& one) {
    if (const auto* text = one.get_ptr<const std::string*>()) {
      said.push_back(*text);
    } else if (const auto* truth = one.get_ptr<const bool*>()) {
      said.push_back(*truth ? "true" : "false");
    } else if (one.is_number_integer() && (one == 0 || one == 1)) {
      said.push_back(one == 1 ? "1" : "0");
    } else {
      return false;
    }
    return !said.back().empty();
  };
  const bool list = value->is_array();
  const bool understood =
      list ? !value->empty() && std::all_of(value->begin(), value->end(), take) : take(*value);
  if (understood) return agreed_truth(path(name), said, *checks_);
  refuse(name, "ya atau tidak, true atau false, 1 atau 0");
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

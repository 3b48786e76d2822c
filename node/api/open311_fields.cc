#include "node/api/open311_fields.h"

#include <algorithm>
#include <array>
#include <optional>

#include "node/api/text.h"
#include "node/api/wishes.h"
#include "node/text/secrecy_words.h"

namespace jenjang {

namespace {

constexpr std::array<std::string_view, 18> kParameters{
    "api_key",     "service_code", "lat",        "long",       "address_string",  "address_id",
    "email",       "device_id",    "account_id", "first_name", "last_name",       "phone",
    "description", "media_url",    "title",      "durability", "jurisdiction_id", "extensions"};
constexpr std::array<std::string_view, 3> kAttributes{"jenis", "anonim", "rahasia"};
constexpr std::string_view kPrefix = "attribute";

bool has(const auto& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// The code of `CODE`, `attribute[CODE]`, `attribute[CODE][]` or `attribute[CODE][3]`, if it is one
// of ours.
std::optional<std::string_view> attribute_code(std::string_view name) {
  if (has(kAttributes, name)) return name;
  if (!name.starts_with("attribute[")) return std::nullopt;
  name.remove_prefix(kPrefix.size() + 1);
  const std::size_t end = name.find(']');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view code = name.substr(0, end);
  std::string_view rest = name.substr(end + 1);
  if (!has(kAttributes, code)) return std::nullopt;
  if (rest.empty() || rest == "[]") return code;
  const bool indexed = rest.starts_with('[') && rest.ends_with(']') &&
                       parse_number(rest.substr(1, rest.size() - 2)).has_value();
  return indexed ? std::optional(code) : std::nullopt;
}

bool is_attribute(std::string_view name) {
  return name.size() >= kPrefix.size() &&
         equals_ignoring_case(name.substr(0, kPrefix.size()), kPrefix);
}

}  // namespace

Open311Fields::Open311Fields(const Form& form) : form_(form) {
  for (std::size_t i = 0; i < form.size(); ++i) {
    const Form::Entry entry = form.at(i);
    if (has(kParameters, entry.name)) continue;
    if (const auto code = attribute_code(entry.name)) {
      attributes_.push_back({*code, entry.value});
    } else if (!has(unknown_, entry.name)) {
      unknown_.push_back(entry.name);
    }
  }
}

std::vector<std::string_view> Open311Fields::attribute(std::string_view code) const {
  std::vector<std::string_view> out;
  for (const Attribute& one : attributes_) {
    if (one.code == code && !trim(one.value).empty()) out.push_back(one.value);
  }
  return out;
}

void Open311Fields::refuse_unknown(Checks& checks) const {
  constexpr std::string_view kKnown = "yang dikenal di sini: jenis, anonim, rahasia";
  for (const std::string_view name : unknown_) {
    if (is_attribute(name) || speaks_of_secrecy(name)) {
      checks.add(name, "atribut ini tidak dikenal; " + std::string(kKnown));
    }
  }
  for (std::size_t i = 0; i < form_.size(); ++i) {
    const Form::Entry entry = form_.at(i);
    // A value that is the wish itself, in a field that means nothing here: tipe=Rahasia.
    if (has(unknown_, entry.name) && is_wish(entry.value) && !speaks_of_secrecy(entry.name)) {
      checks.add(entry.name,
                 "isinya tentang kerahasiaan, isian ini tidak dikenal; " + std::string(kKnown));
    }
    if (entry.bare && attribute_code(entry.name)) {
      checks.add(entry.name, "ditulis tanpa isi; yang diharapkan ya atau tidak");
    }
  }
  for (const std::string& name : form_.file_names()) {
    if (attribute_code(name) || is_attribute(name) || speaks_of_secrecy(name)) {
      checks.add(name, "dikirim sebagai berkas; yang diharapkan teks");
    }
  }
}

}  // namespace jenjang

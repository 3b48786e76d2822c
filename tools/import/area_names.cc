#include "tools/import/area_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>

namespace jenjang {

namespace {

using Words = std::vector<std::string>;

Words split(const std::string& plain) {
  std::istringstream in(plain);
  Words out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

std::string join(const Words& words, std::size_t from) {
  std::string out;
  for (std::size_t i = from; i < words.size(); ++i) out += (out.empty() ? "" : " ") + words[i];
  return out;
}

// Regencies that have another name now: as exports of those years still write them.
struct Renamed {
  std::string_view former;
  std::string_view current;
};
constexpr std::array<Renamed, 5> kRenamed{{
    {"maluku tenggara barat", "kepulauan tanimbar"},
    {"toba samosir", "toba"},
    {"mamuju utara", "pasangkayu"},
    {"kotabumi", "lampung utara"},
    {"pangkajene kepulauan", "pangkajene dan kepulauan"},
}};

enum class RegencyKind { any, regency, city };

struct RegencyName {
  RegencyKind kind = RegencyKind::any;
  std::string name;
};

RegencyName parse_regency(std::string_view text) {
  const Words words = split(plain_name(text));
  RegencyName out;
  std::size_t from = 0;
  if (words.size() > 1 && (words[0] == "kab" || words[0] == "kabupaten")) {
    out.kind = RegencyKind::regency;
    from = 1;
  } else if (words.size() > 1 && words[0] == "kota") {
    out.kind = RegencyKind::city;
    from = 1;
  }
  if (words.size() > from + 1 && (words[from] == "administrasi" || words[from] == "adm")) ++from;
  out.name = join(words, from);
  for (const Renamed& at : kRenamed) {
    if (out.name == at.former) out.name = at.current;
  }
  return out;
}

std::string province_name(std::string_view text) {
  Words words = split(plain_name(text));
  if (words.size() > 1 && (words[0] == "provinsi" || words[0] == "prov")) {
    words.erase(words.begin());
  }
  std::string name = join(words, 0);
  for (const std::string_view form : {"daerah khusus ibukota ", "daerah khusus ", "dki ",
                                      "daerah istimewa ", "di ", "d i ", "nanggroe ", "nad "}) {
    if (name.starts_with(form)) return name.substr(form.size());
  }
  if (name == "nanggroe aceh darussalam") return "aceh";
  if (name == "bangka belitung") return "kepulauan bangka belitung";
  return name;
}

}  // namespace

std::string plain_name(std::string_view name) {
  std::string out;
  for (const char at : name) {
    const unsigned char byte = static_cast<unsigned char>(at);
    if (std::isalnum(byte) != 0 || byte >= 0x80) {
      out += static_cast<char>(std::tolower(byte));
    } else if (at != '\'' && !out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

AreaNames::AreaNames(const Registry& registry) : registry_(registry) {
  for (const AreaEntry& province : registry.children(Area::nation())) {
    provinces_[province_name(province.name)] = province.area;
    for (const AreaEntry& at : registry.children(province.area)) {
      const RegencyName name = parse_regency(at.name);
      regencies_[name.name].push_back({at.area, name.kind == RegencyKind::city});
    }
  }
}

std::optional<Area> AreaNames::province(std::string_view name) const {
  const auto found = provinces_.find(province_name(name));
  if (found == provinces_.end()) return std::nullopt;
  return found->second;
}

std::optional<Area> AreaNames::regency(std::string_view name, std::optional<Area> province) const {
  const RegencyName wanted = parse_regency(name);
  const auto found = regencies_.find(wanted.name);
  if (found == regencies_.end()) return std::nullopt;
  std::optional<Area> out;
  for (const Regency& at : found->second) {
    if (province && !province->contains(at.area)) continue;
    if (wanted.kind == RegencyKind::city && !at.city) continue;
    if (wanted.kind == RegencyKind::regency && at.city) continue;
    if (!at.city) return at.area;
    out = at.area;
  }
  return out;
}

std::optional<Area> AreaNames::child(const Area& parent, std::string_view name) const {
  const std::string wanted = plain_name(name);
  if (wanted.empty()) return std::nullopt;
  for (const AreaEntry& at : registry_.children(parent)) {
    if (plain_name(at.name) == wanted) return at.area;
  }
  return std::nullopt;
}

std::optional<Area> AreaNames::government(std::string_view agency) const {
  const Words words = split(plain_name(agency));
  if (words.empty()) return std::nullopt;
  if (words[0] == "kementerian") return Area::nation();
  for (std::size_t i = words.size(); i-- > 0;) {
    const std::string& word = words[i];
    if (word == "kab" || word == "kabupaten" || word == "kota") {
      if (const auto area = regency(join(words, i), std::nullopt)) return area;
    }
    if (word == "provinsi" || word == "prov") {
      if (const auto area = province(join(words, i))) return area;
    }
  }
  return std::nullopt;
}

bool AreaNames::is_government(std::string_view agency) const {
  return plain_name(agency).starts_with("pemerintah ") && government(agency).has_value();
}

}  // namespace jenjang

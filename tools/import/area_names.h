#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/registry/registry.h"
#include "schema/area.h"

namespace jenjang {

// Lower case, one space between words, no punctuation.
std::string plain_name(std::string_view name);

// Finds areas by the names that people and exports write: case, punctuation, "Kab." for Kabupaten,
// "DKI" and a few names that were changed make no difference. A name that could mean a kabupaten
// and a kota means the kabupaten, as the official export writes it.
class AreaNames {
 public:
  // The registry outlives it.
  explicit AreaNames(const Registry& registry);

  std::optional<Area> province(std::string_view name) const;
  // Within `province` where it is given, else anywhere.
  std::optional<Area> regency(std::string_view name, std::optional<Area> province) const;
  // The area exactly one tier below `parent` with that name: a kecamatan, a desa or kelurahan.
  std::optional<Area> child(const Area& parent, std::string_view name) const;
  // The area whose government an agency belongs to: "Pemerintah Kota Bandung" or "Dinas Sosial Kab.
  // Bandung"; the nation for a ministry. Nothing where the name does not say.
  std::optional<Area> government(std::string_view agency) const;
  // The name is the government itself, no unit of it.
  bool is_government(std::string_view agency) const;

 private:
  struct Regency {
    Area area;
    bool city = false;
  };

  const Registry& registry_;
  std::map<std::string, Area> provinces_;
  std::map<std::string, std::vector<Regency>> regencies_;  // By the name without its kind.
};

}  // namespace jenjang

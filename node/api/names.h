#pragma once

#include <string>
#include <string_view>

#include "node/api/api_parts.h"

namespace jenjang {

// What areas, units and categories are called; empty where nobody says. Safe from any thread.
class Names {
 public:
  explicit Names(const ApiParts& parts) : parts_(parts) {}

  std::string area(const Area& area) const;
  std::string unit(const Area& area, std::uint32_t code) const;
  std::string category(std::uint32_t code) const;
  // Who must act: the unit if one is named, else the area.
  std::string holder(const Area& area, std::uint32_t unit) const;

 private:
  const ApiParts& parts_;
};

}  // namespace jenjang

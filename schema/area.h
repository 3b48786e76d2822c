#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/result.h"

namespace jenjang {

// A Kemendagri area code (Kepmendagri 300.2.2-2430/2025): `0` is the nation, `64` a province,
// `64.72` a regency or city, `64.72.01` a kecamatan, `64.72.01.1001` a desa or kelurahan.
// Whether a code is in force is the registry's matter, not this type's.
class Area {
 public:
  static constexpr int kTierMax = 4;
  // The deepest tier that runs nodes.
  static constexpr int kNodeTierMax = 2;

  Area() = default;  // The nation.
  static Area nation() { return {}; }
  static Result<Area> parse(std::string_view text);
  // The code without its dots, as a number; nothing unless it has the digits of some tier.
  static std::optional<Area> from_digits(std::uint64_t digits);

  std::uint64_t digits() const { return digits_; }
  std::string to_string() const;
  // 0 nation, 1 province, 2 regency or city, 3 kecamatan, 4 desa or kelurahan.
  int tier() const;
  // Requires tier() > 0.
  Area parent() const;
  // Itself or anything below it.
  bool contains(const Area& other) const;
  // Itself and its ancestors, lowest first.
  std::vector<Area> lineage() const;
  // The ancestor (or itself) at that tier. Requires tier <= this->tier().
  Area at_tier(int tier) const;

  auto operator<=>(const Area&) const = default;

 private:
  explicit Area(std::uint64_t digits) : digits_(digits) {}

  std::uint64_t digits_ = 0;
};

// The deepest area that contains both.
Area common_ancestor(const Area& a, const Area& b);

}  // namespace jenjang

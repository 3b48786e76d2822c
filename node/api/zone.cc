#include "node/api/zone.h"

namespace jenjang {

namespace {
constexpr ZoneOffset kWib{7 * 60};
constexpr ZoneOffset kWita{8 * 60};
constexpr ZoneOffset kWit{9 * 60};
}  // namespace

ZoneOffset zone_of(const Area& area) {
  if (area.tier() == 0) return kWib;
  const std::uint64_t province = area.at_tier(1).digits();
  if (province >= 81) return kWit;                         // Maluku and Papua.
  if (province >= 63) return kWita;                        // Kalimantan's south to north, Sulawesi.
  return province >= 51 && province <= 53 ? kWita : kWib;  // Bali and Nusa Tenggara.
}

}  // namespace jenjang

#include "node/api/place.h"

#include <algorithm>

#include "schema/event.h"

namespace jenjang {

void set_place(const ApiParts& parts, const ApiOptions& options, const Area& area, Submit& out) {
  out.place = area.at_tier(std::min(area.tier(), kPlaceTierMax));
  if (area.tier() > kPlaceTierMax) out.words.set_village(area.digits());
  const Area addressee = area.at_tier(std::min(area.tier(), Area::kNodeTierMax));
  const bool listed = parts.registry == nullptr || addressee.tier() == 0 ||
                      parts.registry->find(addressee).has_value();
  out.addressee = listed ? addressee : options.area;
}

}  // namespace jenjang

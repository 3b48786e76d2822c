#include "node/views/open_packs.h"

namespace jenjang {

const Pack* OpenPacks::at(const BatchPlace& place) {
  for (const std::optional<Open>& open : open_) {
    if (open && open->place == place) return &open->pack;
  }
  const auto frame = store_.get(Family::packs, batch_key(place.feed, place.number));
  if (!frame) return nullptr;
  Result<Pack> pack = decode_pack(*frame);
  if (!pack) return nullptr;
  std::optional<Open>& open = open_[next_++ % kOpenMax];
  open = Open{place, std::move(*pack)};
  return &open->pack;
}

}  // namespace jenjang

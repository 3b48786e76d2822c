#include "node/turn/secrets.h"

namespace jenjang {

Secrets::Secrets(const Directory& directory, const NodeId& node, const SealKeys& own,
                 Random& random)
    : directory_(directory), node_(node), own_(own), random_(random) {}

SealRandom Secrets::draw() {
  SealRandom out;
  out.key = random_.bytes<ContentKey>();
  random_.fill(out.body_nonce.data(), out.body_nonce.kSize);
  random_.fill(out.wrap_nonce.data(), out.wrap_nonce.kSize);
  return out;
}

std::optional<Area> Secrets::sealing_area(const Area& to) const {
  for (const Area& area : to.lineage()) {
    if (directory_.area_key(area)) return area;
  }
  return std::nullopt;
}

Result<HourKey> Secrets::hour_key(const Area& to, WallTime now) {
  constexpr std::int64_t kHourMs = 3'600'000;
  const std::int64_t hour = now.ms / kHourMs;
  for (const Area& area : to.lineage()) {
    const std::optional<AreaKeyRef> key = directory_.area_key(area);
    if (!key) continue;
    const auto found = hours_.find(area);
    if (found != hours_.end() && found->second.hour == hour && found->second.key.to == *key) {
      return found->second.key;
    }
    const HourKey made = make_hour_key(*key, random_.bytes<ContentKey>());
    hours_[area] = {hour, made};
    return made;
  }
  return Error{Code::unavailable,
               "area " + to.to_string() +
                   ": wilayah ini dan yang di atasnya belum punya kunci untuk menyegel"};
}

Result<v1::SealedBody> Secrets::seal(const v1::Content& plain, const Area& to, WallTime now) {
  Result<HourKey> hour = hour_key(to, now);
  if (!hour) return hour.error();
  return seal_content(plain, *hour, draw());
}

Result<v1::AreaSeal> Secrets::wrap(const ContentKey& key, const Area& to, WallTime now) {
  Result<HourKey> hour = hour_key(to, now);
  if (!hour) return hour.error();
  return wrap_key(key, *hour, draw());
}

Result<ContentKey> Secrets::open(const v1::AreaSeal& seal) const {
  const std::optional<Area> area = Area::from_digits(seal.area());
  const AreaKey* entry = area ? directory_.area_key(*area, seal.epoch()) : nullptr;
  if (entry == nullptr) {
    return Error{Code::denied, "isi bersegel: kunci wilayahnya tidak ada di direktori"};
  }
  // A box of an earlier seal key of this node's does not open.
  for (const SealedAreaSecret& mine : entry->secrets) {
    if (mine.node != node_) continue;
    const Result<SealSecret> secret = open_secret(mine.box, own_);
    if (secret) return open_seal(seal, SealKeys{entry->key, *secret});
  }
  return Error{Code::denied, "isi bersegel: node ini tidak memegang kunci rahasia wilayah " +
                                 entry->area.to_string() + " epoch " +
                                 std::to_string(entry->epoch)};
}

}  // namespace jenjang

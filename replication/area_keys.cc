#include "replication/area_keys.h"

#include <string>

namespace jenjang {

void AreaKeys::add(const EntryId& id, const AuthorityKey& signer, const AreaKey& entry) {
  const Epoch epoch{entry.area, entry.epoch};
  claims_[epoch].push_back({id, signer, entry});
  standing_.erase(epoch);
}

void AreaKeys::judge_anew() { standing_.clear(); }

const AreaKeys::Standing* AreaKeys::stand(const Epoch& epoch,
                                          const Authorities& authorities) const {
  const auto [known, fresh] = standing_.try_emplace(epoch);
  if (!fresh) return known->second ? &*known->second : nullptr;
  std::map<std::pair<int, EntryId>, const AreaKey*> valid;
  for (const Claim& claim : claims_.at(epoch)) {
    const std::optional<int> tier = authorities.rank(claim.signer, epoch.first, claim.id);
    if (tier) valid.emplace(std::pair(*tier, claim.id), &claim.entry);
  }
  if (valid.empty()) return nullptr;
  const AreaKey& first = *valid.begin()->second;
  Standing out{{first.area, first.epoch, first.key, {}}, {valid.begin()->first.second}};
  std::set<std::pair<std::optional<NodeId>, std::string>> boxes;
  for (const auto& [order, entry] : valid) {
    if (entry->key != first.key) continue;
    for (const SealedAreaSecret& secret : entry->secrets) {
      if (boxes.size() == kBoxesMax || !boxes.emplace(secret.node, secret.box).second) continue;
      out.key.secrets.push_back(secret);
      out.from.insert(order.second);
    }
  }
  known->second = std::move(out);
  return &*known->second;
}

std::optional<AreaKeyRef> AreaKeys::newest(const Area& area, const Authorities& authorities) const {
  auto at = claims_.upper_bound({area, UINT32_MAX});
  while (at != claims_.begin() && (--at)->first.first == area) {
    const Standing* standing = stand(at->first, authorities);
    if (standing != nullptr) return AreaKeyRef{area, standing->key.epoch, standing->key.key};
  }
  return std::nullopt;
}

std::vector<const AreaKey*> AreaKeys::all(const Area& area, const Authorities& authorities) const {
  std::vector<const AreaKey*> out;
  for (auto at = claims_.lower_bound({area, 0}); at != claims_.end(); ++at) {
    if (at->first.first != area) break;
    const Standing* standing = stand(at->first, authorities);
    if (standing != nullptr) out.push_back(&standing->key);
  }
  return out;
}

const AreaKey* AreaKeys::at(const Area& area, std::uint32_t epoch,
                            const Authorities& authorities) const {
  if (!claims_.contains({area, epoch})) return nullptr;
  const Standing* standing = stand({area, epoch}, authorities);
  return standing == nullptr ? nullptr : &standing->key;
}

bool AreaKeys::adds(const EntryId& id, const AreaKey& entry, const Authorities& authorities) const {
  if (!claims_.contains({entry.area, entry.epoch})) return false;
  const Standing* standing = stand({entry.area, entry.epoch}, authorities);
  return standing != nullptr && standing->from.contains(id);
}

}  // namespace jenjang

#include "replication/authorities.h"

#include <algorithm>

namespace jenjang {

Authorities::Authorities(const Root& root) : pinned_(root) { judge(); }

Authorities::Change Authorities::add(const AreaAuthority& entry, const AuthorityKey& signer,
                                     const EntryId& id) {
  const Naming naming{entry.area, entry.key, signer, id};
  namings_.emplace(signer, naming);
  Change out;
  judge(naming, out.more);
  const auto more = [&](const AuthorityKey& key) {
    return std::find(out.more.begin(), out.more.end(), key) != out.more.end();
  };
  const bool ends = std::any_of(endings_.begin(), endings_.end(),
                                [&](const auto& ending) { return more(ending.second.signer); });
  if (ends) judge();
  // Its entries for other areas may rank higher now.
  out.anew = ends || std::any_of(out.more.begin(), out.more.end(), [&](const AuthorityKey& key) {
               return areas_.at(key).size() > 1;
             });
  if (entry.area.tier() > 0 && was_named(signer, entry.area.parent())) {
    name_ever(entry.key, entry.area, out.more);
  }
  return out;
}

Authorities::Change Authorities::add(const AuthorityEnd& entry, const AuthorityKey& signer,
                                     const EntryId& id) {
  const auto ends = [&] {
    const auto found = ends_.find({entry.key, entry.area});
    return found == ends_.end() ? std::optional<Order>() : found->second.first;
  };
  const std::optional<Order> before = ends();
  endings_.emplace(entry.area.tier(), Ending{entry, signer, id});
  judge();
  return {{}, ends() != before};
}

Authorities::Change Authorities::add(const RootSuccession& entry, const AuthorityKey& signer) {
  if (signer != entry.root.key) return {};
  successions_.emplace(root_digest(entry.root), entry.root);
  const std::size_t before = roots_.size();
  judge();
  return {{}, roots_.size() != before};
}

void Authorities::judge() {
  areas_.clear();
  ends_.clear();
  judge_roots();
  for (int tier = 1; tier <= Area::kNodeTierMax; ++tier) {
    const auto [first, last] = endings_.equal_range(tier);
    for (auto at = first; at != last; ++at) {
      const auto& [end, signer, id] = at->second;
      if (!above(signer, end.area, id)) continue;
      let_stand(end, {*rank(signer, end.area, id), ~end.serial, id});
    }
    std::vector<AuthorityKey> more;
    for (const auto& [signer, naming] : namings_) {
      if (naming.area.tier() == tier) judge(naming, more);
    }
  }
}

void Authorities::judge_roots() {
  roots_ = {pinned_};
  for (auto next = successions_.find(pinned_.successor); next != successions_.end();
       next = successions_.find(roots_.back().successor)) {
    roots_.push_back(next->second);
  }
  std::vector<AuthorityKey> ever;  // All that waits is tried again.
  for (const Root& root : roots_) {
    areas_[root.key].insert(Area::nation());
    name_ever(root.key, Area::nation(), ever);
  }
  // The last first, since only a later root ends an earlier one; then those before the pinned one,
  // which an end alone tells of.
  std::vector<AuthorityKey> line;
  for (auto root = roots_.rbegin(); root != roots_.rend(); ++root) line.push_back(root->key);
  const auto [first, last] = endings_.equal_range(0);
  for (std::size_t place = 0; place < line.size(); ++place) {
    const AuthorityKey root = line[place];
    for (auto at = first; at != last; ++at) {
      const auto& [end, signer, id] = at->second;
      const auto ended = std::find(line.begin(), line.end(), end.key);
      const bool earlier = ended - line.begin() > static_cast<std::ptrdiff_t>(place);
      if (signer != root || !earlier || !speaks_as(root, Area::nation(), id)) continue;
      if (ended == line.end()) {
        line.push_back(end.key);
        name_ever(end.key, Area::nation(), ever);
      }
      let_stand(end, {static_cast<int>(place), ~end.serial, id});
    }
  }
}

void Authorities::let_stand(const AuthorityEnd& end, const Order& order) {
  areas_[end.key].insert(end.area);
  const auto [standing, fresh] = ends_.try_emplace({end.key, end.area}, order, end);
  if (!fresh && order < standing->second.first) standing->second = {order, end};
}

void Authorities::judge(const Naming& naming, std::vector<AuthorityKey>& more) {
  if (!above(naming.signer, naming.area, naming.id)) return;
  if (!areas_[naming.key].insert(naming.area).second) return;
  more.push_back(naming.key);
  const auto [first, last] = namings_.equal_range(naming.key);
  for (auto below = first; below != last; ++below) judge(below->second, more);
}

void Authorities::name_ever(const AuthorityKey& key, const Area& area,
                            std::vector<AuthorityKey>& more) {
  if (!ever_[key].insert(area).second) return;
  more.push_back(key);
  const auto [first, last] = namings_.equal_range(key);
  for (auto below = first; below != last; ++below) {
    const Naming& naming = below->second;
    if (naming.area.tier() > 0 && area.contains(naming.area.parent())) {
      name_ever(naming.key, naming.area, more);
    }
  }
}

bool Authorities::contains(const AreasOfKeys& areas, const AuthorityKey& key, const Area& area) {
  const auto found = areas.find(key);
  return found != areas.end() && std::any_of(found->second.begin(), found->second.end(),
                                             [&](const Area& own) { return own.contains(area); });
}

bool Authorities::was_named(const AuthorityKey& key, const Area& area) const {
  return contains(ever_, key, area);
}

bool Authorities::may_speak_above(const AuthorityKey& key, const Area& area) const {
  const Area above = area.tier() > 0 ? area.parent() : area;
  // The end of a key may be the only entry that tells of it.
  return was_named(key, above) || contains(areas_, key, above);
}

bool Authorities::speaks_as(const AuthorityKey& key, const Area& own, const EntryId& id) const {
  const auto end = ends_.find({key, own});
  if (end == ends_.end()) return true;
  const std::vector<EntryId>& kept = end->second.second.kept;
  return std::binary_search(kept.begin(), kept.end(), id);
}

std::optional<int> Authorities::rank(const AuthorityKey& key, const Area& area,
                                     const EntryId& id) const {
  std::optional<int> out;
  const auto found = areas_.find(key);
  if (found == areas_.end()) return out;
  for (const Area& own : found->second) {
    const bool higher = own.contains(area) && (!out || own.tier() < *out);
    if (higher && speaks_as(key, own, id)) out = own.tier();
  }
  return out;
}

bool Authorities::above(const AuthorityKey& key, const Area& area, const EntryId& id) const {
  return area.tier() > 0 && rank(key, area.parent(), id).has_value();
}

bool Authorities::stands(const AuthorityEnd& end, const EntryId& id) const {
  const auto standing = ends_.find({end.key, end.area});
  return standing != ends_.end() && std::get<EntryId>(standing->second.first) == id;
}

bool Authorities::stands(const Root& root) const {
  return std::find(roots_.begin(), roots_.end(), root) != roots_.end();
}

const Root& Authorities::root() const {
  const auto stands = [&](const Root& root) { return !ends_.contains({root.key, Area::nation()}); };
  const auto found = std::find_if(roots_.begin(), roots_.end(), stands);
  return found == roots_.end() ? roots_.back() : *found;
}

}  // namespace jenjang

#include "replication/directory.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "schema/base/key_codec.h"
#include "schema/hash.h"
#include "schema/keys.h"
#include "schema/merkle.h"

namespace jenjang {

namespace {

AuthorityKey as_authority(const SignKey& signer) { return *AuthorityKey::from(signer.view()); }

// Its authority can be lost again: by an enrolment that takes the place of another, by a
// revocation. A fork proof needs an enrolled writer.
bool is_conditional(const SignedEntry& entry) {
  return master_of(entry) || std::holds_alternative<Revocation>(entry.entry) ||
         std::holds_alternative<ForkProof>(entry.entry);
}

}  // namespace

std::optional<NodeId> master_of(const SignedEntry& entry) {
  if (const auto* unit = std::get_if<Unit>(&entry.entry)) return node_id(unit->area, entry.signer);
  const bool national = std::holds_alternative<Category>(entry.entry) ||
                        std::holds_alternative<AreaAlias>(entry.entry);
  if (!national) return std::nullopt;
  return node_id(Area::nation(), entry.signer);
}

Directory::Directory(const AuthorityKey& root) : root_(root) {
  authorities_[root].insert(Area::nation());
}

bool Directory::add(const SignedEntry& entry, const EntryPlace& place) {
  const std::optional<NodeId> master = master_of(entry);
  if (master && *master != place.feed.writer) return false;
  if (!seen_.insert(entry.id()).second) return false;
  settle({{entry, place}});
  if (std::exchange(conditions_changed_, false)) rejudge();
  return true;
}

void Directory::settle(std::vector<Waiting> next) {
  while (!next.empty()) {
    Waiting one = std::move(next.back());
    next.pop_back();
    if (!try_apply(one)) {
      waiting_[awaits(one)].push_back(std::move(one));
      continue;
    }
    ++version_;
    if (const std::optional<Speaker> who = entitled(one.entry.entry)) {
      auto freed = waiting_.extract(*who);
      if (freed) std::move(freed.mapped().begin(), freed.mapped().end(), std::back_inserter(next));
    }
    if (is_conditional(one.entry)) conditional_.push_back(std::move(one));
  }
}

Directory::Speaker Directory::awaits(const Waiting& waiting) const {
  const auto speaker = [](const auto& key) { return *Speaker::from(key.view()); };
  if (const auto* fork = std::get_if<ForkProof>(&waiting.entry.entry)) {
    const Result<BatchHeader> header = decode_header(fork->left.bytes);
    return header ? speaker(header->feed.writer) : Speaker{};
  }
  if (const auto master = master_of(waiting.entry)) return speaker(*master);
  const auto* revocation = std::get_if<Revocation>(&waiting.entry.entry);
  const bool stranger = revocation != nullptr && node(revocation->node) == nullptr;
  return stranger ? speaker(revocation->node) : speaker(waiting.entry.signer);
}

std::optional<Directory::Speaker> Directory::entitled(const DirectoryEntry& entry) {
  if (const auto* authority = std::get_if<AreaAuthority>(&entry)) {
    return Speaker::from(authority->key.view());
  }
  const auto* enrolment = std::get_if<Enrolment>(&entry);
  if (enrolment == nullptr) return std::nullopt;
  return Speaker::from(enrolment->node().view());
}

void Directory::rejudge() {
  ++cuts_version_;
  revocations_.clear();
  forks_.clear();
  forked_.clear();
  categories_.clear();
  category_entries_.clear();
  units_.clear();
  unit_entries_.clear();
  aliases_.clear();
  alias_entries_.clear();
  std::vector<Waiting> again = std::exchange(conditional_, {});
  for (auto& [who, waiting] : std::exchange(waiting_, {})) {
    std::move(waiting.begin(), waiting.end(), std::back_inserter(again));
  }
  // The last is judged first. Revocations need enrolments only, master data both; neither changes
  // what enrolments stand.
  std::stable_partition(again.begin(), again.end(), [](const Waiting& waiting) {
    return !std::holds_alternative<Revocation>(waiting.entry.entry);
  });
  settle(std::move(again));
  conditions_changed_ = false;
}

bool Directory::try_apply(const Waiting& waiting) {
  return std::visit([&](const auto& entry) { return apply(entry, waiting); }, waiting.entry.entry);
}

bool Directory::speaks_for(const AuthorityKey& key, const Area& area) const {
  return rank(key, area).has_value();
}

std::optional<int> Directory::rank(const AuthorityKey& key, const Area& area) const {
  std::optional<int> out;
  const auto found = authorities_.find(key);
  if (found == authorities_.end()) return out;
  for (const Area& own : found->second) {
    if (own.contains(area) && (!out || own.tier() < *out)) out = own.tier();
  }
  return out;
}

bool Directory::apply(const AreaAuthority& entry, const Waiting& from) {
  const auto found = authorities_.find(as_authority(from.entry.signer));
  if (found == authorities_.end()) return false;
  const bool above = std::any_of(found->second.begin(), found->second.end(), [&](const Area& own) {
    return own.contains(entry.area) && own != entry.area;
  });
  if (!above) return false;
  std::set<Area>& areas = authorities_[entry.key];
  const bool known = !areas.empty();
  const bool fresh = areas.insert(entry.area).second;
  if (!known || !fresh) return true;
  // Its entries for other areas may rank higher now.
  conditions_changed_ = true;
  for (const auto& [node, claims] : claims_) {
    if (entry.area.contains(claims.front().enrolment.area)) stand(node);
  }
  return true;
}

void Directory::stand(const NodeId& node) {
  const std::vector<Claim>& claims = claims_.at(node);
  const auto order = [&](const Claim& claim) {
    const int tier = rank(as_authority(claim.signer), claim.enrolment.area).value();
    return std::tuple(tier, ~claim.enrolment.serial, claim.id);
  };
  const auto best =
      std::min_element(claims.begin(), claims.end(),
                       [&](const Claim& a, const Claim& b) { return order(a) < order(b); });
  const auto [standing, fresh] = nodes_.emplace(node, best->enrolment);
  if (fresh || standing->second == best->enrolment) return;
  standing->second = best->enrolment;
  conditions_changed_ = true;
}

bool Directory::apply(const Enrolment& entry, const Waiting& from) {
  if (!speaks_for(as_authority(from.entry.signer), entry.area)) return false;
  const NodeId node = entry.node();
  claims_[node].push_back({from.entry.id(), from.entry.signer, entry});
  stand(node);
  return true;
}

std::optional<Directory::Order> Directory::order_of(const Revocation& revocation,
                                                    const SignedEntry& entry) const {
  const Enrolment* revoked = node(revocation.node);
  if (revoked == nullptr) return std::nullopt;
  const std::optional<int> tier = rank(as_authority(entry.signer), revoked->area);
  if (!tier) return std::nullopt;
  return Order{*tier, ~revocation.serial, entry.id()};
}

bool Directory::apply(const Revocation& entry, const Waiting& from) {
  const std::optional<Order> order = order_of(entry, from.entry);
  if (!order) return false;
  const auto [standing, fresh] = revocations_.try_emplace(entry.node);
  if (!fresh && standing->second.order < *order) return true;
  standing->second = {*order, {}};
  for (const FeedCut& cut : entry.cuts) standing->second.cuts.emplace(cut.feed, cut);
  conditions_changed_ = true;
  ++cuts_version_;
  return true;
}

bool Directory::apply(const AreaKey& entry, const Waiting& from) {
  if (!speaks_for(as_authority(from.entry.signer), entry.area)) return false;
  const std::pair<Area, std::uint32_t> at{entry.area, entry.epoch};
  std::map<EntryId, AreaKey>& entries = area_key_entries_[at];
  entries.emplace(from.entry.id(), entry);
  // Epochs are never reused for another key; if one is, the least entry's stands everywhere. Other
  // entries of the same key box its secret to further nodes.
  AreaKey standing = entries.begin()->second;
  for (const auto& [id, other] : entries) {
    if (other.key != standing.key) continue;
    for (const SealedAreaSecret& secret : other.secrets) {
      const bool known = std::any_of(standing.secrets.begin(), standing.secrets.end(),
                                     [&](const SealedAreaSecret& s) { return s == secret; });
      if (!known) standing.secrets.push_back(secret);
    }
  }
  area_keys_[at] = std::move(standing);
  return true;
}

bool Directory::apply(const ForkProof& entry, const Waiting&) {
  const Result<BatchHeader> left = decode_header(entry.left.bytes);
  const Result<BatchHeader> right = decode_header(entry.right.bytes);
  if (!left || !right) return false;
  // Their signatures were checked when the entry was decoded.
  const bool proves = left->feed == right->feed && left->number == right->number &&
                      entry.left.bytes != entry.right.bytes;
  const bool may_write = left->feed.book.held_by(left->area);
  if (!proves || node(left->feed.writer) == nullptr || !may_write) return false;
  forked_.insert(left->feed.writer);
  const auto [standing, fresh] = forks_.emplace(left->feed, left->number);
  if (!fresh) standing->second = std::min(standing->second, left->number);
  ++cuts_version_;
  return true;
}

bool Directory::owns_master_data(const Waiting& from) const {
  const Enrolment* signer = node(master_of(from.entry).value());
  if (signer == nullptr) return false;
  if (const auto* cuts = cuts_of(from.place.feed.writer)) {
    const auto cut = cuts->find(from.place.feed);
    if (cut == cuts->end() || from.place.number > cut->second.number) return false;
  }
  return std::find(signer->grants.begin(), signer->grants.end(), v1::GRANT_MASTER_DATA) !=
         signer->grants.end();
}

template <class Key, class T>
void Directory::stand_newest(const T& entry, const EntryId& id, const Key& at,
                             std::map<Key, T>& standing, std::map<Key, EntryId>& entries) {
  const auto found = standing.find(at);
  const bool stands = found == standing.end() || entry.version > found->second.version ||
                      (entry.version == found->second.version && id < entries.at(at));
  if (!stands) return;
  standing[at] = entry;
  entries[at] = id;
}

bool Directory::apply(const Category& entry, const Waiting& from) {
  if (!owns_master_data(from)) return false;
  stand_newest(entry, from.entry.id(), entry.code, categories_, category_entries_);
  return true;
}

bool Directory::apply(const Unit& entry, const Waiting& from) {
  if (!owns_master_data(from)) return false;
  const std::pair at{entry.area, entry.code};
  stand_newest(entry, from.entry.id(), at, units_, unit_entries_);
  return true;
}

bool Directory::apply(const AreaAlias& entry, const Waiting& from) {
  if (!owns_master_data(from)) return false;
  stand_newest(entry, from.entry.id(), entry.former, aliases_, alias_entries_);
  return true;
}

bool Directory::proves(const SignedEntry& entry) const {
  if (const auto* enrolment = std::get_if<Enrolment>(&entry.entry)) {
    return speaks_for(as_authority(entry.signer), enrolment->area);
  }
  if (const auto* revocation = std::get_if<Revocation>(&entry.entry)) {
    const std::optional<Order> order = order_of(*revocation, entry);
    const auto standing = revocations_.find(revocation->node);
    return order && (standing == revocations_.end() || *order < standing->second.order);
  }
  const auto* authority = std::get_if<AreaAuthority>(&entry.entry);
  return authority != nullptr && authority->area.tier() > 0 &&
         speaks_for(as_authority(entry.signer), authority->area.parent());
}

const Enrolment* Directory::node(const NodeId& id) const {
  const auto found = nodes_.find(id);
  return found == nodes_.end() ? nullptr : &found->second;
}

bool Directory::knows(const TransportKey& key) const {
  return std::any_of(nodes_.begin(), nodes_.end(), [&](const auto& node) {
    return node.second.transport_key == key && !revoked(node.first);
  });
}

std::optional<TransportKey> Directory::transport_key(const NodeId& node) const {
  if (!active(node)) return std::nullopt;
  return this->node(node)->transport_key;
}

std::vector<NodeId> Directory::nodes_of(const Area& area) const {
  std::vector<NodeId> out;
  for (const auto& [id, enrolment] : nodes_) {
    if (enrolment.area == area && !revoked(id)) out.push_back(id);
  }
  return out;
}

const std::map<FeedId, FeedCut>* Directory::cuts_of(const NodeId& node) const {
  const auto found = revocations_.find(node);
  return found == revocations_.end() ? nullptr : &found->second.cuts;
}

std::optional<std::uint64_t> Directory::fork(const FeedId& feed) const {
  const auto found = forks_.find(feed);
  if (found == forks_.end()) return std::nullopt;
  return found->second;
}

bool Directory::accepts(const BatchHeader& header, const Origin& origin) const {
  const FeedId& feed = header.feed;
  const auto* cuts = cuts_of(feed.writer);
  if (cuts == nullptr) return true;
  const std::optional<AcceptedHeader>& proof = origin.accepted;
  if (!proof) return false;
  const MerkleHash leaf = merkle_leaf(header_hash(origin.header.bytes).view());
  for (auto at = cuts->lower_bound(before_feeds_of(feed.book, feed.writer)); at != cuts->end();
       ++at) {
    const FeedCut& cut = at->second;
    if (cut.feed.book != feed.book) break;
    if (cut.feed.lane != feed.lane || cut.headers == 0) continue;
    if (merkle_root_of(leaf, proof->index, cut.headers, proof->path) == cut.root) return true;
  }
  return false;
}

VectorDigest Directory::cuts_digest() const {
  if (!has_cuts()) return {};
  std::string bytes;
  for (const auto& [feed, number] : forks_) {
    bytes += feed_key(feed);
    append_be64(bytes, number);
  }
  for (const auto& [node, revocation] : revocations_) {
    bytes += node.view();
    append_be64(bytes, revocation.cuts.size());
    for (const auto& [feed, cut] : revocation.cuts) {
      bytes += feed_key(feed);
      append_be64(bytes, cut.number);
      bytes += cut.head.view();
      bytes += cut.root.view();
    }
  }
  return vector_digest(bytes);
}

std::set<NodeId> Directory::cut_writers() const {
  std::set<NodeId> out = forked_;
  for (const auto& [node, revocation] : revocations_) out.insert(node);
  return out;
}

std::optional<AreaKeyRef> Directory::area_key(const Area& area) const {
  const auto after = area_keys_.upper_bound({area, UINT32_MAX});
  if (after == area_keys_.begin()) return std::nullopt;
  const auto& [at, key] = *std::prev(after);
  if (at.first != area) return std::nullopt;
  return AreaKeyRef{area, key.epoch, key.key};
}

std::vector<const AreaKey*> Directory::area_keys(const Area& area) const {
  std::vector<const AreaKey*> out;
  for (auto at = area_keys_.lower_bound({area, 0}); at != area_keys_.end(); ++at) {
    if (at->first.first != area) break;
    out.push_back(&at->second);
  }
  return out;
}

const AreaKey* Directory::area_key(const Area& area, std::uint32_t epoch) const {
  const auto found = area_keys_.find({area, epoch});
  return found == area_keys_.end() ? nullptr : &found->second;
}

const Unit* Directory::unit(const Area& area, std::uint32_t code) const {
  const auto found = units_.find({area, code});
  return found == units_.end() ? nullptr : &found->second;
}

}  // namespace jenjang

// The questions to a directory; its judging is in directory.cc.
#include <algorithm>
#include <iterator>
#include <utility>

#include "replication/directory.h"
#include "schema/base/key_codec.h"
#include "schema/hash.h"
#include "schema/keys.h"
#include "schema/merkle.h"

namespace jenjang {

bool Directory::proves(const SignedEntry& entry) const {
  const EntryId id = entry.id();
  const AuthorityKey signer = *AuthorityKey::from(entry.signer.view());
  if (const auto* enrolment = std::get_if<Enrolment>(&entry.entry)) {
    return authorities_.rank(signer, enrolment->area, id).has_value();
  }
  if (const auto* revocation = std::get_if<Revocation>(&entry.entry)) {
    const std::optional<Order> order = order_of(*revocation, signer, id);
    const auto standing = revocations_.find(revocation->node);
    return order && (standing == revocations_.end() || *order < standing->second.order);
  }
  if (const auto* succession = std::get_if<RootSuccession>(&entry.entry)) {
    return authorities_.leads_to(succession->root);
  }
  const auto* authority = std::get_if<AreaAuthority>(&entry.entry);
  return authority != nullptr && authorities_.above(signer, authority->area, id);
}

bool Directory::worth_saving(const SignedEntry& entry) const {
  const EntryId id = entry.id();
  const AuthorityKey signer = *AuthorityKey::from(entry.signer.view());
  if (const auto* naming = std::get_if<AreaAuthority>(&entry.entry)) {
    return authorities_.above(signer, naming->area, id);
  }
  if (const auto* end = std::get_if<AuthorityEnd>(&entry.entry)) {
    return authorities_.stands(*end, id);
  }
  if (const auto* succession = std::get_if<RootSuccession>(&entry.entry)) {
    return authorities_.stands(succession->root);
  }
  if (const auto* enrolment = std::get_if<Enrolment>(&entry.entry)) {
    const NodeId node = enrolment->node();
    const auto best = best_claims_.find(node);
    const auto is = [&](const auto& order) { return order && std::get<EntryId>(*order) == id; };
    return nodes_.contains(node) && (is(best->second.order) || is(best->second.agreed));
  }
  if (const auto* revocation = std::get_if<Revocation>(&entry.entry)) {
    const auto standing = revocations_.find(revocation->node);
    return standing != revocations_.end() && std::get<EntryId>(standing->second.order) == id;
  }
  if (const auto* key = std::get_if<AreaKey>(&entry.entry)) {
    return area_keys_.adds(id, *key, authorities_);
  }
  if (const auto* proof = std::get_if<ForkProof>(&entry.entry)) {
    const Result<BatchHeader> left = decode_header(proof->left.bytes);
    const auto forked = left ? forked_.find(left->feed.writer) : forked_.end();
    return forked != forked_.end() && forked->second.contains({left->feed, left->number});
  }
  if (std::holds_alternative<Excess>(entry.entry)) {
    return std::any_of(excess_.begin(), excess_.end(),
                       [&](const auto& least) { return least.second == id; });
  }
  return true;  // Master data, which is its signer's to pass on.
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
  static const std::map<FeedId, FeedCut> none;
  if (disowned_.contains(node)) return &none;
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
  for (const NodeId& node : disowned_) bytes += node.view();
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
  std::set<NodeId> out = disowned_;
  out.insert(barred_.begin(), barred_.end());
  for (const auto& [node, proved] : forked_) out.insert(node);
  for (const auto& [node, revocation] : revocations_) out.insert(node);
  return out;
}

namespace {

// In a list by code; nullptr for a code that it lacks.
template <class T>
const T* find_code(const std::vector<T>& list, std::uint32_t code) {
  const auto found = std::lower_bound(list.begin(), list.end(), code,
                                      [](const T& one, std::uint32_t c) { return one.code < c; });
  return found == list.end() || found->code != code ? nullptr : &*found;
}

}  // namespace

const Category* Directory::category(std::uint32_t code) const {
  return find_code(categories(), code);
}

const std::vector<Unit>& Directory::units(const Area& area) const {
  static const std::vector<Unit> none;
  const auto found = units_.find(area);
  return found == units_.end() ? none : found->second.entry.units;
}

const Unit* Directory::unit(const Area& area, std::uint32_t code) const {
  return find_code(units(area), code);
}

std::vector<Area> Directory::areas_with_units() const {
  std::vector<Area> out;
  for (const auto& [area, list] : units_) out.push_back(area);
  return out;
}

const AreaAlias* Directory::alias(const Area& former) const {
  const auto found = aliases_.find(former);
  return found == aliases_.end() ? nullptr : &found->second.entry;
}

}  // namespace jenjang

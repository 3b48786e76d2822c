#include "replication/directory.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "replication/quota.h"
#include "schema/base/key_codec.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

// Says which keys are authorities, whatever else is held.
bool is_about_authorities(const DirectoryEntry& entry) {
  return std::holds_alternative<AreaAuthority>(entry) ||
         std::holds_alternative<AuthorityEnd>(entry) ||
         std::holds_alternative<RootSuccession>(entry);
}

// Its authority can be lost again: by an enrolment that takes the place of another, by a
// revocation. A fork proof needs an enrolled writer.
bool is_conditional(const DirectoryEntry& entry) {
  return !is_about_authorities(entry) && !std::holds_alternative<Enrolment>(entry) &&
         !std::holds_alternative<AreaKey>(entry);
}

// One of the headers of what proves itself, of the writer that it accuses; nullptr for others.
const SignedHeader* header_of_proof(const DirectoryEntry& entry) {
  if (const auto* fork = std::get_if<ForkProof>(&entry)) return &fork->left;
  const auto* excess = std::get_if<Excess>(&entry);
  return excess == nullptr ? nullptr : &excess->heads.front();
}

std::optional<NodeId> master_of(const DirectoryEntry& entry, const SignKey& signer) {
  if (const auto* units = std::get_if<UnitList>(&entry)) return node_id(units->area, signer);
  const bool national =
      std::holds_alternative<CategoryList>(entry) || std::holds_alternative<AreaAlias>(entry);
  if (!national) return std::nullopt;
  return node_id(Area::nation(), signer);
}

template <class Fixed, class Key>
Fixed speaker_of(const Key& key) {
  return *Fixed::from(key.view());
}

}  // namespace

std::optional<NodeId> master_of(const SignedEntry& entry) {
  return master_of(entry.entry, entry.signer);
}

Directory::Directory(const Root& root) : authorities_(root) {}

bool Directory::add(const SignedEntry& entry, const EntryPlace& place) {
  const std::optional<NodeId> master = master_of(entry);
  if (master && *master != place.feed.writer) return false;
  const EntryId id = entry.id();
  if (!seen_.insert(id).second) return false;
  settle({{entry.entry, entry.signer, id, place}});
  if (together_ == 0) judge();
  return true;
}

void Directory::judge() {
  while (std::exchange(authorities_changed_, false)) rejudge_authorities();
  if (conditions_changed_) rejudge();
}

void Directory::settle(std::vector<Said> next) {
  while (!next.empty()) {
    Said one = std::move(next.back());
    next.pop_back();
    if (!try_apply(one)) {
      wait(std::move(one));
      continue;
    }
    if (!is_about_authorities(one.entry)) ++version_;
    for (const Speaker& who : std::exchange(freed_, {})) free(who, next);
    if (is_conditional(one.entry)) conditional_.push_back(std::move(one));
  }
}

void Directory::wait(Said said) {
  if (waiting_count_ == kWaitingMax) {
    seen_.erase(said.id);
    if (forgotten_.size() < kForgottenMax) forgotten_.insert(awaits(said));
    return;
  }
  ++waiting_count_;
  waiting_[awaits(said)].push_back(std::move(said));
}

void Directory::free(const Speaker& who, std::vector<Said>& next) {
  if (forgotten_.contains(who) || forgotten_.size() == kForgottenMax) {
    forgotten_.clear();
    again_ = true;
  }
  auto freed = waiting_.extract(who);
  if (!freed) return;
  waiting_count_ -= freed.mapped().size();
  std::move(freed.mapped().begin(), freed.mapped().end(), std::back_inserter(next));
}

void Directory::free_all(std::vector<Said>& next) {
  again_ = again_ || !forgotten_.empty();
  forgotten_.clear();
  waiting_count_ = 0;
  for (auto& [who, waiting] : std::exchange(waiting_, {})) {
    std::move(waiting.begin(), waiting.end(), std::back_inserter(next));
  }
}

Directory::Speaker Directory::awaits(const Said& said) const {
  if (const SignedHeader* proof = header_of_proof(said.entry)) {
    const Result<BatchHeader> header = decode_header(proof->bytes);
    return header ? speaker_of<Speaker>(header->feed.writer) : Speaker{};
  }
  if (const auto master = master_of(said.entry, said.signer)) return speaker_of<Speaker>(*master);
  const auto* revocation = std::get_if<Revocation>(&said.entry);
  const bool stranger = revocation != nullptr && node(revocation->node) == nullptr;
  return stranger ? speaker_of<Speaker>(revocation->node) : speaker_of<Speaker>(said.signer);
}

void Directory::rejudge_authorities() {
  conditions_changed_ = true;
  best_claims_.clear();
  ranked_.clear();
  std::set<Area> areas;
  for (const auto& [node, claims] : claims_) {
    areas.insert(claims.front().entry.area);
    for (const Claim<Enrolment>& claim : claims) offer(claim);
    fall(node);
  }
  for (const Area& area : areas) stand(area);
  area_keys_.judge_anew();
  freed_.clear();  // All that waits is tried again.
  std::vector<Said> again;
  free_all(again);
  settle(std::move(again));
}

void Directory::rejudge() {
  ++cuts_version_;
  revocations_.clear();
  forks_.clear();
  forked_.clear();
  barred_.clear();
  excess_.clear();
  categories_ = {{}, {0, {}}};
  units_.clear();
  aliases_.clear();
  std::vector<Said> again = std::exchange(conditional_, {});
  free_all(again);
  // The last is judged first. Revocations need enrolments only, master data both; neither changes
  // what enrolments stand.
  std::stable_partition(again.begin(), again.end(), [](const Said& said) {
    return !std::holds_alternative<Revocation>(said.entry);
  });
  settle(std::move(again));
  conditions_changed_ = false;
}

bool Directory::try_apply(const Said& said) {
  return std::visit([&](const auto& entry) { return apply(entry, said); }, said.entry);
}

bool Directory::heed(const Authorities::Change& change) {
  if (change.anew || !change.more.empty()) ++version_;
  authorities_changed_ = authorities_changed_ || change.anew;
  for (const AuthorityKey& key : change.more) freed_.push_back(speaker_of<Speaker>(key));
  return true;
}

bool Directory::apply(const AreaAuthority& entry, const Said& said) {
  if (!authorities_.may_speak_above(said.authority(), entry.area)) return false;
  return heed(authorities_.add(entry, said.authority(), said.id));
}

bool Directory::apply(const AuthorityEnd& entry, const Said& said) {
  if (!authorities_.may_speak_above(said.authority(), entry.area)) return false;
  return heed(authorities_.add(entry, said.authority(), said.id));
}

bool Directory::apply(const RootSuccession& entry, const Said& said) {
  if (!authorities_.leads_to(entry.root) && !authorities_.stands(entry.root)) return false;
  return heed(authorities_.add(entry, said.authority()));
}

bool Directory::offer(const Claim<Enrolment>& claim) {
  const std::optional<int> tier = authorities_.rank(claim.signer, claim.entry.area, claim.id);
  if (!tier) return false;
  const Enrolment& entry = claim.entry;
  const NodeId node = entry.node();
  // The node has signed its serial: no authority brings back what it said before.
  const ClaimOrder order{~entry.serial, *tier, claim.id};
  // An area does not agree to more than its own tier has, but for the nation.
  const bool from_above = *tier < entry.area.tier() || *tier == 0;
  Best& best = best_claims_[node];
  bool news = false;
  if (from_above && (!best.agreed || order < *best.agreed)) {
    best.agreed = order;
    best.allowance_mib = entry.allowance_mib;
    news = true;
  }
  if (!best.order || order < *best.order) {
    std::set<std::pair<int, NodeId>>& ranked = ranked_[entry.area];
    if (best.order) ranked.erase({std::get<int>(*best.order), node});
    ranked.insert({*tier, node});
    best.order = order;
    best.entry = entry;
    news = true;
  }
  best.entry.allowance_mib = best.allowance_mib;
  return news;
}

void Directory::fall(const NodeId& node) {
  const bool stood = nodes_.erase(node) > 0;
  const bool fresh = disowned_.insert(node).second;
  conditions_changed_ = conditions_changed_ || stood || fresh;
}

void Directory::stand(const Area& area) {
  std::size_t room = kNodesOfAreaMax;
  for (const auto& [tier, node] : ranked_[area]) {
    if (room == 0) {
      fall(node);
      break;  // Those after it have fallen before.
    }
    --room;
    const Enrolment& best = best_claims_.at(node).entry;
    conditions_changed_ = disowned_.erase(node) > 0 || conditions_changed_;
    const auto [standing, fresh] = nodes_.emplace(node, best);
    if (fresh) freed_.push_back(speaker_of<Speaker>(node));
    if (fresh || standing->second == best) continue;
    standing->second = best;
    conditions_changed_ = true;
  }
}

bool Directory::apply(const Enrolment& entry, const Said& said) {
  // A former authority's counts for nothing, and tells that the node was somebody once.
  if (!authorities_.was_named(said.authority(), entry.area)) return false;
  const Claim<Enrolment> claim{said.id, said.authority(), entry};
  claims_[entry.node()].push_back(claim);
  if (offer(claim)) stand(entry.area);
  if (!nodes_.contains(entry.node())) fall(entry.node());
  return true;
}

std::optional<Directory::Order> Directory::order_of(const Revocation& revocation,
                                                    const AuthorityKey& signer,
                                                    const EntryId& id) const {
  const Enrolment* revoked = node(revocation.node);
  if (revoked == nullptr) return std::nullopt;
  const std::optional<int> tier = authorities_.rank(signer, revoked->area, id);
  if (!tier) return std::nullopt;
  return Order{*tier, ~revocation.serial, id};
}

bool Directory::apply(const Revocation& entry, const Said& said) {
  const std::optional<Order> order = order_of(entry, said.authority(), said.id);
  if (!order) return false;
  const auto [standing, fresh] = revocations_.try_emplace(entry.node);
  if (!fresh && standing->second.order < *order) return true;
  standing->second = {*order, {}};
  for (const FeedCut& cut : entry.cuts) standing->second.cuts.emplace(cut.feed, cut);
  conditions_changed_ = true;
  ++cuts_version_;
  return true;
}

bool Directory::apply(const AreaKey& entry, const Said& said) {
  if (!authorities_.rank(said.authority(), entry.area, said.id)) return false;
  area_keys_.add(said.id, said.authority(), entry);
  return true;
}

bool Directory::apply(const ForkProof& entry, const Said&) {
  // Its sides and their signatures were checked when the entry was decoded.
  const Result<BatchHeader> left = decode_header(entry.left.bytes);
  if (!left) return false;
  const NodeId& writer = left->feed.writer;
  if (node(writer) == nullptr || !left->feed.book.held_by(left->area)) return false;
  auto& proved = forked_[writer];
  if (proved.size() > kForksMax) return true;
  proved.insert({left->feed, left->number});
  ++cuts_version_;
  if (proved.size() > kForksMax) {
    // It is closed altogether; and the next proof changes nothing.
    barred_.insert(writer);
    std::erase_if(forks_, [&](const auto& fork) { return fork.first.writer == writer; });
    return true;
  }
  const auto [standing, fresh] = forks_.emplace(left->feed, left->number);
  if (!fresh) standing->second = std::min(standing->second, left->number);
  return true;
}

bool Directory::apply(const Excess& entry, const Said& said) {
  const Result<BatchHeader> first = decode_header(entry.heads.front().bytes);
  const Enrolment* writer = first ? node(first->feed.writer) : nullptr;
  if (writer == nullptr) return false;
  const std::uint64_t allowance = allowance_of(*writer);
  std::uint64_t weight = 0;
  for (const SignedHeader& head : entry.heads) {
    const Result<BatchHeader> header = decode_header(head.bytes);
    if (!header) return false;
    const std::uint64_t room = UINT64_MAX - weight;
    weight += std::min(room, feed_weight(header->number, header->total_bytes, allowance));
  }
  if (weight <= allowance) return true;
  const NodeId id = first->feed.writer;
  const auto [least, fresh] = excess_.emplace(id, said.id);
  least->second = std::min(least->second, said.id);
  if (barred_.insert(id).second) ++cuts_version_;
  return true;
}

bool Directory::owns_master_data(const Said& said) const {
  const Enrolment* signer = node(master_of(said.entry, said.signer).value());
  if (signer == nullptr) return false;
  if (const auto* cuts = cuts_of(said.place.feed.writer)) {
    const auto cut = cuts->find(said.place.feed);
    if (cut == cuts->end() || said.place.number > cut->second.number) return false;
  }
  return std::find(signer->grants.begin(), signer->grants.end(), v1::GRANT_MASTER_DATA) !=
         signer->grants.end();
}

template <class T>
void Directory::stand_newest(const T& entry, const EntryId& id, Standing<T>& standing) {
  const std::uint32_t before = standing.entry.version;
  const bool stands =
      entry.version > before || (entry.version == before && before > 0 && id < standing.id);
  if (stands) standing = {id, entry};
}

bool Directory::apply(const CategoryList& entry, const Said& said) {
  if (!owns_master_data(said)) return false;
  stand_newest(entry, said.id, categories_);
  return true;
}

bool Directory::apply(const UnitList& entry, const Said& said) {
  if (!owns_master_data(said)) return false;
  const auto standing = units_.try_emplace(entry.area, Standing<UnitList>{{}, {entry.area, 0, {}}});
  stand_newest(entry, said.id, standing.first->second);
  return true;
}

bool Directory::apply(const AreaAlias& entry, const Said& said) {
  if (!owns_master_data(said)) return false;
  const Standing<AreaAlias> none{{}, {entry.former, entry.current, 0}};
  stand_newest(entry, said.id, aliases_.try_emplace(entry.former, none).first->second);
  return true;
}

}  // namespace jenjang

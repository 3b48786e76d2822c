#include "tests/sim/topology.h"

#include <algorithm>

namespace jenjang {

namespace {

constexpr std::size_t kRoots = 3;

}  // namespace

Topology::Topology(const TopologySize& size, SimRandom& random, SimRandom others)
    : others_(others) {
  add_area(Area::nation(), random);
  add_nodes(Area::nation(), size.national, size, random);
  const auto replicas = [&] { return random.chance(size.replica_permille) ? 2 : 1; };
  for (int p = 0; p < size.provinces; ++p) {
    const Area province = *Area::parse(std::to_string(31 + p));
    add_area(province, random);
    add_nodes(province, replicas(), size, random);
    const auto regencies = random.between(1, size.regencies);
    for (int r = 0; r < regencies; ++r) {
      const Area regency = *Area::parse(province.to_string() + "." + std::to_string(71 + r));
      add_area(regency, random);
      add_nodes(regency, replicas(), size, random);
    }
  }
  for (const Area& area : areas_) area_keys_.emplace(area, area_key_entry(area, random));
}

void Topology::add_area(const Area& area, SimRandom& random) {
  areas_.push_back(area);
  authorities_[area].push_back(SignKeys::from_seed(random.bytes<Seed>()));
  if (area.tier() > 0) return name_authority(area);
  roots_ = authorities_.at(area);
  while (roots_.size() < kRoots) {
    roots_.push_back(SignKeys::from_seed(others_.bytes<Seed>()));
  }
}

void Topology::add_nodes(const Area& area, int count, const TopologySize& size, SimRandom& random) {
  for (int i = 0; i < count; ++i) {
    PlannedNode node;
    node.name = area.to_string() + std::string(1, static_cast<char>('a' + i));
    node.area = area;
    node.sign = NodeSignKeys::from_seed(random.bytes<Seed>(), area);
    node.seal = SealKeys::from_seed(random.bytes<Seed>());
    node.transport = random.bytes<TransportKey>();
    // Late ones are leaves or second replicas, so that nobody hangs on them alone.
    const bool leaf = area.tier() == 2 || i > 0;
    node.late = leaf && area.tier() > 0 && random.chance(size.late_permille);
    node.meagre = area.tier() > 0 && others_.chance(size.meagre_permille);
    nodes_.push_back(std::move(node));
    const int index = static_cast<int>(nodes_.size()) - 1;
    enrol(index, 1);
    add_dials(index, size, random);
  }
}

void Topology::add_dials(int node, const TopologySize& size, SimRandom& random) {
  PlannedNode& own = nodes_[static_cast<std::size_t>(node)];
  const auto dial = [&](int peer) {
    if (std::find(own.dials.begin(), own.dials.end(), peer) == own.dials.end()) {
      own.dials.push_back(peer);
    }
  };
  for (const int sibling : nodes_of(own.area)) {
    if (sibling != node) dial(sibling);
  }
  if (own.area.tier() == 0) return;
  const std::vector<int> parents = nodes_of(own.area.parent());
  dial(random.pick(parents));
  if (random.chance(300)) dial(random.pick(parents));
  // A fallback link that skips a tier.
  const bool fallback = own.area.tier() == 2 && random.chance(size.fallback_permille);
  if (fallback) dial(random.pick(nodes_of(Area::nation())));
}

std::vector<int> Topology::nodes_of(const Area& area) const {
  std::vector<int> out;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].area == area) out.push_back(static_cast<int>(i));
  }
  return out;
}

Root Topology::root_at(std::size_t place) const {
  Root out;
  for (std::size_t i = roots_.size(); i-- > place;) {
    const RootDigest next = i + 1 == roots_.size() ? RootDigest{} : root_digest(out);
    out = {roots_[i].authority(), next};
  }
  return out;
}

Root Topology::root() const { return root_at(0); }

SignedEntry Topology::sign(const DirectoryEntry& entry, const SignKeys& authority) {
  SignedEntry out = sign_entry(entry, authority);
  signed_[authority.key].insert(out.id());
  return out;
}

void Topology::name_authority(const Area& area) {
  const AreaAuthority entry{area, authority(area).authority()};
  named_.insert_or_assign(area, sign(entry, authority(area.parent())));
}

void Topology::enrol(int node, std::uint64_t serial) {
  const PlannedNode& own = nodes_[static_cast<std::size_t>(node)];
  Enrolment entry;
  entry.sign_key = own.sign.key;
  entry.area = own.area;
  entry.transport_key = own.transport;
  entry.seal_key = own.seal.key;
  entry.name = own.name + (serial > 1 ? " " + std::to_string(serial) : "");
  entry.serial = serial;
  entry.allowance_mib = own.meagre ? 1 : 0;
  const SignKeys& by = authority(own.meagre ? own.area.parent() : own.area);
  enrolments_[node].push_back(sign_enrolment(consent_to(entry, own.sign.secret), by));
  signed_[by.key].insert(enrolments_[node].back().id());
}

const Enrolment& Topology::enrolment(int node) const {
  return std::get<Enrolment>(enrolments_.at(node).back().entry);
}

const SignedEntry& Topology::first_enrolment_of(int node) const {
  return enrolments_.at(node).front();
}

SignedEntry Topology::renew(int node) {
  enrol(node, enrolment(node).serial + 1);
  return enrolments_.at(node).back();
}

SignedEntry Topology::area_key_entry(const Area& area, SimRandom& random) {
  const SealKeys keys = SealKeys::from_seed(random.bytes<Seed>());
  AreaKey entry{area, 1, keys.key, {}};
  for (const int node : nodes_of(area)) {
    const PlannedNode& own = nodes_[static_cast<std::size_t>(node)];
    entry.secrets.push_back({own.sign.id, box_secret(keys.secret, own.seal.key)});
  }
  return sign(entry, authority(area));
}

bool Topology::can_rotate(const Area& area) const {
  return area.tier() > 0 || authorities_.at(area).size() < roots_.size();
}

std::vector<SignedEntry> Topology::rotate(const Area& area, std::optional<int> dropped) {
  std::vector<SignedEntry> out;
  std::vector<SignKeys>& keys = authorities_.at(area);
  const SignKeys old = keys.back();
  if (area.tier() == 0) {
    const std::size_t place = keys.size();
    keys.push_back(roots_.at(place));
    out.push_back(sign(RootSuccession{root_at(place)}, keys.back()));
  } else {
    keys.push_back(SignKeys::from_seed(others_.bytes<Seed>()));
    name_authority(area);
    out.push_back(named_.at(area));
  }
  std::set<EntryId> kept = signed_[old.key];
  if (dropped) {
    for (const SignedEntry& entry : enrolments_.at(*dropped)) kept.erase(entry.id());
    out.push_back(renew(*dropped));
  }
  const AuthorityEnd end{area, old.authority(), ++ends_, {kept.begin(), kept.end()}};
  out.push_back(sign(end, authority(area.tier() == 0 ? area : area.parent())));
  return out;
}

Invitation Topology::invitation(int node) const {
  const PlannedNode& own = nodes_[static_cast<std::size_t>(node)];
  Invitation out;
  out.root = root();
  for (const Area& area : areas_) {
    if (!area.contains(own.area) && !own.area.contains(area)) continue;
    if (area.tier() > 0) out.entries.push_back(named_.at(area));
    out.entries.push_back(area_keys_.at(area));
    for (const int other : nodes_of(area)) {
      const bool later = nodes_[static_cast<std::size_t>(other)].late && other != node;
      if (!later) out.entries.push_back(first_enrolment_of(other));
    }
  }
  // Whom it dials it must be able to recognise.
  for (const int peer : own.dials) {
    const Area& area = nodes_[static_cast<std::size_t>(peer)].area;
    if (area.tier() > 0) out.entries.push_back(named_.at(area));
    out.entries.push_back(first_enrolment_of(peer));
  }
  return out;
}

std::vector<SignedEntry> Topology::enrolment_of(int node) const {
  std::vector<SignedEntry> out;
  const auto named = named_.find(nodes_[static_cast<std::size_t>(node)].area);
  if (named != named_.end()) out.push_back(named->second);
  out.push_back(enrolments_.at(node).back());
  return out;
}

SignedEntry Topology::revocation_of(int node, std::vector<FeedCut> cuts, std::uint64_t serial) {
  const PlannedNode& own = nodes_[static_cast<std::size_t>(node)];
  return sign(Revocation{own.sign.id, own.area, std::move(cuts), serial}, authority(own.area));
}

}  // namespace jenjang

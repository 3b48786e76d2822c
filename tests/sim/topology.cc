#include "tests/sim/topology.h"

#include <algorithm>

namespace jenjang {

Topology::Topology(const TopologySize& size, SimRandom& random) {
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
  authorities_.emplace(area, SignKeys::from_seed(random.bytes<Seed>()));
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
    nodes_.push_back(std::move(node));
    add_dials(static_cast<int>(nodes_.size()) - 1, size, random);
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

SignedEntry Topology::authority_entry(const Area& area) const {
  const Area& by = area.tier() == 0 ? area : area.parent();
  return sign_entry(AreaAuthority{area, authorities_.at(area).authority()}, authorities_.at(by));
}

Enrolment Topology::enrolment(int node, std::uint64_t serial) const {
  const PlannedNode& own = nodes_[static_cast<std::size_t>(node)];
  Enrolment out;
  out.sign_key = own.sign.key;
  out.area = own.area;
  out.transport_key = own.transport;
  out.seal_key = own.seal.key;
  out.name = own.name + (serial > 1 ? " " + std::to_string(serial) : "");
  out.serial = serial;
  return out;
}

Enrolment Topology::enrolment(int node) const {
  const auto renewed = serials_.find(node);
  return enrolment(node, renewed == serials_.end() ? 1 : renewed->second);
}

SignedEntry Topology::enrolment_entry(int node, std::uint64_t serial) const {
  const PlannedNode& own = nodes_[static_cast<std::size_t>(node)];
  return sign_enrolment(consent_to(enrolment(node, serial), own.sign.secret),
                        authorities_.at(own.area));
}

SignedEntry Topology::first_enrolment_of(int node) const { return enrolment_entry(node, 1); }

SignedEntry Topology::renew(int node) {
  std::uint64_t& serial = serials_.try_emplace(node, 1).first->second;
  return enrolment_entry(node, ++serial);
}

SignedEntry Topology::area_key_entry(const Area& area, SimRandom& random) const {
  const SealKeys keys = SealKeys::from_seed(random.bytes<Seed>());
  AreaKey entry{area, 1, keys.key, {}};
  for (const int node : nodes_of(area)) {
    const PlannedNode& own = nodes_[static_cast<std::size_t>(node)];
    entry.secrets.push_back({own.sign.id, box_secret(keys.secret, own.seal.key)});
  }
  return sign_entry(entry, authorities_.at(area));
}

Invitation Topology::invitation(int node) const {
  const PlannedNode& own = nodes_[static_cast<std::size_t>(node)];
  Invitation out;
  out.root = root();
  for (const Area& area : areas_) {
    if (!area.contains(own.area) && !own.area.contains(area)) continue;
    if (area.tier() > 0) out.entries.push_back(authority_entry(area));
    out.entries.push_back(area_keys_.at(area));
    for (const int other : nodes_of(area)) {
      const bool later = nodes_[static_cast<std::size_t>(other)].late && other != node;
      if (!later) out.entries.push_back(enrolment_entry(other, 1));
    }
  }
  // Whom it dials it must be able to recognise.
  for (const int peer : own.dials) {
    out.entries.push_back(authority_entry(nodes_[static_cast<std::size_t>(peer)].area));
    out.entries.push_back(enrolment_entry(peer, 1));
  }
  return out;
}

std::vector<SignedEntry> Topology::enrolment_of(int node) const {
  return {authority_entry(nodes_[static_cast<std::size_t>(node)].area), enrolment_entry(node, 1)};
}

SignedEntry Topology::revocation_of(int node, std::vector<FeedCut> cuts,
                                    std::uint64_t serial) const {
  const PlannedNode& own = nodes_[static_cast<std::size_t>(node)];
  return sign_entry(Revocation{own.sign.id, own.area, std::move(cuts), serial},
                    authorities_.at(own.area));
}

}  // namespace jenjang

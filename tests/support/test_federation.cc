#include "tests/support/test_federation.h"

#include <set>

#include "schema/hash.h"

namespace jenjang {

namespace {

Seed seed_of(const std::string& words) { return *Seed::from(event_id(words).view()); }

}  // namespace

TestNode TestFederation::make_node(const std::string& name) {
  TestNode out;
  out.name = name;
  out.area = jenjang::area(name.substr(0, name.find_last_of("0123456789") + 1));
  out.keys = NodeSignKeys::from_seed(seed_of("node " + name), out.area);
  out.seal = SealKeys::from_seed(seed_of("seal " + name));
  // CURVE's keys are X25519 keys too.
  const SealKeys transport = SealKeys::from_seed(seed_of("transport " + name));
  out.transport = *TransportKey::from(transport.key.view());
  out.transport_secret = *TransportSecret::from(transport.secret.view());
  return out;
}

TestFederation::TestFederation(const std::vector<std::string>& names) {
  std::set<Area> areas;
  for (const std::string& name : names) {
    const TestNode node = make_node(name);
    nodes_.emplace(name, node);
    for (const Area& area : node.area.lineage()) areas.insert(area);
  }
  invitation_.root = root();
  for (const Area& area : areas) {
    if (area.tier() > 0) invitation_.entries.push_back(authority_entry(area));
  }
  for (const auto& [name, node] : nodes_) invitation_.entries.push_back(enrolment(node));
  for (const Area& area : areas) invitation_.entries.push_back(area_key(area, 1));
}

std::string TestFederation::name_of(const NodeId& id) const {
  for (const auto& [name, node] : nodes_) {
    if (node.keys.id == id) return name;
  }
  return id.hex().substr(0, 8);
}

SignKeys TestFederation::authority(const Area& area) {
  return SignKeys::from_seed(seed_of("authority " + area.to_string()));
}

SignKeys TestFederation::root_keys(int number) {
  if (number == 0) return authority(Area::nation());
  return SignKeys::from_seed(seed_of("root " + std::to_string(number)));
}

Root TestFederation::root(int number) {
  constexpr int kLast = 2;
  const RootDigest next = number == kLast ? RootDigest{} : root_digest(root(number + 1));
  return {root_keys(number).authority(), next};
}

SignedEntry TestFederation::authority_entry(const Area& area) const {
  return sign_entry(AreaAuthority{area, authority(area).authority()}, authority(area.parent()));
}

SignedEntry TestFederation::enrolment(const TestNode& node) const {
  return enrol(node, authority(node.area), {v1::GRANT_MASTER_DATA});
}

SignedEntry TestFederation::enrol(const TestNode& node, const SignKeys& authority,
                                  const std::vector<Grant>& grants, std::uint64_t serial) {
  const Enrolment entry{node.keys.key, node.area, node.transport, node.seal.key,
                        grants,        node.name, serial};
  return sign_enrolment(consent_to(entry, node.keys.secret), authority);
}

SignedEntry TestFederation::area_key(const Area& area, std::uint32_t epoch) const {
  const SealKeys keys =
      SealKeys::from_seed(seed_of("area key " + area.to_string() + " " + std::to_string(epoch)));
  AreaKey entry{area, epoch, keys.key, {}};
  for (const auto& [name, node] : nodes_) {
    if (node.area != area) continue;
    entry.secrets.push_back({node.keys.id, box_secret(keys.secret, node.seal.key)});
  }
  return sign_entry(entry, authority(area));
}

SignedEntry TestFederation::revocation(const std::string& name, std::vector<FeedCut> cuts,
                                       std::uint64_t serial) const {
  const TestNode& revoked = node(name);
  return sign_entry(Revocation{revoked.keys.id, revoked.area, std::move(cuts), serial},
                    authority(revoked.area));
}

}  // namespace jenjang

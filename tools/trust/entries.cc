#include "tools/trust/entries.h"

#include "replication/directory.h"
#include "schema/sealing.h"

namespace jenjang {

NodePublic public_of(const NodeKeys& keys) { return {keys.sign.id, keys.transport, keys.seal.key}; }

NodePublic public_of(const Enrolment& enrolment) {
  return {enrolment.node(), enrolment.transport_key, enrolment.seal_key};
}

Consent make_consent(const NodeKeys& keys, const std::string& name,
                     const std::vector<Grant>& grants, std::uint64_t serial,
                     std::uint32_t allowance_mib) {
  return consent_to({keys.sign.key, keys.sign.area, keys.transport, keys.seal.key, grants, name,
                     serial, allowance_mib},
                    keys.sign.secret);
}

AreaKey make_area_key(const Area& area, std::uint32_t epoch, const SealKeys& keys,
                      const std::vector<NodePublic>& nodes,
                      const std::optional<SealKey>& recovery) {
  AreaKey out{area, epoch, keys.key, {}};
  for (const NodePublic& node : nodes) {
    out.secrets.push_back({node.node, box_secret(keys.secret, node.seal)});
  }
  if (recovery) out.secrets.push_back({std::nullopt, box_secret(keys.secret, *recovery)});
  return out;
}

Invitation invitation_for(const NodeId& node, const Area& area, const Root& root,
                          const std::vector<SignedEntry>& entries) {
  Invitation out{root, {}};
  for (const SignedEntry& entry : entries) {
    if (const std::optional<NodeId> master = master_of(entry)) {
      if (*master == node) out.entries.push_back(entry);
      continue;
    }
    if (std::holds_alternative<RootSuccession>(entry.entry)) out.entries.push_back(entry);
    const std::optional<Area> about = area_of(entry.entry);
    if (about && (about->contains(area) || area.contains(*about))) out.entries.push_back(entry);
  }
  return out;
}

std::string dial_toml(const Endpoint& address, const NodeId& node) {
  return "[[link.dial]]\naddress = \"" + address.to_string() + "\"\nnode = \"" + node.hex() +
         "\"\n";
}

}  // namespace jenjang

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/config/config.h"
#include "node/config/key_files.h"
#include "schema/directory_entry.h"

namespace jenjang {

// What the operator above needs to know of a new node; no secret is among it.
struct NodePublic {
  NodeId node;
  TransportKey transport;
  SealKey seal;
  bool operator==(const NodePublic&) const = default;
};

NodePublic public_of(const NodeKeys& keys);
NodePublic public_of(const Enrolment& enrolment);

// The node's agreement to be enrolled so.
Consent make_consent(const NodeKeys& keys, const std::string& name,
                     const std::vector<Grant>& grants, std::uint64_t serial,
                     std::uint32_t allowance_mib = 0);

// An area's key of that epoch, its secret boxed to each of the area's nodes and, where there is
// one, to the recovery key of the tier above.
AreaKey make_area_key(const Area& area, std::uint32_t epoch, const SealKeys& keys,
                      const std::vector<NodePublic>& nodes, const std::optional<SealKey>& recovery);

// What a node of `area` must know before its first contact: everything about the areas above it,
// and about its own and those below, which it then publishes by itself. Master data counts only in
// its signer's own feed, so it is for its signer alone.
Invitation invitation_for(const NodeId& node, const Area& area, const Root& root,
                          const std::vector<SignedEntry>& entries);

// The lines of a configuration that let a node dial this one.
std::string dial_toml(const Endpoint& address, const NodeId& node);

}  // namespace jenjang

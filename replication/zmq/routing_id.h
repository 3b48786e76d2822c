#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "replication/ports.h"

namespace jenjang {

//   routing_id := kind:{'c' control, 'b' bulk} node:byte{32} random:byte{16}
// It says who dials; whether that node's key proved it is for the other end to ask. Drawn anew for
// each dialling, so that an old connection which the parent does not yet know to be dead never
// stands in the new one's way; known to the two ends alone, so nobody else can take it.
std::string new_routing_id(const NodeId& node, Connection connection, Random& random);

struct RouteClaim {
  NodeId node;
  Connection connection = Connection::control;
};
// Nothing for an id that is not ours.
std::optional<RouteClaim> read_routing_id(std::string_view routing_id);

}  // namespace jenjang

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "replication/ports.h"

namespace jenjang {

//   routing_id := kind:{'c' control, 'b' bulk} random:byte{16}
// Drawn anew for each dialling, so that an old connection which the parent does not yet know to be
// dead never stands in the new one's way; known to the two ends alone, so nobody else can take it.
std::string new_routing_id(Connection connection, Random& random);
// Nothing for an id that is not ours.
std::optional<Connection> connection_of(std::string_view routing_id);

}  // namespace jenjang

#pragma once

#include <vector>

#include "node/core/status.h"
#include "replication/replica.h"

namespace jenjang {

// How old the data of each active node is that lies below this node's area, and of those of its own
// area: by area, then by node. Costs some look-ups a node.
std::vector<DataAge> data_ages(const Replica& replica, Now now);

}  // namespace jenjang

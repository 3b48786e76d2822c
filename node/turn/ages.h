#pragma once

#include <vector>

#include "node/core/status.h"
#include "replication/replica.h"

namespace jenjang {

// The age of the data of each active node of this node's area and below: by area, then by node.
// Costs some look-ups a node.
std::vector<DataAge> data_ages(const Replica& replica, Now now);

}  // namespace jenjang

#pragma once

#include "node/api/tree.h"
#include "node/core/status.h"

namespace jenjang {

// The state of a node and its links: ids and counts only, for anybody to read.
Tree status_tree(const NodeStatus& status);

}  // namespace jenjang

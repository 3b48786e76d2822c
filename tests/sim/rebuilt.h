#pragma once

#include <string>
#include <vector>

#include "tests/sim/sim_node.h"

namespace jenjang {

// Forgets the views of a copy of the node's disk and folds all anew: in what they differ from what
// they were. Changes nothing at the node.
std::vector<std::string> rebuilt_differences(const SimNode& node);

}  // namespace jenjang

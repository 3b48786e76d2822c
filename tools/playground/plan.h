#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/area.h"
#include "schema/base/result.h"

namespace jenjang {

inline constexpr int kReplicasMax = 9;
inline constexpr std::size_t kPlaygroundNodesMax = 600;

struct PlannedNode {
  std::string name;  // The area, and -a, -b ... where it has several nodes.
  Area area;
  std::vector<std::size_t> dials;  // Places of other nodes in the plan.
};

// The nodes of "0,64,64.01,64.72x2", from the top down: a node stands behind all that it dials.
// Each dials every node of the nearest area above it, a replica those before it, and where that
// area is not the nation, the nation as well.
// invalid: what was given, and what was expected.
Result<std::vector<PlannedNode>> plan_nodes(std::string_view areas);

// The areas of the plan, from the top down, each once.
std::vector<Area> planned_areas(const std::vector<PlannedNode>& plan);
// The lowest of `areas` above `area`; the nation where there is none.
Area nearest_above(const std::vector<Area>& areas, const Area& area);

}  // namespace jenjang

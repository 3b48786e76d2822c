#pragma once

#include <optional>
#include <set>
#include <vector>

#include "node/turn/case_file.h"
#include "schema/area.h"
#include "schema/base/result.h"

namespace jenjang {

// Every content that some event of the report names, narrower events included.
std::set<ContentDigest> named_contents(const CaseFile& file);

// The move that an erasure by this area acts under: of the standing chain the last that sent the
// report within the area, or the last of all where the area may erase as intake area. Nothing where
// it may not erase.
std::optional<EventId> erasing_move(const CaseFile& file, const Area& area);

// Whether a node of `area` may order these contents erased: they are contents of the report, and
// the area is its intake area, a standing holder, or above one.
Result<void> may_erase(const CaseFile& file, const Area& area,
                       const std::vector<ContentDigest>& digests);

enum class ErasureVerdict {
  stands,
  refused,
  undecided,  // Its authority cannot be read yet.
};
// The author's area is the intake area or where the mandated move that it is under sent the report,
// or above one of the two. Reads from the `under` chain alone, so that every node with these events
// decides alike, whatever the standing chain has become.
ErasureVerdict judge(const CaseFile& file, const KeptEvent& erasure);

}  // namespace jenjang

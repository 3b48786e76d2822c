#pragma once

#include <cstddef>
#include <vector>

#include "replication/directory.h"
#include "schema/directory_entry.h"
#include "tools/trust/entries.h"

namespace jenjang {

// What a new node of an area is given so that it opens what is sealed to the area.
struct AreaKeyShare {
  std::vector<AreaKey> entries;
  std::size_t closed = 0;  // Epochs whose secret nobody here could open: it reads none of those.
};

// Every epoch of the area's key whose secret one of the recovery keys opens, boxed to this node
// alone. Where that is not the newest one, or there is none, a new epoch for all of the area's
// nodes, recoverable by the first of the recovery keys, which must not be empty.
AreaKeyShare share_area_key(const Directory& directory, const Area& area, const NodePublic& added,
                            const std::vector<SealKeys>& recovery);

// A new epoch for those of the area's nodes that stay once `gone` is revoked.
AreaKey renew_area_key(const Directory& directory, const Area& area, const NodeId& gone,
                       const SealKey& recovery);

}  // namespace jenjang

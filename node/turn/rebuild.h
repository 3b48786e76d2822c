#pragma once

#include <cstdint>
#include <functional>

#include "node/turn/core.h"
#include "replication/store.h"

namespace jenjang {

// Called now and then with how many of how many batches are folded.
using RebuildProgress = std::function<void(Arrival folded, Arrival of)>;

// Forgets the views of a store that nobody uses, and folds all that is stored anew. What folding
// cannot find again stays: batches, packs, erasures and the marks of what is still to be done.
// Interrupted, the node's next start folds on from where it was. Gives the batches folded.
Result<Arrival> rebuild_views(const CoreConfig& config, Store& store, Random& random,
                              const Clock& clock, const RebuildProgress& progress);

}  // namespace jenjang

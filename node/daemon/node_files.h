#pragma once

#include <memory>

#include "node/config/config.h"
#include "node/config/key_files.h"
#include "node/store/rocks_store.h"
#include "node/turn/core.h"
#include "schema/base/result.h"

namespace jenjang {

// What a configuration names on disk, but for the registry and the log.
struct NodeFiles {
  NodeKeys keys;
  Invitation invitation;
  std::unique_ptr<RocksStore> store;
};

// Makes the data folder (mode 0700) where it is missing. denied: others have rights on the one that
// is there. unavailable: the store is in use by another process.
Result<NodeFiles> open_node_files(const Config& config);

CoreConfig core_config(const Config& config, const NodeFiles& files);

}  // namespace jenjang

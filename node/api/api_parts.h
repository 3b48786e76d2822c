#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "node/api/access.h"
#include "node/api/ports.h"
#include "node/registry/registry.h"
#include "replication/ports.h"
#include "replication/store.h"
#include "schema/proof.h"

namespace jenjang {

// What the API runs on. All of it outlives the API and may be used from any thread, except that of
// the store only snapshot() is called.
struct ApiParts {
  Store& store;
  Commands& commands;
  const DirectoryView& directory;
  const Registry* registry;  // Null: areas have no names.
  const Access& access;
  const Clock& clock;
  std::vector<const MetricSource*> metrics;
  // One line for the log, any thread: a stable word, and ids and numbers only. May be empty.
  std::function<void(std::string_view what, std::string_view detail)> log = {};
  // The node's signature of a challenge, any thread.
  std::function<NodeProof(const Challenge&)> prove = {};
};

// Who this node is, as answers tell it.
struct ApiOptions {
  NodeId node;
  Area area;
  std::string name;
  std::string public_url;  // Without a slash at its end; empty: the address that was asked.
  RequestKey request_key;  // Of the node's sign secret.
};

}  // namespace jenjang

#pragma once

#include <string>
#include <vector>

#include "replication/directory.h"
#include "tools/http/node_client.h"

namespace jenjang {

// The directory as a running node holds it, checked here from its pinned root on: the node is
// believed in nothing but what it leaves out. Master data counts in feeds only and is not in it.
struct HeldDirectory {
  Root pinned;
  Directory directory;
  std::vector<SignedEntry> entries;
};

Result<HeldDirectory> fetch_directory(NodeClient& node);
// Hands entries to the node, which publishes them in its own feed. How many were new to it.
Result<std::uint64_t> publish_entries(NodeClient& node, const std::vector<SignedEntry>& entries);
// A node by its 64 hexadecimal digits or its enrolled name.
// invalid: no such node, or the name is of several.
Result<NodeId> find_node(const Directory& directory, const std::string& text);

}  // namespace jenjang

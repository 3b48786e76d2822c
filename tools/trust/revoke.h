#pragma once

#include <string>

#include "tools/cli/terminal.h"
#include "tools/http/node_client.h"
#include "tools/trust/held_directory.h"

namespace jenjang {

struct Revoke {
  NodeAddress at;
  std::string authority;  // Key file that speaks for the node's area.
  std::string node;       // 64 hexadecimal digits, or the enrolled name.
  std::string recovery;   // Hex, for the new epoch of the area's key; empty: of the authority.
  std::string since;      // Accepts only what had arrived at that node before; empty: all.
  bool dry_run = false;   // Says what would fall, and revokes nobody.
};

// What ends the node's word: its feeds as far as they are held where `replication` (the answer of
// /api/v1/replication?cuts_of=) was asked; whatever it wrote past that, or where nobody has seen
// it, is void.
Result<Revocation> make_revocation(const NodeId& node, const Area& area, std::uint64_t serial,
                                   const nlohmann::json& replication);

ExitCode run(const Revoke& options, Terminal& terminal);

}  // namespace jenjang

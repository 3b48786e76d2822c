#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/cli/terminal.h"
#include "tools/http/node_client.h"
#include "tools/trust/entries.h"
#include "tools/trust/held_directory.h"

namespace jenjang {

struct Enrol {
  NodeAddress at;
  std::string authority;    // Key file that speaks for the area.
  std::string public_file;  // What `keys node` printed where the new node is.
  Area area;
  std::string name;
  bool master_data = false;
  std::string area_authority;  // Hex: also names it as the area's own authority.
  bool area_key = false;       // Also the area's key, every epoch of it that can be recovered.
  std::string recovery_key;    // Key file that recovers it; empty: what goes with the authority.
  std::string out;
};

struct Added {
  std::vector<SignedEntry> entries;
  std::size_t epochs_closed = 0;  // Of the area's key, to the new node.
};

// What an enrolment adds to the directory. Nothing is sent.
// denied: the key does not speak for the area. conflict: the node is enrolled.
Result<Added> enrolment_entries(const Enrol& options, const NodePublic& node,
                                const SignKeys& authority, const std::vector<SealKeys>& recovery,
                                const Directory& directory);

ExitCode run(const Enrol& options, Terminal& terminal);

}  // namespace jenjang

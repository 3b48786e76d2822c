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
  std::string authority;            // Key file that speaks for the area.
  std::string consent;              // What `keys consent` wrote where the node is.
  Area area;                        // That the consent is expected to name.
  bool master_data = false;         // Agreed to, where the consent asks for it.
  std::uint32_t allowance_mib = 0;  // Likewise.
  std::string area_authority;       // Hex: also names it as the area's own authority.
  bool area_key = false;            // Also the area's key, every epoch of it that can be recovered.
  std::string recovery_key;  // Key file that recovers it; empty: what goes with the authority.
  std::string out;
};

struct Added {
  std::vector<SignedEntry> entries;
  std::size_t epochs_closed = 0;  // Of the area's key, to the new node.
};

// What an enrolment adds to the directory. Nothing is sent.
// invalid: the consent is to something else. denied: the key does not speak for the area. conflict:
// the node is revoked, or enrolled so that this would change nothing.
Result<Added> enrolment_entries(const Enrol& options, const Consent& consent,
                                const SignKeys& authority, const std::vector<SealKeys>& recovery,
                                const Directory& directory);

ExitCode run(const Enrol& options, Terminal& terminal);

}  // namespace jenjang

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "node/config/config.h"
#include "tools/cli/terminal.h"

namespace jenjang {

// The three keys of a new node, in a folder that is made.
struct KeysNode {
  std::string folder;
  Area area;  // Theirs for good.
};
// A node's word that it will be enrolled so, in a file for its authority.
struct KeysConsent {
  std::string folder;
  std::string name;
  bool master_data = false;
  std::uint32_t allowance_mib = 0;      // Asked for in the directory; 0: as its tier has it.
  std::optional<std::uint64_t> serial;  // Nothing: seconds since 1970 by the system's clock.
  std::string out;
};
// A new transport key; the old one goes on serving who does not know the new one.
struct KeysRenew {
  std::string folder;
};
// A key that speaks for an area, or that recovers its secrets; may be kept offline.
struct KeysAuthority {
  std::string file;
};
// A key for a caller of the API: the secret for them, its hash for the configuration.
struct KeysApi {
  std::string name;
  ApiRole role = ApiRole::app;
};
// The public side of a node's folder or of an authority's file.
struct KeysShow {
  std::string path;
};

ExitCode run(const KeysNode& options, Terminal& terminal);
ExitCode run(const KeysConsent& options, Terminal& terminal);
ExitCode run(const KeysRenew& options, Terminal& terminal);
ExitCode run(const KeysAuthority& options, Terminal& terminal);
ExitCode run(const KeysApi& options, Terminal& terminal);
ExitCode run(const KeysShow& options, Terminal& terminal);

}  // namespace jenjang

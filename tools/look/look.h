#pragma once

#include <cstdint>
#include <string>

#include "tools/cli/terminal.h"
#include "tools/http/node_client.h"

namespace jenjang {

// The state of the node: what it stored, what it folded, its links in one line each, the age of
// data (of the oldest, or of all), its alarms.
struct ShowStatus {
  NodeAddress at;
  bool all = false;
};
// Every link: contact, lag both ways, age of the last proof, traffic.
struct ShowLinks {
  NodeAddress at;
};
// Whether this node and its peers hold the same history: the digest of what both should hold,
// computed at each end, is equal, and nothing waits.
struct VerifyEqual {
  NodeAddress at;
  std::string peer;  // An enrolled name; empty: every link.
  std::int64_t wait_ms = 0;
};

ExitCode run(const ShowStatus& options, Terminal& terminal);
ExitCode run(const ShowLinks& options, Terminal& terminal);
ExitCode run(const VerifyEqual& options, Terminal& terminal);

}  // namespace jenjang

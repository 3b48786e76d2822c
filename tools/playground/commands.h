#pragma once

#include <cstdint>
#include <string>

#include "schema/area.h"
#include "tools/cli/terminal.h"
#include "tools/playground/init.h"

namespace jenjang {

struct PlaygroundUp {
  std::string folder;
  std::int64_t timeout_ms = 30'000;
};
struct PlaygroundDown {
  std::string folder;
  std::int64_t timeout_ms = 10'000;
};
struct PlaygroundStatus {
  std::string folder;
};
// The equal-heads proof of every node with every neighbour.
struct PlaygroundVerify {
  std::string folder;
  std::int64_t wait_ms = 0;
};
struct PlaygroundCut {
  std::string folder;
  Area area;
  bool cut = true;  // False: heal.
};
// The process that carries the lines; `up` starts it.
struct PlaygroundRelay {
  std::string folder;
};

ExitCode run(const PlaygroundInit& options, Terminal& terminal);
ExitCode run(const PlaygroundUp& options, Terminal& terminal);
ExitCode run(const PlaygroundDown& options, Terminal& terminal);
ExitCode run(const PlaygroundStatus& options, Terminal& terminal);
ExitCode run(const PlaygroundVerify& options, Terminal& terminal);
ExitCode run(const PlaygroundCut& options, Terminal& terminal);
ExitCode run(const PlaygroundRelay& options, Terminal& terminal);

}  // namespace jenjang

#pragma once

#include "schema/base/result.h"

namespace jenjang {

// What a shell sees; documented in tools/README.md and kept.
enum class ExitCode {
  ok = 0,
  no = 1,           // The answer is no: not equal, not found.
  usage = 2,        // What was asked makes no sense: options, files, a configuration.
  unreachable = 3,  // No node answered, or it could not answer now.
  refused = 4,      // A node or an existing file says no.
  failed = 5,       // Something here is broken.
};

ExitCode exit_code(Code code);

}  // namespace jenjang

#include "tools/cli/exit_code.h"

namespace jenjang {

ExitCode exit_code(Code code) {
  switch (code) {
    case Code::invalid:
      return ExitCode::usage;
    case Code::denied:
    case Code::conflict:
    case Code::reused:
      return ExitCode::refused;
    case Code::not_found:
      return ExitCode::no;
    case Code::exhausted:
    case Code::unavailable:
      return ExitCode::unreachable;
    case Code::corrupt:
      return ExitCode::failed;
  }
  CHECK(false);
  return ExitCode::failed;
}

}  // namespace jenjang

#pragma once

#include <sys/stat.h>

#include <string>

#include "schema/base/result.h"

namespace jenjang {

// Bits of a mode that a path of the node's own must not have.
inline constexpr mode_t kOfOthers = 077;
inline constexpr mode_t kWritableByOthers = 022;

// denied, in words that name the command which mends it.
Error open_to_others(const std::string& path, const std::string& mode);
// denied: the file or folder has another owner than this process, or gives its group or others any
// right. It is not changed: others may have read it already, and the operator should know.
Result<void> check_private(const std::string& path, const struct stat& state);

}  // namespace jenjang

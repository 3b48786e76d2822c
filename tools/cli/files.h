#pragma once

#include <string>
#include <string_view>

#include "schema/base/result.h"

namespace jenjang {

// Who may read what is written.
enum class Readers { owner, all };

// The whole file. not_found, or unavailable with the system's word for it.
Result<std::string> read_file(const std::string& path);
// Put in place whole: a reader sees the old bytes or the new ones.
Result<void> write_file(const std::string& path, std::string_view bytes, Readers readers);
// With everything above it; a folder that is made is its owner's alone (0700).
Result<void> make_folder(const std::string& path);

}  // namespace jenjang

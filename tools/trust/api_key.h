#pragma once

#include <string>
#include <string_view>

#include "node/config/config.h"

namespace jenjang {

// 64 hexadecimal digits from the system's random source: for whoever calls the API.
std::string make_api_key();
// The lines of a configuration that let that key in; only its hash is in them.
std::string api_key_toml(std::string_view name, ApiRole role, std::string_view secret);

}  // namespace jenjang

#pragma once

#include <string>

#include "node/api/api_parts.h"
#include "node/http/request.h"

namespace jenjang {

// Where clients find this node: as configured, else the address that this one asked. No slash at
// its end.
std::string public_address(const ApiOptions& options, const HttpRequest& request);

}  // namespace jenjang

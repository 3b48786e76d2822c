#pragma once

#include <string_view>

namespace jenjang {

// The OpenAPI document of everything this node serves, as openapi.json has it.
std::string_view openapi_document();

}  // namespace jenjang

#pragma once

#include <optional>

#include "node/api/access.h"
#include "node/api/form.h"
#include "node/http/request.h"
#include "schema/base/result.h"

namespace jenjang {

// Who calls, by X-API-Key, a bearer token, or the field api_key, in this order; without any, the
// operator if it is the local socket, else nobody. denied: a key that nobody has.
Result<std::optional<Caller>> find_caller(const Access& access, const HttpRequest& request,
                                          const Form& fields);
// Whether the call carries any key, known or not.
bool has_key(const HttpRequest& request, const Form& fields);
// denied as well without a key, or with one of another role; of any role where none is given.
Result<Caller> need_caller(const Access& access, const HttpRequest& request, const Form& fields,
                           std::optional<ApiRole> role);

}  // namespace jenjang

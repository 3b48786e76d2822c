#pragma once

#include "node/api/api_parts.h"
#include "node/http/reply.h"
#include "node/http/request.h"

namespace jenjang {

// POST /api/v1/node/proof, open to everybody: signs the caller's challenge, so that it knows which
// node it speaks with before it sends a key. The body is {"challenge": "64 hexadecimal digits"} and
// nothing else. Requires parts.prove.
HttpReply prove_node(const HttpRequest& request, const ApiParts& parts, const ApiOptions& options);

}  // namespace jenjang

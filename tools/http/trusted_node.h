#pragma once

#include <string>

#include "schema/base/result.h"
#include "schema/ids.h"
#include "tools/http/http_client.h"

namespace jenjang {

// Whether nobody but the node can be behind its control socket: socket and data folder belong to
// one user, who is the tool's own or root, and are closed to all others. Root may ask the node of
// any user, whom it could impersonate anyway.
// not_found: there is no socket. denied: what is wrong with it.
Result<void> check_control_socket(const std::string& folder, const std::string& socket);

// Lets a connection carry nothing before the node has signed a challenge drawn for it: the port of
// a node that has stopped may be anybody's. denied: the answer is not that node's.
HttpClient::Greeting prove_first(const NodeId& node, const std::string& name,
                                 const HttpPlace& place);

}  // namespace jenjang

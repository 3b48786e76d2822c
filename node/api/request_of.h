#pragma once

#include "node/core/command.h"

namespace jenjang {

// A digest, under the node's own key, of a client's request: the same for a retry, another for any
// other request. The time that the client waits (`reach`) is no part of it.
RequestDigest request_of(const RequestKey& key, const Submit& submit);
RequestDigest request_of(const RequestKey& key, const Act& act);

}  // namespace jenjang

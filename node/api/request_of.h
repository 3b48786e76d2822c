#pragma once

#include "node/core/command.h"

namespace jenjang {

// What a client asks, as a digest under the node's own key: the same for a retry, another for
// anything else. How long the client waits (`reach`) is no part of it.
RequestDigest request_of(const RequestKey& key, const Submit& submit);
RequestDigest request_of(const RequestKey& key, const Act& act);

}  // namespace jenjang

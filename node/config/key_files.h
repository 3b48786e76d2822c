#pragma once

#include <optional>
#include <string>
#include <utility>

#include "schema/base/result.h"
#include "schema/ids.h"
#include "schema/sign.h"

namespace jenjang {

// The three keys of a node: what it signs with, what its links are encrypted with, and what secrets
// are boxed to.
struct NodeKeys {
  NodeSignKeys sign;
  TransportKey transport;
  TransportSecret transport_secret;
  SealKeys seal;
  // The links' key before this one, while others may not know the new one.
  std::optional<std::pair<TransportKey, TransportSecret>> previous_transport{};
};

// From the system's random source.
Seed random_seed();

// A key file is 64 hexadecimal digits and a line end, readable by its owner only (mode 0600).
// conflict: the file is there already; no key is ever written over.
Result<void> create_key_file(const std::string& path, const Seed& seed);
// denied: others may read or write it. invalid: not a key. not_found: no such file.
Result<Seed> read_key_file(const std::string& path);

// sign.key, transport.key and seal.key in a folder, which is made (mode 0700) where missing, and in
// the file `area` the code of the area that they are for.
Result<NodeKeys> create_node_keys(const std::string& folder, const Area& area);
// With transport.old.key where it is there.
Result<NodeKeys> load_node_keys(const std::string& folder);
// A new transport.key; the one there was becomes transport.old.key. conflict: there is one already.
Result<NodeKeys> renew_transport_key(const std::string& folder);

}  // namespace jenjang

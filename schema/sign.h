#pragma once

#include <string_view>

#include "schema/area.h"
#include "schema/hash.h"
#include "schema/ids.h"

namespace jenjang {

// Equal seeds give equal keys, so that a simulation can be replayed.
struct SignKeys {
  SignKey key;
  SignSecret secret;

  static SignKeys from_seed(const Seed& seed);
  AuthorityKey authority() const { return *AuthorityKey::from(key.view()); }
};

// A node's, for the area that it was made for.
struct NodeSignKeys : SignKeys {
  Area area;
  NodeId id;

  static NodeSignKeys from_seed(const Seed& seed, const Area& area);
};

// X25519, of an area or a node.
struct SealKeys {
  SealKey key;
  SealSecret secret;

  static SealKeys from_seed(const Seed& seed);
};

// Ed25519 over the domain's 16 characters and the bytes.
Signature sign(Domain domain, std::string_view bytes, const SignSecret& secret);
bool verify(Domain domain, std::string_view bytes, const Signature& signature,
            const SignKey& signer);

}  // namespace jenjang

#pragma once

#include <string_view>

#include "schema/hash.h"
#include "schema/ids.h"

namespace jenjang {

// Equal seeds give equal keys, so that a simulation can be replayed.
struct SignKeys {
  NodeId id;
  SignSecret secret;

  static SignKeys from_seed(const Seed& seed);
  AuthorityKey authority() const { return *AuthorityKey::from(id.view()); }
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
            const NodeId& signer);

}  // namespace jenjang

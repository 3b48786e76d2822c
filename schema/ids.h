#pragma once

#include "schema/base/bytes.h"
#include "schema/base/locked.h"

namespace jenjang {

// An Ed25519 public key: a node's, or one that speaks for an area.
using SignKey = FixedBytes<32, struct SignKeyTag>;
// BLAKE2b-256 of a node's area and its sign key (see node_id): a node never changes either.
using NodeId = FixedBytes<32, struct NodeIdTag>;
// BLAKE2b-256 of an event's exact bytes.
using EventId = FixedBytes<32, struct EventIdTag>;
// BLAKE2b-256 of a signed directory entry's exact bytes.
using EntryId = FixedBytes<32, struct EntryIdTag>;
using RootDigest = FixedBytes<32, struct RootDigestTag>;
// BLAKE2b-256 of a batch header's exact bytes.
using HeaderHash = FixedBytes<32, struct HeaderHashTag>;
// Keyed BLAKE2b-256 of a content's bytes.
using ContentDigest = FixedBytes<32, struct ContentDigestTag>;
using MerkleHash = FixedBytes<32, struct MerkleHashTag>;
// BLAKE2b-256 over a set of feed heads, or over signed heads.
using VectorDigest = FixedBytes<32, struct VectorDigestTag>;
using ReportId = FixedBytes<16, struct ReportIdTag>;
// An officer or API client, opaque.
using AccountId = FixedBytes<16, struct AccountIdTag>;
// An input of a report id: a digest of a client or a key, or random bytes.
using IntakeDigest = FixedBytes<16, struct IntakeDigestTag>;
// A digest of a client's request, to tell a retry from another request under the same key; and a
// node's own key for it.
using RequestDigest = FixedBytes<16, struct RequestDigestTag>;
using RequestKey = FixedBytes<32, struct RequestKeyTag>;
using Salt = FixedBytes<16, struct SaltTag>;
using Signature = FixedBytes<64, struct SignatureTag>;
// A sign key that speaks for an area.
using AuthorityKey = FixedBytes<32, struct AuthorityKeyTag>;
// Curve25519 public keys: CURVE's, and the one that secrets are boxed to.
using TransportKey = FixedBytes<32, struct TransportKeyTag>;
using SealKey = FixedBytes<32, struct SealKeyTag>;
// The bytes that a key pair is made from.
using Seed = LockedBytes<32, struct SeedTag>;
// An Ed25519 secret key as libsodium lays it out: seed and public key.
using SignSecret = LockedBytes<64, struct SignSecretTag>;
using TransportSecret = LockedBytes<32, struct TransportSecretTag>;
using SealSecret = LockedBytes<32, struct SealSecretTag>;
// A symmetric key of XChaCha20-Poly1305.
using ContentKey = LockedBytes<32, struct ContentKeyTag>;

// Drawn at a node's first local write after every start; never taken from the store, never reused.
struct Incarnation {
  std::uint64_t value = 0;
  auto operator<=>(const Incarnation&) const = default;
};

}  // namespace jenjang

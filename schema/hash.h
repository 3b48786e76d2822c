#pragma once

#include <string_view>

#include "schema/area.h"
#include "schema/ids.h"

namespace jenjang {

// What is hashed or signed, so that bytes of one kind never pass for another: the 16-byte
// personalisation of BLAKE2b (RFC 7693), and the prefix of what Ed25519 signs.
enum class Domain {
  event,
  entry,
  consent,
  root,
  node,
  header,
  heads,
  witness,
  countersigned,
  proof,
  merkle_leaf,
  merkle_node,
  vector,
  report,
  intake,
  request,
};

// Exactly 16 characters.
std::string_view domain_text(Domain domain);

// The id of a node of that area.
NodeId node_id(const Area& area, const SignKey& key);
EventId event_id(std::string_view event_bytes);
EntryId entry_id(std::string_view signed_entry_bytes);
RootDigest root_digest(std::string_view root_bytes);
HeaderHash header_hash(std::string_view header_bytes);
VectorDigest vector_digest(std::string_view bytes);
VectorDigest heads_digest(std::string_view heads_bytes);
// The id of a CountersignedHeads, as an item of its batch.
MerkleHash countersigned_id(std::string_view item_bytes);
MerkleHash merkle_leaf(std::string_view id);
MerkleHash merkle_node(const MerkleHash& left, const MerkleHash& right);
// BLAKE2b-256 keyed with the salt, so that a short content cannot be guessed from its digest.
ContentDigest content_digest(const Salt& salt, std::string_view body);
// BLAKE2b-128.
IntakeDigest intake_digest(std::string_view bytes);
ReportId report_digest(std::string_view bytes);
// A node's own key of request digests, the same at every start: BLAKE2b-256 keyed with its secret.
RequestKey request_key(const SignSecret& secret);
// BLAKE2b-128 keyed with it, so that nobody else can test a guess of a request.
RequestDigest request_digest(const RequestKey& key, std::string_view bytes);

}  // namespace jenjang

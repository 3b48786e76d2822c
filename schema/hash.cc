#include "schema/hash.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "schema/base/check.h"
#include "schema/base/key_codec.h"

namespace jenjang {

namespace {

constexpr std::array<unsigned char, crypto_generichash_blake2b_SALTBYTES> kNoSalt{};

template <class Digest>
Digest hash(Domain domain, std::string_view bytes, std::string_view key = {}) {
  Digest out;
  const int done = crypto_generichash_blake2b_salt_personal(
      out.data(), Digest::kSize, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
      reinterpret_cast<const unsigned char*>(key.data()), key.size(), kNoSalt.data(),
      reinterpret_cast<const unsigned char*>(domain_text(domain).data()));
  CHECK(done == 0);
  return out;
}

}  // namespace

std::string_view domain_text(Domain domain) {
  switch (domain) {
    case Domain::event:
      return "jenjang.event.v1";
    case Domain::entry:
      return "jenjang.entry.v1";
    case Domain::consent:
      return "jenjang.consn.v1";
    case Domain::root:
      return "jenjang.root..v1";
    case Domain::node:
      return "jenjang.ident.v1";
    case Domain::header:
      return "jenjang.head..v1";
    case Domain::heads:
      return "jenjang.heads.v1";
    case Domain::witness:
      return "jenjang.witns.v1";
    case Domain::countersigned:
      return "jenjang.cntrs.v1";
    case Domain::proof:
      return "jenjang.proof.v1";
    case Domain::merkle_leaf:
      return "jenjang.leaf..v1";
    case Domain::merkle_node:
      return "jenjang.node..v1";
    case Domain::vector:
      return "jenjang.vectr.v1";
    case Domain::report:
      return "jenjang.reprt.v1";
    case Domain::intake:
      return "jenjang.intak.v1";
    case Domain::request:
      return "jenjang.reqst.v1";
  }
  CHECK(false);
}

NodeId node_id(const Area& area, const SignKey& key) {
  std::string bytes;
  append_be64(bytes, area.digits());
  bytes += key.view();
  return hash<NodeId>(Domain::node, bytes);
}

EventId event_id(std::string_view event_bytes) { return hash<EventId>(Domain::event, event_bytes); }
EntryId entry_id(std::string_view signed_entry_bytes) {
  return hash<EntryId>(Domain::entry, signed_entry_bytes);
}
RootDigest root_digest(std::string_view root_bytes) {
  return hash<RootDigest>(Domain::root, root_bytes);
}
HeaderHash header_hash(std::string_view header_bytes) {
  return hash<HeaderHash>(Domain::header, header_bytes);
}
VectorDigest vector_digest(std::string_view bytes) {
  return hash<VectorDigest>(Domain::vector, bytes);
}
VectorDigest heads_digest(std::string_view heads_bytes) {
  return hash<VectorDigest>(Domain::heads, heads_bytes);
}
MerkleHash countersigned_id(std::string_view item_bytes) {
  return hash<MerkleHash>(Domain::countersigned, item_bytes);
}
MerkleHash merkle_leaf(std::string_view id) { return hash<MerkleHash>(Domain::merkle_leaf, id); }

MerkleHash merkle_node(const MerkleHash& left, const MerkleHash& right) {
  std::array<char, 2 * MerkleHash::kSize> both;
  std::copy(left.view().begin(), left.view().end(), both.begin());
  std::copy(right.view().begin(), right.view().end(), both.begin() + MerkleHash::kSize);
  return hash<MerkleHash>(Domain::merkle_node, {both.data(), both.size()});
}

ContentDigest content_digest(const Salt& salt, std::string_view body) {
  ContentDigest out;
  const int done = crypto_generichash_blake2b(out.data(), ContentDigest::kSize,
                                              reinterpret_cast<const unsigned char*>(body.data()),
                                              body.size(), salt.data(), Salt::kSize);
  CHECK(done == 0);
  return out;
}

IntakeDigest intake_digest(std::string_view bytes) {
  return hash<IntakeDigest>(Domain::intake, bytes);
}
ReportId report_digest(std::string_view bytes) { return hash<ReportId>(Domain::report, bytes); }

RequestKey request_key(const SignSecret& secret) {
  return hash<RequestKey>(Domain::request, "", secret.view());
}

RequestDigest request_digest(const RequestKey& key, std::string_view bytes) {
  return hash<RequestDigest>(Domain::request, bytes, key.view());
}

}  // namespace jenjang

// The pinned root, and what a new node starts from.
#include "schema/directory_entry.h"
#include "schema/hash.h"

namespace jenjang {

RootDigest root_digest(const Root& root) {
  return root_digest(std::string(root.key.view()) + std::string(root.successor.view()));
}

std::string encode_invitation(const Invitation& invitation) {
  v1::Invitation wire;
  wire.mutable_pinned()->set_public_key(std::string(invitation.root.key.view()));
  if (invitation.root.successor != RootDigest{}) {
    wire.mutable_pinned()->set_successor(std::string(invitation.root.successor.view()));
  }
  for (const SignedEntry& entry : invitation.entries) wire.add_entries(entry.bytes);
  return wire.SerializeAsString();
}

Result<Invitation> decode_invitation(std::string_view bytes) {
  v1::Invitation wire;
  if (bytes.size() > kInvitationBytesMax ||
      !wire.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Error{Code::invalid,
                 "invitation: not one within " + std::to_string(kInvitationBytesMax) + " bytes"};
  }
  Invitation out;
  const auto key = AuthorityKey::from(wire.pinned().public_key());
  const std::string& next = wire.pinned().successor();
  const auto successor =
      next.empty() ? std::optional<RootDigest>(RootDigest{}) : RootDigest::from(next);
  if (!key || !successor) {
    return Error{Code::invalid, "invitation: a root is 32 bytes and the digest of its successor"};
  }
  out.root = {*key, *successor};
  for (const std::string& raw : wire.entries()) {
    Result<SignedEntry> entry = decode_entry(raw);
    if (!entry) return Error{Code::invalid, "invitation: " + entry.error().message};
    out.entries.push_back(std::move(*entry));
  }
  return out;
}

}  // namespace jenjang

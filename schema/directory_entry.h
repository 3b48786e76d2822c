#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "jenjang/v1/directory.pb.h"
#include "schema/area.h"
#include "schema/base/result.h"
#include "schema/batch.h"
#include "schema/hash.h"
#include "schema/ids.h"
#include "schema/sign.h"

namespace jenjang {

// The limit of what names many things: a revocation, since the nation writes in 553 books, in three
// lanes each, the end of an authority, a list; and that of any other entry.
inline constexpr std::size_t kLongEntryBytesMax = 256 * 1024;
inline constexpr std::size_t kEntryBytesMax = 64 * 1024;
inline constexpr std::size_t kNameBytesMax = 256;
inline constexpr std::size_t kExcessHeadsMax = 410;
inline constexpr std::uint32_t kAllowanceMibMax = 1024;
inline constexpr std::size_t kInvitationBytesMax = 8 << 20;  // A whole nation's is some 2 MiB.

using v1::Grant;

struct AreaAuthority {
  Area area;
  AuthorityKey key;
  bool operator==(const AreaAuthority&) const = default;
};

// The end of a key's authority over an area, signed above it, or for a root by one that followed
// it. What the key signed by that authority counts no more, but for what is kept.
struct AuthorityEnd {
  Area area;
  AuthorityKey key;
  std::uint64_t serial = 1;   // Never 0.
  std::vector<EntryId> kept;  // In order, each once.
  bool operator==(const AuthorityEnd&) const = default;
};

// The nation's authority as every invitation pins it. Its successor is named from the beginning, so
// that who steals the root's key cannot announce one.
struct Root {
  AuthorityKey key;
  RootDigest successor;  // Of the root that alone may follow; zero: none may.
  bool operator==(const Root&) const = default;
};
RootDigest root_digest(const Root& root);

// The root that follows, signed by itself.
struct RootSuccession {
  Root root;
  bool operator==(const RootSuccession&) const = default;
};

// A node as its authority names it, and as it names itself.
struct Enrolment {
  SignKey sign_key;
  Area area;
  TransportKey transport_key;
  SealKey seal_key;
  std::vector<Grant> grants;
  std::string name;
  std::uint64_t serial = 1;  // Never 0.
  // Its allowance in the directory, where that was agreed to above its area; 0: its tier's.
  std::uint32_t allowance_mib = 0;
  NodeId node() const { return node_id(area, sign_key); }
  bool operator==(const Enrolment&) const = default;
};

// The end of a feed of a revoked node: the last number that is accepted, and the header hash there.
// All that leads to that head is accepted with it: the feed up to there, and what it goes on from.
struct FeedCut {
  FeedId feed;
  std::uint64_t number = 0;
  HeaderHash head;            // Zero at 0, like the next.
  MerkleHash root;            // Over all headers accepted, each a leaf, the oldest first.
  std::uint64_t headers = 0;  // How many these are.
  bool operator==(const FeedCut&) const = default;
};

// A feed that no cut leads to is cut at 0. In the directory each feed is named itself.
struct Revocation {
  NodeId node;
  Area area;
  std::vector<FeedCut> cuts;  // Each feed once.
  std::uint64_t serial = 1;   // Never 0.
  bool operator==(const Revocation&) const = default;
};

struct SealedAreaSecret {
  std::optional<NodeId> node;  // Nothing: the recovery key of the tier above.
  std::string box;             // 80 bytes.
  bool operator==(const SealedAreaSecret&) const = default;
};

struct AreaKey {
  Area area;
  std::uint32_t epoch = 0;
  SealKey key;
  std::vector<SealedAreaSecret> secrets;
  bool operator==(const AreaKey&) const = default;
};

// Two headers of one feed and number with different hashes, the lesser bytes on the left.
struct ForkProof {
  SignedHeader left;
  SignedHeader right;
  bool operator==(const ForkProof&) const = default;
};

struct Category {
  std::uint32_t code = 0;  // Never 0.
  std::string name;
  std::uint32_t parent = 0;  // Code; 0 where there is none.
  bool active = true;
  bool operator==(const Category&) const = default;
};

// Heads of one writer's feeds of the directory that together exceed what it may write.
struct Excess {
  std::vector<SignedHeader> heads;  // By feed, each once.
  bool operator==(const Excess&) const = default;
};

// The nation's categories, whole. One that is no longer used stays in the list, not active, since
// reports name it.
struct CategoryList {
  std::uint32_t version = 1;         // Never 0.
  std::vector<Category> categories;  // By code, each once.
  bool operator==(const CategoryList&) const = default;
};

struct Unit {
  std::uint32_t code = 0;  // Never 0.
  std::string name;
  std::uint32_t parent = 0;  // Code; 0 where there is none.
  bool active = true;
  bool operator==(const Unit&) const = default;
};

// An area's units, whole; likewise.
struct UnitList {
  Area area;
  std::uint32_t version = 1;  // Never 0.
  std::vector<Unit> units;    // By code, each once.
  bool operator==(const UnitList&) const = default;
};

struct AreaAlias {
  Area former;
  Area current;
  std::uint32_t version = 1;  // Never 0; the highest stands.
  bool operator==(const AreaAlias&) const = default;
};

using DirectoryEntry =
    std::variant<AreaAuthority, Enrolment, Revocation, AreaKey, ForkProof, CategoryList, UnitList,
                 AreaAlias, AuthorityEnd, RootSuccession, Excess>;

// The area that an entry is about; nothing where it is about none.
std::optional<Area> area_of(const DirectoryEntry& entry);

// An entry with the key that speaks for it. `bytes` is a serialised v1::SignedEntry, kept as it is.
struct SignedEntry {
  DirectoryEntry entry;
  SignKey signer;  // An authority's or a node's; zero for what proves itself.
  std::string bytes;

  EntryId id() const;
};

// A node's word that it will be enrolled as it says. `bytes` is a serialised v1::SignedEntry whose
// signer is yet to come, kept as it is.
struct Consent {
  Enrolment enrolment;
  std::string bytes;
};
// Requires the secret of the enrolment's sign key, and a serial above 0.
Consent consent_to(const Enrolment& enrolment, const SignSecret& node);
// Invalid for malformed bytes, and for a signature that is not the node's.
Result<Consent> decode_consent(std::string_view bytes);
SignedEntry sign_enrolment(const Consent& consent, const SignKeys& authority);

// Requires that it fits its limit; an enrolment needs its node's consent instead.
SignedEntry sign_entry(const DirectoryEntry& entry, const SignKeys& signer);
// For a fork proof, which needs no signer; its sides may come in any order.
SignedEntry wrap_fork(ForkProof proof);
// Likewise. Requires heads of one writer's feeds of the directory, up to kExcessHeadsMax.
SignedEntry wrap_excess(Excess excess);
// The fork proof or the excess, by the headers of its writer that prove it.
bool proves_itself(const DirectoryEntry& entry);

// Invalid for malformed bytes and for any spelling but sign_entry's, for a signature that does not
// hold under the signer it names, for an enrolment that its node has not signed, and for a fork
// proof that proves none. Whether that signer had the authority is the directory's matter.
Result<SignedEntry> decode_entry(std::string_view bytes);
// The same of bytes that it took before: their signature is not checked again.
Result<SignedEntry> decode_known_entry(std::string_view bytes);

// Both headers are signed by the feed's writer, of one number, and not the same.
bool proves_fork(const ForkProof& proof);

// What a new node starts from.
struct Invitation {
  Root root;
  std::vector<SignedEntry> entries;
};
std::string encode_invitation(const Invitation& invitation);
Result<Invitation> decode_invitation(std::string_view bytes);

}  // namespace jenjang

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "jenjang/v1/link.pb.h"
#include "schema/base/result.h"
#include "schema/batch.h"
#include "schema/ids.h"
#include "schema/time.h"

namespace jenjang {

inline constexpr std::uint32_t kLinkVersion = 1;
// A message is at most one batch with its pack and what surrounds them.
inline constexpr std::size_t kLinkMessageBytesMax = kBatchWireBytesMax + 4096;
// In one message; a longer vector goes in parts.
inline constexpr std::size_t kVectorHeadsMax = 4096;
inline constexpr std::uint32_t kVectorPartsMax = 1024;
// A node's open feeds in one book and the directory are one a lane, or some more where a disk was
// restored.
inline constexpr std::size_t kOwnHeadsMax = 32;
// Signed heads without what lies beside them.
inline constexpr std::size_t kHeadsBytesMax = 8192;

using v1::RefusalReason;

// One meeting of two nodes on one link, named by each end with random 64 bits. Messages carry the
// receiver's contact, so that what was sent to an earlier one is dropped.
struct ContactId {
  std::uint64_t value = 0;
  auto operator<=>(const ContactId&) const = default;
};

struct CountedHead {
  FeedHead head;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  bool operator==(const CountedHead&) const = default;
};

struct Hello {
  std::uint32_t version = kLinkVersion;
  NodeId node;
  Area area;
  ContactId contact;  // The sender's own.
  ContactId heard;    // The receiver's, as far as the sender has heard it.
  std::uint64_t window_bytes = 0;
  WallTime wall;
  bool operator==(const Hello&) const = default;
};

struct Summary {
  ContactId contact;
  VectorDigest directory;
  VectorDigest books;
  WallTime wall;
  bool reply = false;
  bool operator==(const Summary&) const = default;
};

struct VectorPart {
  ContactId contact;
  std::uint32_t part = 0;  // From 0.
  std::uint32_t parts = 1;
  std::vector<CountedHead> heads;
  std::uint64_t round = 0;
  bool directory = false;
  bool answer = false;
  bool operator==(const VectorPart&) const = default;
};

struct Deliver {
  ContactId contact;
  SealedBatch batch;
  std::string pack;  // A serialised PackFrame; empty where there is none.
  std::size_t bytes() const { return batch.wire_bytes() + pack.size(); }
  bool operator==(const Deliver&) const = default;
};

struct Have {
  ContactId contact;
  std::vector<CountedHead> heads;
  std::uint64_t credit_bytes = 0;
  bool operator==(const Have&) const = default;
};

struct Refused {
  ContactId contact;
  FeedId feed;
  std::uint64_t number = 0;
  RefusalReason reason{};
  std::uint64_t credit_bytes = 0;
  bool operator==(const Refused&) const = default;
};

struct WantPack {
  ContactId contact;
  FeedId feed;
  std::uint64_t number = 0;
  bool operator==(const WantPack&) const = default;
};

struct PackAgain {
  ContactId contact;
  FeedId feed;
  std::uint64_t number = 0;
  std::string pack;
  bool operator==(const PackAgain&) const = default;
};

// A node's shared vector with one peer at one time of its clock, as it signs it.
struct Heads {
  NodeId node;
  WallTime wall;
  VectorDigest directory;
  VectorDigest books;        // Without the witness lane.
  std::uint64_t events = 0;  // In all shared feeds.
  std::uint64_t bytes = 0;
  // Heads of the node's feeds in the directory and in the top one of the shared books, which is the
  // book of the lower end of the link: at most kOwnHeadsMax.
  std::vector<CountedHead> own;
  VectorDigest below;  // Of the vector of its feeds in the other shared books; zero: none.
  bool operator==(const Heads&) const = default;
};

struct SignedHeads {
  ContactId contact;
  std::string bytes;  // A serialised v1::Heads.
  Signature signature;
  std::vector<CountedHead> below;  // What Heads::below is the digest of.
  bool operator==(const SignedHeads&) const = default;
};

struct Witness {
  VectorDigest heads;
  NodeId node;
  WallTime wall;
  bool operator==(const Witness&) const = default;
};

struct SignedWitness {
  ContactId contact;
  std::string bytes;  // A serialised v1::Witness.
  Signature signature;
  bool operator==(const SignedWitness&) const = default;
};

using LinkMessage = std::variant<Hello, Summary, VectorPart, Deliver, Have, Refused, WantPack,
                                 PackAgain, SignedHeads, SignedWitness>;

std::string encode_message(const LinkMessage& message);
// Invalid for anything encode_message could not have given, and above the limits. A Deliver's
// header is not opened: that is the ledger's work.
Result<LinkMessage> decode_message(std::string_view bytes);

// All of them are of that node's own feeds.
bool are_heads_of(const NodeId& node, const std::vector<CountedHead>& heads);
std::string encode_heads(const Heads& heads);
// Invalid where a head is of another node's feed.
Result<Heads> decode_heads(std::string_view bytes);
std::string encode_witness(const Witness& witness);
Result<Witness> decode_witness(std::string_view bytes);

// For logs and transcripts: "Summary", "Deliver".
std::string_view message_name(const LinkMessage& message);

}  // namespace jenjang

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/result.h"
#include "schema/feed.h"
#include "schema/ids.h"
#include "schema/sign.h"
#include "schema/time.h"

namespace jenjang {

inline constexpr std::size_t kBatchWireBytesMax = 1 << 20;      // Batch and pack together.
inline constexpr std::size_t kBatchUnpackedBytesMax = 8 << 20;  // Each of the two.
inline constexpr std::size_t kBatchItemsMax = 4096;
inline constexpr std::size_t kHeaderBytesMax = 512;
inline constexpr std::size_t kContinuesMax = 6;  // What leaves room in a header.

struct BatchHeader {
  FeedId feed;
  // The writer's id commits to both.
  Area area;
  SignKey key;
  std::uint64_t number = 0;
  HeaderHash previous;  // Zero at number 1.
  std::uint32_t count = 0;
  MerkleHash root;
  v1::Codec codec{};
  std::uint32_t payload_bytes = 0;
  WallTime sealed;
  // In the directory: of all payloads of the feed up to this one, unpacked; elsewhere 0.
  std::uint64_t total_bytes = 0;
  // At number 1: what the feed goes on from, heads of feeds of the same book, writer and lane and
  // of other incarnations, each feed once, in feed order.
  std::vector<FeedHead> continues;
  bool operator==(const BatchHeader&) const = default;
};

// The bytes that were signed, kept and forwarded as they are.
struct SignedHeader {
  std::string bytes;
  Signature signature;
  bool operator==(const SignedHeader&) const = default;
};

// Proof that a header is one of those that the revocation of its writer accepts.
struct AcceptedHeader {
  std::uint64_t index = 0;
  std::vector<MerkleHash> path;  // To the root of a cut.
  bool operator==(const AcceptedHeader&) const = default;
};

// Proof that an item stood in a batch of its author: its header, and the path to the header's root.
struct Origin {
  SignedHeader header;
  std::uint32_t index = 0;
  std::vector<MerkleHash> path;
  std::optional<AcceptedHeader> accepted{};  // Where its writer was revoked by then.
  bool operator==(const Origin&) const = default;
};

// An event, a signed directory entry or countersigned heads, as exact bytes. An adopted event
// carries its origin.
struct BatchItem {
  std::string body;
  std::optional<Origin> origin;
  bool operator==(const BatchItem&) const = default;
};

struct SealedBatch {
  SignedHeader header;
  std::string payload;
  std::size_t wire_bytes() const { return header.bytes.size() + payload.size() + 64; }
  bool operator==(const SealedBatch&) const = default;
};

// What seal() needs of its feed.
struct SealSpot {
  FeedId feed;
  std::uint64_t number = 0;
  HeaderHash previous;
  WallTime sealed;
  std::vector<FeedHead> continues{};  // At number 1 only.
  std::uint64_t total_bytes = 0;      // Of the header before, in the directory.
};

// The wire form of a head that the first header of `feed` goes on from, and back: nothing unless
// they are heads of other feeds of its book, writer and lane, each once and in order.
void write_continued(const FeedHead& head, v1::ContinuedHead& wire);
std::optional<std::vector<FeedHead>> read_continues(
    const google::protobuf::RepeatedPtrField<v1::ContinuedHead>& wire, const FeedId& feed);

// Merkle leaf of an item in the batch that it was written in: of its event id, of its entry id in
// the directory, or of its countersigned_id in the witness lane.
MerkleHash item_leaf(const FeedId& feed, std::string_view body);
// The same, or for an adopted item of its id and its origin: who passes a batch on changes neither.
MerkleHash item_leaf(const FeedId& feed, const BatchItem& item);

// Requires 1 to kBatchItemsMax items, and a feed of that node's.
SealedBatch seal(const SealSpot& spot, const std::vector<BatchItem>& items,
                 const NodeSignKeys& writer);

Result<BatchHeader> decode_header(std::string_view bytes);
// The signature holds under the writer that the header names.
bool header_signed(const BatchHeader& header, const SignedHeader& bytes);

// The items of a batch whose header was checked: invalid unless sizes, count and root agree.
Result<std::vector<BatchItem>> open_payload(const BatchHeader& header, std::string_view payload);

// The header an adopted item comes from; invalid unless signature and path prove the body.
Result<BatchHeader> open_origin(const BatchItem& item);

// The stored and sent form of a batch without its pack, for the store.
std::string encode_batch(const SealedBatch& batch);
Result<SealedBatch> decode_batch(std::string_view bytes);

// All of a batch that is held. Of one from outside, the header is checked before it is unpacked.
struct OpenBatch {
  BatchHeader header;
  std::vector<BatchItem> items;
};
Result<OpenBatch> open_batch(std::string_view bytes);

}  // namespace jenjang

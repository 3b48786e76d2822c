#include "schema/batch.h"

#include "schema/base/wire.h"
#include "schema/compress.h"
#include "schema/hash.h"
#include "schema/merkle.h"

namespace jenjang {

namespace {

constexpr std::uint32_t kPayloadItems = 1;    // BatchPayload.items.
constexpr std::uint32_t kItemBody = 1;        // BatchItem.body.
constexpr std::uint32_t kItemOrigin = 2;      // BatchItem.origin.
constexpr std::uint32_t kBatchHeader = 1;     // SealedBatch.header.
constexpr std::uint32_t kBatchSignature = 2;  // SealedBatch.signature.
constexpr std::uint32_t kBatchPayload = 3;    // SealedBatch.payload.

// Steps of a path in a tree of kBatchItemsMax leaves.
constexpr std::size_t kPathMax = 12;
static_assert(std::size_t{1} << kPathMax == kBatchItemsMax);
// Steps of a path in a tree of all headers that a writer may have.
constexpr std::size_t kAcceptedPathMax = 40;
constexpr std::size_t kOriginBytesMax = 3072;
// Tags and lengths of a sealed batch.
constexpr std::size_t kFramingBytes = 16;

Error refuse(const std::string& what) { return {Code::invalid, "batch: " + what}; }

std::string encode_header(const BatchHeader& header) {
  v1::BatchHeader wire;
  write_book(header.feed.book, *wire.mutable_book());
  wire.set_area(header.area.digits());
  wire.set_sign_key(std::string(header.key.view()));
  wire.set_incarnation(header.feed.incarnation.value);
  wire.set_lane(header.feed.lane);
  wire.set_number(header.number);
  if (header.number > 1) wire.set_previous(std::string(header.previous.view()));
  wire.set_count(header.count);
  wire.set_root(std::string(header.root.view()));
  wire.set_codec(header.codec);
  wire.set_payload_bytes(header.payload_bytes);
  wire.set_sealed_ms(header.sealed.ms);
  for (const FeedHead& head : header.continues) write_continued(head, *wire.add_continues());
  wire.set_total_bytes(header.total_bytes);
  return wire.SerializeAsString();
}

std::string encode_origin(const Origin& origin) {
  v1::Origin wire;
  wire.set_header(origin.header.bytes);
  wire.set_signature(std::string(origin.header.signature.view()));
  wire.set_index(origin.index);
  for (const MerkleHash& step : origin.path) wire.add_path(std::string(step.view()));
  if (origin.accepted) {
    wire.mutable_accepted()->set_index(origin.accepted->index);
    for (const MerkleHash& step : origin.accepted->path) {
      wire.mutable_accepted()->add_path(std::string(step.view()));
    }
  }
  return wire.SerializeAsString();
}

template <class Repeated>
bool read_path(const Repeated& wire, std::size_t steps_max, std::vector<MerkleHash>& out) {
  if (static_cast<std::size_t>(wire.size()) > steps_max) return false;
  for (const std::string& raw : wire) {
    const auto step = MerkleHash::from(raw);
    if (!step) return false;
    out.push_back(*step);
  }
  return true;
}

std::optional<Origin> decode_origin(std::string_view bytes) {
  v1::Origin wire;
  if (bytes.size() > kOriginBytesMax ||
      !wire.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return std::nullopt;
  }
  const auto signature = Signature::from(wire.signature());
  if (!signature || wire.header().size() > kHeaderBytesMax) return std::nullopt;
  Origin out;
  out.header = {std::move(*wire.mutable_header()), *signature};
  out.index = wire.index();
  if (!read_path(wire.path(), kPathMax, out.path)) return std::nullopt;
  if (wire.has_accepted()) {
    AcceptedHeader& accepted = out.accepted.emplace();
    accepted.index = wire.accepted().index();
    if (!read_path(wire.accepted().path(), kAcceptedPathMax, accepted.path)) return std::nullopt;
  }
  return out;
}

// The feed, and what its writer's id commits to.
bool read_writer(const v1::BatchHeader& wire, BatchHeader& out) {
  const std::optional<Book> book = read_book(wire.book());
  const std::optional<Area> area = Area::from_digits(wire.area());
  const auto key = SignKey::from(wire.sign_key());
  if (!book || !area || area->tier() > Area::kNodeTierMax || !key || !is_lane(wire.lane())) {
    return false;
  }
  out.area = *area;
  out.key = *key;
  out.feed = {*book, node_id(*area, *key), {wire.incarnation()}, wire.lane()};
  return true;
}

void append_item(std::string& out, const BatchItem& item) {
  const std::string origin = item.origin ? encode_origin(*item.origin) : std::string();
  append_message_start(
      out, kPayloadItems,
      bytes_field_size(kItemBody, item.body) + bytes_field_size(kItemOrigin, origin));
  append_bytes_field(out, kItemBody, item.body);
  append_bytes_field(out, kItemOrigin, origin);
}

Result<BatchItem> read_item(std::string_view message) {
  BatchItem out;
  WireReader reader(message);
  while (reader.next()) {
    if (reader.type() != WireReader::Type::bytes) continue;
    if (reader.field() == kItemBody) out.body.assign(reader.bytes());
    if (reader.field() != kItemOrigin) continue;
    out.origin = decode_origin(reader.bytes());
    if (!out.origin) return refuse("an adopted item's origin is malformed");
  }
  if (!reader.complete()) return refuse("an item is malformed");
  return out;
}

}  // namespace

void write_continued(const FeedHead& head, v1::ContinuedHead& wire) {
  wire.set_incarnation(head.feed.incarnation.value);
  wire.set_number(head.number);
  wire.set_head(std::string(head.hash.view()));
}

std::optional<std::vector<FeedHead>> read_continues(
    const google::protobuf::RepeatedPtrField<v1::ContinuedHead>& wire, const FeedId& feed) {
  std::vector<FeedHead> out;
  for (const v1::ContinuedHead& one : wire) {
    const auto hash = HeaderHash::from(one.head());
    FeedId of = feed;
    of.incarnation = {one.incarnation()};
    const bool ordered = out.empty() || out.back().feed < of;
    if (!hash || one.number() == 0 || of == feed || !ordered) return std::nullopt;
    out.push_back({of, one.number(), *hash});
  }
  return out;
}

MerkleHash item_leaf(const FeedId& feed, std::string_view body) {
  if (feed.book.is_directory()) return merkle_leaf(entry_id(body).view());
  if (!feed.carries_events()) return merkle_leaf(countersigned_id(body).view());
  return merkle_leaf(event_id(body).view());
}

MerkleHash item_leaf(const FeedId& feed, const BatchItem& item) {
  if (!item.origin) return item_leaf(feed, item.body);
  const EventId id = event_id(item.body);
  return merkle_leaf(std::string(id.view()) + encode_origin(*item.origin));
}

SealedBatch seal(const SealSpot& spot, const std::vector<BatchItem>& items,
                 const NodeSignKeys& writer) {
  CHECK(spot.feed.writer == writer.id);
  CHECK(!items.empty() && items.size() <= kBatchItemsMax);
  CHECK(spot.continues.empty() || spot.number == 1);
  CHECK(spot.continues.size() <= kContinuesMax);
  std::string raw;
  std::vector<MerkleHash> leaves;
  leaves.reserve(items.size());
  for (const BatchItem& item : items) {
    append_item(raw, item);
    leaves.push_back(item_leaf(spot.feed, item));
  }
  CHECK(raw.size() <= kBatchUnpackedBytesMax);
  Compressed packed = compress(raw, Material::events);
  BatchHeader header;
  header.feed = spot.feed;
  header.area = writer.area;
  header.key = writer.key;
  header.number = spot.number;
  header.previous = spot.previous;
  header.count = static_cast<std::uint32_t>(items.size());
  header.root = merkle_root(leaves);
  header.codec = packed.codec;
  header.payload_bytes = static_cast<std::uint32_t>(raw.size());
  header.sealed = spot.sealed;
  header.continues = spot.continues;
  if (spot.feed.book.is_directory()) header.total_bytes = spot.total_bytes + raw.size();
  SealedBatch out;
  out.header.bytes = encode_header(header);
  out.header.signature = sign(Domain::header, out.header.bytes, writer.secret);
  out.payload = std::move(packed.bytes);
  return out;
}

Result<BatchHeader> decode_header(std::string_view bytes) {
  if (bytes.size() > kHeaderBytesMax) return refuse("header is longer than its limit");
  v1::BatchHeader wire;
  if (!wire.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return refuse("header is not a protobuf message");
  }
  BatchHeader out;
  if (!read_writer(wire, out)) return refuse("header names no feed");
  out.number = wire.number();
  if (out.number == 0) return refuse("number is 0, expected 1 or more");
  if (out.number > 1) {
    const auto previous = HeaderHash::from(wire.previous());
    if (!previous) return refuse("previous hash is not 32 bytes");
    out.previous = *previous;
  } else if (!wire.previous().empty()) {
    return refuse("number 1 has a previous hash");
  }
  const auto root = MerkleHash::from(wire.root());
  if (!root) return refuse("root is not 32 bytes");
  out.root = *root;
  out.count = wire.count();
  if (out.count == 0 || out.count > kBatchItemsMax) {
    return refuse(std::to_string(out.count) + " items, limit is " + std::to_string(kBatchItemsMax));
  }
  out.codec = wire.codec();
  if (out.codec != v1::CODEC_NONE && out.codec != v1::CODEC_ZSTD) return refuse("unknown codec");
  out.payload_bytes = wire.payload_bytes();
  if (out.payload_bytes > kBatchUnpackedBytesMax) {
    return refuse(std::to_string(out.payload_bytes) + " bytes unpacked, limit is " +
                  std::to_string(kBatchUnpackedBytesMax));
  }
  out.sealed = {wire.sealed_ms()};
  out.total_bytes = wire.total_bytes();
  const bool directory = out.feed.book.is_directory();
  const bool first = out.number == 1;
  if (directory ? out.total_bytes < out.payload_bytes : out.total_bytes != 0) {
    return refuse("the total of payloads is of no feed of its book");
  }
  if (directory && first && out.total_bytes != out.payload_bytes) {
    return refuse("the total at number 1 is another than its payload's");
  }
  if (wire.continues_size() > 0 && out.number > 1) {
    return refuse("a feed goes on from another at number 1 only");
  }
  std::optional<std::vector<FeedHead>> continues = read_continues(wire.continues(), out.feed);
  if (!continues || continues->size() > kContinuesMax)
    return refuse("what it goes on from are no heads of its writer's other feeds");
  out.continues = std::move(*continues);
  return out;
}

bool header_signed(const BatchHeader& header, const SignedHeader& bytes) {
  return verify(Domain::header, bytes.bytes, bytes.signature, header.key);
}

Result<std::vector<BatchItem>> open_payload(const BatchHeader& header, std::string_view payload) {
  Result<std::string> raw = decompress(header.codec, payload, header.payload_bytes);
  if (!raw) return raw.error();
  std::vector<BatchItem> out;
  std::vector<MerkleHash> leaves;
  out.reserve(header.count);
  leaves.reserve(header.count);
  WireReader reader(*raw);
  while (reader.next()) {
    if (reader.field() != kPayloadItems || reader.type() != WireReader::Type::bytes) continue;
    if (out.size() == header.count) return refuse("more items than its header says");
    Result<BatchItem> item = read_item(reader.bytes());
    if (!item) return item.error();
    leaves.push_back(item_leaf(header.feed, *item));
    out.push_back(std::move(*item));
  }
  if (!reader.complete()) return refuse("payload is not a protobuf message");
  if (out.size() != header.count) {
    return refuse(std::to_string(out.size()) + " items, header says " +
                  std::to_string(header.count));
  }
  if (merkle_root(leaves) != header.root) return refuse("items do not give the header's root");
  return out;
}

Result<BatchHeader> open_origin(const BatchItem& item) {
  CHECK(item.origin.has_value());
  Result<BatchHeader> header = decode_header(item.origin->header.bytes);
  if (!header) return header;
  if (!header_signed(*header, item.origin->header)) {
    return refuse("an adopted item's header is not signed by its writer");
  }
  const auto root = merkle_root_of(item_leaf(header->feed, item.body), item.origin->index,
                                   header->count, item.origin->path);
  if (root != header->root) return refuse("an adopted item's path does not lead to its header");
  return header;
}

std::string encode_batch(const SealedBatch& batch) {
  std::string out;
  out.reserve(batch.wire_bytes() + kFramingBytes);
  append_bytes_field(out, kBatchHeader, batch.header.bytes);
  append_bytes_field(out, kBatchSignature, batch.header.signature.view());
  append_bytes_field(out, kBatchPayload, batch.payload);
  return out;
}

Result<SealedBatch> decode_batch(std::string_view bytes) {
  v1::SealedBatch wire;
  if (bytes.size() > kBatchWireBytesMax + kFramingBytes ||
      !wire.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return refuse("not a sealed batch");
  }
  const auto signature = Signature::from(wire.signature());
  if (!signature) return refuse("signature is not 64 bytes");
  SealedBatch out;
  out.header = {std::move(*wire.mutable_header()), *signature};
  out.payload = std::move(*wire.mutable_payload());
  return out;
}

Result<OpenBatch> open_batch(std::string_view bytes) {
  const Result<SealedBatch> batch = decode_batch(bytes);
  if (!batch) return batch.error();
  Result<BatchHeader> header = decode_header(batch->header.bytes);
  if (!header) return header.error();
  Result<std::vector<BatchItem>> items = open_payload(*header, batch->payload);
  if (!items) return items.error();
  return OpenBatch{*header, std::move(*items)};
}

}  // namespace jenjang

#include "schema/link_message.h"

#include <algorithm>

#include "schema/base/wire.h"

namespace jenjang {

namespace {

constexpr std::uint32_t kMessageDeliver = 4;  // LinkMessage.deliver.
constexpr std::uint32_t kDeliverBatch = 2;    // Deliver.batch.
constexpr std::uint32_t kDeliverPack = 3;     // Deliver.pack.
constexpr std::uint32_t kBatchHeader = 1;     // SealedBatch.header.
constexpr std::uint32_t kBatchSignature = 2;  // SealedBatch.signature.
constexpr std::uint32_t kBatchPayload = 3;    // SealedBatch.payload.

Error refuse(std::string_view message, const std::string& what) {
  return {Code::invalid, "link message " + std::string(message) + ": " + what};
}

template <class Fixed>
bool read(const std::string& raw, Fixed& out) {
  const auto value = Fixed::from(raw);
  if (value) out = *value;
  return value.has_value();
}

bool read(const v1::FeedId& wire, FeedId& out) {
  const std::optional<FeedId> feed = read_feed(wire);
  if (feed) out = *feed;
  return feed.has_value();
}

// A head is the hash of the feed's last header, and none where nothing was written yet.
bool read_head(const v1::CountedHead& wire, FeedHead& out) {
  out.number = wire.number();
  if (!read(wire.feed(), out.feed)) return false;
  return out.number == 0 ? wire.hash().empty() : read(wire.hash(), out.hash);
}

void write_head(const FeedHead& head, v1::CountedHead& wire) {
  write_feed(head.feed, *wire.mutable_feed());
  wire.set_number(head.number);
  if (head.number > 0) wire.set_hash(std::string(head.hash.view()));
}

void write_head(const CountedHead& counted, v1::CountedHead& wire) {
  write_head(counted.head, wire);
  wire.set_events(counted.events);
  wire.set_bytes(counted.bytes);
}

template <class Repeated>
void write_heads(const std::vector<CountedHead>& heads, Repeated* out) {
  out->Reserve(static_cast<int>(heads.size()));
  for (const CountedHead& head : heads) write_head(head, *out->Add());
}

template <class Repeated>
bool read_heads(const Repeated& wire, std::vector<CountedHead>& out) {
  if (static_cast<std::size_t>(wire.size()) > kVectorHeadsMax) return false;
  out.reserve(static_cast<std::size_t>(wire.size()));
  for (const v1::CountedHead& head : wire) {
    CountedHead& one = out.emplace_back();
    one.events = head.events();
    one.bytes = head.bytes();
    if (!read_head(head, one.head)) return false;
  }
  return true;
}

// One overload pair a message: to the wire and, checked, from it.
void write(const Hello& in, v1::LinkMessage& wire) {
  v1::Hello& out = *wire.mutable_hello();
  out.set_version(in.version);
  out.set_node(std::string(in.node.view()));
  out.set_area(in.area.digits());
  out.set_contact(in.contact.value);
  out.set_heard(in.heard.value);
  out.set_window_bytes(in.window_bytes);
  out.set_wall_ms(in.wall.ms);
}
bool read(v1::Hello& in, Hello& out) {
  const std::optional<Area> area = Area::from_digits(in.area());
  if (!area || area->tier() > Area::kNodeTierMax) return false;
  out.version = in.version();
  out.area = *area;
  out.heard = {in.heard()};
  out.window_bytes = in.window_bytes();
  out.wall = {in.wall_ms()};
  return read(in.node(), out.node);
}

void write(const Summary& in, v1::LinkMessage& wire) {
  v1::Summary& out = *wire.mutable_summary();
  out.set_contact(in.contact.value);
  out.set_directory(std::string(in.directory.view()));
  out.set_books(std::string(in.books.view()));
  out.set_wall_ms(in.wall.ms);
  out.set_reply(in.reply);
}
bool read(v1::Summary& in, Summary& out) {
  out.wall = {in.wall_ms()};
  out.reply = in.reply();
  return read(in.directory(), out.directory) && read(in.books(), out.books);
}

void write(const VectorPart& in, v1::LinkMessage& wire) {
  v1::Vector& out = *wire.mutable_vector();
  out.set_contact(in.contact.value);
  out.set_part(in.part);
  out.set_parts(in.parts);
  out.set_round(in.round);
  out.set_directory(in.directory);
  out.set_answer(in.answer);
  write_heads(in.heads, out.mutable_heads());
}
bool read(v1::Vector& in, VectorPart& out) {
  out.part = in.part();
  out.parts = in.parts();
  out.round = in.round();
  out.directory = in.directory();
  out.answer = in.answer();
  return out.part < out.parts && out.parts <= kVectorPartsMax && read_heads(in.heads(), out.heads);
}

bool read(v1::Deliver& in, Deliver& out) {
  v1::SealedBatch& batch = *in.mutable_batch();
  if (!read(batch.signature(), out.batch.header.signature)) return false;
  out.batch.header.bytes = std::move(*batch.mutable_header());
  out.batch.payload = std::move(*batch.mutable_payload());
  out.pack = std::move(*in.mutable_pack());
  return out.batch.header.bytes.size() <= kHeaderBytesMax && out.bytes() <= kBatchWireBytesMax;
}

void write(const Have& in, v1::LinkMessage& wire) {
  v1::Have& out = *wire.mutable_have();
  out.set_contact(in.contact.value);
  out.set_credit_bytes(in.credit_bytes);
  write_heads(in.heads, out.mutable_heads());
}
bool read(v1::Have& in, Have& out) {
  out.credit_bytes = in.credit_bytes();
  return read_heads(in.heads(), out.heads);
}

void write(const Refused& in, v1::LinkMessage& wire) {
  v1::Refused& out = *wire.mutable_refused();
  out.set_contact(in.contact.value);
  write_feed(in.feed, *out.mutable_feed());
  out.set_number(in.number);
  out.set_reason(in.reason);
  out.set_credit_bytes(in.credit_bytes);
}
bool read(v1::Refused& in, Refused& out) {
  out.number = in.number();
  out.reason = in.reason();
  out.credit_bytes = in.credit_bytes();
  return v1::RefusalReason_IsValid(in.reason()) && in.reason() != v1::REFUSAL_REASON_UNSPECIFIED &&
         read(in.feed(), out.feed);
}

void write(const WantPack& in, v1::LinkMessage& wire) {
  v1::WantPack& out = *wire.mutable_want_pack();
  out.set_contact(in.contact.value);
  write_feed(in.feed, *out.mutable_feed());
  out.set_number(in.number);
}
bool read(v1::WantPack& in, WantPack& out) {
  out.number = in.number();
  return out.number > 0 && read(in.feed(), out.feed);
}

void write(const PackAgain& in, v1::LinkMessage& wire) {
  v1::PackAgain& out = *wire.mutable_pack_again();
  out.set_contact(in.contact.value);
  write_feed(in.feed, *out.mutable_feed());
  out.set_number(in.number);
  out.set_pack(in.pack);
}
bool read(v1::PackAgain& in, PackAgain& out) {
  out.number = in.number();
  out.pack = std::move(*in.mutable_pack());
  return out.number > 0 && out.pack.size() <= kBatchWireBytesMax && read(in.feed(), out.feed);
}

void write(const SignedHeads& in, v1::LinkMessage& wire) {
  v1::SignedHeads& out = *wire.mutable_signed_heads();
  out.set_contact(in.contact.value);
  out.set_heads(in.bytes);
  out.set_signature(std::string(in.signature.view()));
  write_heads(in.below, out.mutable_below());
}
bool read(v1::SignedHeads& in, SignedHeads& out) {
  out.bytes = std::move(*in.mutable_heads());
  return read(in.signature(), out.signature) && read_heads(in.below(), out.below);
}

void write(const SignedWitness& in, v1::LinkMessage& wire) {
  v1::SignedWitness& out = *wire.mutable_signed_witness();
  out.set_contact(in.contact.value);
  out.set_witness(in.bytes);
  out.set_signature(std::string(in.signature.view()));
}
bool read(v1::SignedWitness& in, SignedWitness& out) {
  out.bytes = std::move(*in.mutable_witness());
  return read(in.signature(), out.signature);
}

// A Deliver is up to a megabyte: framed by hand, so that its bytes are copied once.
std::string encode_deliver(const Deliver& deliver) {
  const SealedBatch& batch = deliver.batch;
  const std::string_view signature = batch.header.signature.view();
  v1::Deliver head;
  head.set_contact(deliver.contact.value);
  const std::string contact = head.SerializeAsString();
  const std::size_t batch_size = bytes_field_size(kBatchHeader, batch.header.bytes) +
                                 bytes_field_size(kBatchSignature, signature) +
                                 bytes_field_size(kBatchPayload, batch.payload);
  const std::size_t size = contact.size() + message_start_size(kDeliverBatch, batch_size) +
                           batch_size + bytes_field_size(kDeliverPack, deliver.pack);
  std::string out;
  out.reserve(message_start_size(kMessageDeliver, size) + size);
  append_message_start(out, kMessageDeliver, size);
  out += contact;
  append_message_start(out, kDeliverBatch, batch_size);
  append_bytes_field(out, kBatchHeader, batch.header.bytes);
  append_bytes_field(out, kBatchSignature, signature);
  append_bytes_field(out, kBatchPayload, batch.payload);
  append_bytes_field(out, kDeliverPack, deliver.pack);
  return out;
}

template <class M, class Wire>
Result<LinkMessage> read_message(Wire& wire) {
  M out;
  out.contact = {wire.contact()};
  if (!read(wire, out)) {
    return refuse(message_name(LinkMessage(M())), "a length, area, feed, number or limit is wrong");
  }
  return LinkMessage(std::move(out));
}

struct Name {
  std::string_view operator()(const Hello&) const { return "Hello"; }
  std::string_view operator()(const Summary&) const { return "Summary"; }
  std::string_view operator()(const VectorPart&) const { return "Vector"; }
  std::string_view operator()(const Deliver&) const { return "Deliver"; }
  std::string_view operator()(const Have&) const { return "Have"; }
  std::string_view operator()(const Refused&) const { return "Refused"; }
  std::string_view operator()(const WantPack&) const { return "WantPack"; }
  std::string_view operator()(const PackAgain&) const { return "PackAgain"; }
  std::string_view operator()(const SignedHeads&) const { return "SignedHeads"; }
  std::string_view operator()(const SignedWitness&) const { return "SignedWitness"; }
};

}  // namespace

std::string encode_message(const LinkMessage& message) {
  return std::visit(
      [](const auto& m) -> std::string {
        if constexpr (std::is_same_v<std::decay_t<decltype(m)>, Deliver>) {
          return encode_deliver(m);
        } else {
          v1::LinkMessage wire;
          write(m, wire);
          return wire.SerializeAsString();
        }
      },
      message);
}

Result<LinkMessage> decode_message(std::string_view bytes) {
  if (bytes.size() > kLinkMessageBytesMax) {
    return refuse("of any kind", std::to_string(bytes.size()) + " bytes, limit is " +
                                     std::to_string(kLinkMessageBytesMax));
  }
  v1::LinkMessage wire;
  if (!wire.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return refuse("of any kind", "not a protobuf message");
  }
  switch (wire.message_case()) {
    case v1::LinkMessage::kHello:
      return read_message<Hello>(*wire.mutable_hello());
    case v1::LinkMessage::kSummary:
      return read_message<Summary>(*wire.mutable_summary());
    case v1::LinkMessage::kVector:
      return read_message<VectorPart>(*wire.mutable_vector());
    case v1::LinkMessage::kDeliver:
      return read_message<Deliver>(*wire.mutable_deliver());
    case v1::LinkMessage::kHave:
      return read_message<Have>(*wire.mutable_have());
    case v1::LinkMessage::kRefused:
      return read_message<Refused>(*wire.mutable_refused());
    case v1::LinkMessage::kWantPack:
      return read_message<WantPack>(*wire.mutable_want_pack());
    case v1::LinkMessage::kPackAgain:
      return read_message<PackAgain>(*wire.mutable_pack_again());
    case v1::LinkMessage::kSignedHeads:
      return read_message<SignedHeads>(*wire.mutable_signed_heads());
    case v1::LinkMessage::kSignedWitness:
      return read_message<SignedWitness>(*wire.mutable_signed_witness());
    case v1::LinkMessage::MESSAGE_NOT_SET:
      break;
  }
  return refuse("of any kind", "of none that this version knows");
}

std::string encode_heads(const Heads& heads) {
  v1::Heads wire;
  wire.set_node(std::string(heads.node.view()));
  wire.set_wall_ms(heads.wall.ms);
  wire.set_directory(std::string(heads.directory.view()));
  wire.set_books(std::string(heads.books.view()));
  wire.set_events(heads.events);
  wire.set_bytes(heads.bytes);
  write_heads(heads.own, wire.mutable_own());
  if (!heads.below.zero()) wire.set_below(std::string(heads.below.view()));
  return wire.SerializeAsString();
}

bool are_heads_of(const NodeId& node, const std::vector<CountedHead>& heads) {
  return std::all_of(heads.begin(), heads.end(),
                     [&](const CountedHead& head) { return head.head.feed.writer == node; });
}

Result<Heads> decode_heads(std::string_view bytes) {
  v1::Heads wire;
  if (bytes.size() > kHeadsBytesMax ||
      !wire.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return refuse("SignedHeads", "holds no heads");
  }
  Heads out;
  out.wall = {wire.wall_ms()};
  out.events = wire.events();
  out.bytes = wire.bytes();
  if (!read(wire.node(), out.node) || !read(wire.directory(), out.directory) ||
      !read(wire.books(), out.books) || (!wire.below().empty() && !read(wire.below(), out.below))) {
    return refuse("SignedHeads", "node or digests are not 32 bytes");
  }
  if (static_cast<std::size_t>(wire.own_size()) > kOwnHeadsMax) {
    return refuse("SignedHeads", std::to_string(wire.own_size()) + " heads, limit is " +
                                     std::to_string(kOwnHeadsMax));
  }
  if (!read_heads(wire.own(), out.own)) return refuse("SignedHeads", "a head is malformed");
  if (!are_heads_of(out.node, out.own)) {
    return refuse("SignedHeads", "a head is of another node's feed");
  }
  return out;
}

std::string encode_witness(const Witness& witness) {
  v1::Witness wire;
  wire.set_heads(std::string(witness.heads.view()));
  wire.set_node(std::string(witness.node.view()));
  wire.set_wall_ms(witness.wall.ms);
  return wire.SerializeAsString();
}

Result<Witness> decode_witness(std::string_view bytes) {
  v1::Witness wire;
  Witness out;
  if (bytes.size() > kLinkMessageBytesMax ||
      !wire.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !read(wire.heads(), out.heads) || !read(wire.node(), out.node)) {
    return refuse("SignedWitness", "holds no witness");
  }
  out.wall = {wire.wall_ms()};
  if (!is_datable(out.wall)) return refuse("SignedWitness", "its time is no date");
  return out;
}

std::string_view message_name(const LinkMessage& message) { return std::visit(Name(), message); }

}  // namespace jenjang

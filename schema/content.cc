#include "schema/content.h"

#include <cmath>

#include "schema/area.h"
#include "schema/base/wire.h"
#include "schema/compress.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

constexpr std::uint32_t kPackContents = 1;      // Pack.contents.
constexpr std::uint32_t kPackedContent = 1;     // PackedContent.content.
constexpr std::uint32_t kPackedTombstone = 2;   // PackedContent.tombstone.
constexpr std::uint32_t kSalt = 1;              // SaltedContent.salt.
constexpr std::uint32_t kBody = 2;              // SaltedContent.body.
constexpr std::uint32_t kTombstoneDigest = 1;   // Tombstone.digest.
constexpr std::uint32_t kTombstoneErasure = 2;  // Tombstone.erasure.

constexpr std::size_t kBoxBytes = 80;
constexpr std::size_t kNonceBytes = 24;
constexpr std::size_t kWrappedKeyBytes = 48;

Error refuse_pack(const std::string& what) { return {Code::invalid, "pack: " + what}; }
Error refuse_content(const std::string& what) { return {Code::invalid, "content: " + what}; }

// The entry's field in a PackedContent, and what it holds.
std::pair<std::uint32_t, std::string> inner_of(const PackEntry& entry) {
  std::string inner;
  if (const auto* content = std::get_if<Content>(&entry)) {
    append_bytes_field(inner, kSalt, content->salt.view());
    append_bytes_field(inner, kBody, content->body);
    return {kPackedContent, std::move(inner)};
  }
  const auto& tombstone = std::get<Tombstone>(entry);
  append_bytes_field(inner, kTombstoneDigest, tombstone.digest.view());
  append_bytes_field(inner, kTombstoneErasure, tombstone.erasure.view());
  return {kPackedTombstone, std::move(inner)};
}

void append_entry(std::string& out, const PackEntry& entry) {
  const auto [field, inner] = inner_of(entry);
  append_message_start(out, kPackContents, bytes_field_size(field, inner));
  append_bytes_field(out, field, inner);
}

// The bytes of two known fields of one message; false where it is no message.
bool read_pair(std::string_view message, std::string_view& first, std::string_view& second) {
  WireReader reader(message);
  while (reader.next()) {
    if (reader.type() != WireReader::Type::bytes) continue;
    if (reader.field() == 1) first = reader.bytes();
    if (reader.field() == 2) second = reader.bytes();
  }
  return reader.complete();
}

Result<PackEntry> read_entry(std::string_view message) {
  std::string_view content;
  std::string_view tombstone;
  if (!read_pair(message, content, tombstone)) return refuse_pack("an entry is malformed");
  if (content.empty() == tombstone.empty()) {
    return refuse_pack("an entry is neither a content nor a tombstone");
  }
  std::string_view first;
  std::string_view second;
  if (!read_pair(content.empty() ? tombstone : content, first, second)) {
    return refuse_pack("an entry is malformed");
  }
  if (!content.empty()) {
    const auto salt = Salt::from(first);
    if (!salt) return refuse_pack("a salt is not 16 bytes");
    if (second.size() > kContentBytesMax) {
      return refuse_pack(std::to_string(second.size()) + " bytes of content, limit is " +
                         std::to_string(kContentBytesMax));
    }
    return PackEntry(Content{*salt, std::string(second)});
  }
  const auto digest = ContentDigest::from(first);
  const auto erasure = EventId::from(second);
  if (!digest || !erasure) return refuse_pack("a tombstone's ids are not 32 bytes");
  return PackEntry(Tombstone{*digest, *erasure});
}

bool valid_seal(const v1::AreaSeal& seal) {
  return Area::from_digits(seal.area()).has_value() && seal.hour_box().size() == kBoxBytes &&
         seal.nonce().size() == kNonceBytes && seal.wrapped_key().size() == kWrappedKeyBytes;
}

bool valid_words(const v1::Words& words) {
  if (words.has_latitude() != words.has_longitude()) return false;
  if (!std::isfinite(words.latitude()) || std::abs(words.latitude()) > 90) return false;
  if (!std::isfinite(words.longitude()) || std::abs(words.longitude()) > 180) return false;
  return Area::from_digits(words.village()).has_value();
}

bool valid_sealed(const v1::SealedBody& sealed) {
  return valid_seal(sealed.seal()) && sealed.nonce().size() == kNonceBytes &&
         sealed.plain_bytes() <= kContentBytesMax;
}

}  // namespace

ContentDigest Content::digest() const { return content_digest(salt, body); }

std::size_t unpacked_bytes(const PackEntry& entry) {
  std::string out;
  append_entry(out, entry);
  return out.size();
}

std::optional<std::string> encode_fitting(const Pack& pack) {
  if (pack.entries.empty()) return std::string();
  if (pack.entries.size() > kPackContentsMax) return std::nullopt;
  std::string raw;
  for (const PackEntry& entry : pack.entries) {
    append_entry(raw, entry);
    if (raw.size() > kBatchUnpackedBytesMax) return std::nullopt;
  }
  Compressed packed = compress(raw, Material::words);
  v1::PackFrame wire;
  wire.set_codec(packed.codec);
  wire.set_pack_bytes(static_cast<std::uint32_t>(raw.size()));
  wire.set_body(std::move(packed.bytes));
  std::string out = wire.SerializeAsString();
  if (out.size() > kBatchWireBytesMax) return std::nullopt;
  return out;
}

std::string encode_pack(const Pack& pack) {
  std::optional<std::string> out = encode_fitting(pack);
  CHECK(out.has_value());
  return std::move(*out);
}

Result<Pack> decode_pack(std::string_view frame) {
  Pack out;
  if (frame.empty()) return out;
  v1::PackFrame wire;
  if (frame.size() > kBatchWireBytesMax ||
      !wire.ParseFromArray(frame.data(), static_cast<int>(frame.size()))) {
    return refuse_pack("not a frame within " + std::to_string(kBatchWireBytesMax) + " bytes");
  }
  if (wire.pack_bytes() > kBatchUnpackedBytesMax) {
    return refuse_pack(std::to_string(wire.pack_bytes()) + " bytes unpacked, limit is " +
                       std::to_string(kBatchUnpackedBytesMax));
  }
  const Result<std::string> raw = decompress(wire.codec(), wire.body(), wire.pack_bytes());
  if (!raw) return raw.error();
  WireReader reader(*raw);
  while (reader.next()) {
    if (reader.field() != kPackContents || reader.type() != WireReader::Type::bytes) continue;
    if (out.entries.size() == kPackContentsMax) {
      return refuse_pack("more contents than the limit of " + std::to_string(kPackContentsMax));
    }
    Result<PackEntry> entry = read_entry(reader.bytes());
    if (!entry) return entry.error();
    out.entries.push_back(std::move(*entry));
  }
  if (!reader.complete()) return refuse_pack("not a list of contents");
  return out;
}

Content make_content(const v1::Content& message, const Salt& salt) {
  CHECK(!message.has_identity() && !message.has_details());
  Content out{salt, message.SerializeAsString()};
  CHECK(out.body.size() <= kContentBytesMax);
  return out;
}

Result<v1::Content> read_content(const Content& content) {
  v1::Content out;
  if (content.body.size() > kContentBytesMax || !out.ParseFromString(content.body)) {
    return refuse_content("not a content within " + std::to_string(kContentBytesMax) + " bytes");
  }
  switch (out.content_case()) {
    case v1::Content::kWords:
      if (!valid_words(out.words())) return refuse_content("coordinates or village out of bounds");
      return out;
    case v1::Content::kNote:
      return out;
    case v1::Content::kKeyWrap:
      if (!ContentDigest::from(out.key_wrap().content()) || !valid_seal(out.key_wrap().seal())) {
        return refuse_content("a key wrap's lengths or area are wrong");
      }
      return out;
    case v1::Content::kSealed:
      if (!valid_sealed(out.sealed())) return refuse_content("a seal's lengths or area are wrong");
      return out;
    case v1::Content::kIdentity:
      return refuse_content("an identity that is not sealed");
    case v1::Content::kDetails:
      return refuse_content("secret details that are not sealed");
    case v1::Content::CONTENT_NOT_SET:
      break;
  }
  return refuse_content("of no known kind");
}

}  // namespace jenjang

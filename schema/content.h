#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "jenjang/v1/batch.pb.h"
#include "jenjang/v1/content.pb.h"
#include "schema/base/result.h"
#include "schema/batch.h"
#include "schema/ids.h"

namespace jenjang {

inline constexpr std::size_t kContentBytesMax = 64 * 1024;
inline constexpr std::size_t kPackContentsMax = 16 * 1024;

// The erasable bytes that an event names: a serialised v1::Content, with the salt of its digest.
struct Content {
  Salt salt;
  std::string body;

  ContentDigest digest() const;
  bool operator==(const Content&) const = default;
};

// What is left where an erased content was.
struct Tombstone {
  ContentDigest digest;
  EventId erasure;
  bool operator==(const Tombstone&) const = default;
};

using PackEntry = std::variant<Content, Tombstone>;

// The contents that ride beside one batch.
struct Pack {
  std::vector<PackEntry> entries;
  bool operator==(const Pack&) const = default;
};

// A serialised v1::PackFrame; empty for a pack without entries. Requires that it fits.
std::string encode_pack(const Pack& pack);
// Nothing for a pack that decode_pack would refuse for its size or the number of its entries.
std::optional<std::string> encode_fitting(const Pack& pack);
// Bytes of an entry within a pack that is not compressed: all of them are at most
// kBatchUnpackedBytesMax.
std::size_t unpacked_bytes(const PackEntry& entry);
// Sizes are checked before unpacking. Digests are not: a content is what its own bytes hash to.
// An empty string is an empty pack.
Result<Pack> decode_pack(std::string_view frame);

// A content of this message under that salt. Requires that it fits kContentBytesMax, that its
// strings are UTF-8 and that it is no identity and no details: those exist only sealed.
Content make_content(const v1::Content& message, const Salt& salt);
// Invalid for a body that is no message, for lengths, areas and coordinates out of bounds, for a
// kind that is not known, and for an identity or details that are not sealed.
Result<v1::Content> read_content(const Content& content);

}  // namespace jenjang

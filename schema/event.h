#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "jenjang/v1/event.pb.h"
#include "schema/area.h"
#include "schema/base/result.h"
#include "schema/ids.h"
#include "schema/time.h"

namespace jenjang {

inline constexpr std::size_t kEventBytesMax = 16 * 1024;
inline constexpr std::size_t kParentsMax = 16;
inline constexpr std::size_t kContentRefsMax = 64;
// The deepest a place may be: kecamatan. A desa or a street is a content.
inline constexpr int kPlaceTierMax = 3;

// The wire's own enums serve inside too: one list of names, and an unknown value is refused when an
// event is decoded.
using v1::Channel;
using v1::ContentRole;
using v1::Decision;
using v1::ErasureReason;
using v1::Kind;
using v1::Outcome;
using v1::SystemRule;

struct ContentRef {
  ContentDigest digest;
  ContentRole role;
  auto operator<=>(const ContentRef&) const = default;
};
using ContentRefs = std::vector<ContentRef>;

struct Submitted {
  Area intake;
  IntakeDigest client;
  IntakeDigest key;
  Area addressee;
  std::uint32_t unit = 0;
  Kind kind{};
  Channel channel{};
  bool anonymous = false;
  bool secret = false;
  std::uint32_t category = 0;
  Area place;
  WallTime received;
  std::uint64_t lapor_id = 0;
  ContentRefs contents;
  bool operator==(const Submitted&) const = default;
};

struct Verified {
  Decision decision{};
  Kind kind{};
  std::uint32_t category = 0;
  ContentRefs contents;
  bool operator==(const Verified&) const = default;
};

struct Disposed {
  Area to;
  std::uint32_t unit = 0;
  ContentRefs contents;
  bool operator==(const Disposed&) const = default;
};

struct Forwarded {
  Area to;
  std::uint32_t unit = 0;
  ContentRefs contents;
  bool operator==(const Forwarded&) const = default;
};

struct Returned {
  Area to;
  std::optional<Area> proposed;
  std::uint32_t proposed_unit = 0;
  ContentRefs contents;
  bool operator==(const Returned&) const = default;
};

struct FollowedUp {
  ContentRefs contents;
  bool operator==(const FollowedUp&) const = default;
};

struct Closed {
  Outcome outcome{};
  ContentRefs contents;
  bool operator==(const Closed&) const = default;
};

struct ContentErased {
  std::vector<ContentDigest> digests;
  ErasureReason reason{};
  bool operator==(const ContentErased&) const = default;
};

struct ErasureAcknowledged {
  EventId erasure;
  bool operator==(const ErasureAcknowledged&) const = default;
};

struct Tightened {
  bool anonymous = false;
  bool secret = false;
  std::vector<ContentDigest> replaced;  // By the first of `contents`, in their order.
  ContentRefs contents;
  bool operator==(const Tightened&) const = default;
};

struct SealedOpened {
  std::vector<ContentDigest> digests;
  ContentRefs contents;
  bool operator==(const SealedOpened&) const = default;
};

struct IdentityGranted {
  Area to;
  ContentRefs contents;
  bool operator==(const IdentityGranted&) const = default;
};

using Payload =
    std::variant<Submitted, Verified, Disposed, Forwarded, Returned, FollowedUp, Closed,
                 ContentErased, ErasureAcknowledged, Tightened, SealedOpened, IdentityGranted>;
using Actor = std::variant<AccountId, SystemRule>;

// One immutable fact about a report; see schema/proto/jenjang/v1/event.proto.
struct Event {
  NodeId author;
  Area area;
  Incarnation incarnation;
  std::uint64_t counter = 0;
  ReportId report;
  std::optional<Area> book;
  std::vector<EventId> parents;
  std::optional<EventId> under;
  HybridTime time;
  Actor actor;
  Payload payload;

  bool wide() const { return !book.has_value(); }
  bool operator==(const Event&) const = default;
};

// Canonical bytes of an event that this node authors. Decoding them gives the event back. A
// submit's report is not among them: what it says gives the id.
std::string encode_event(const Event& event);
// Invalid for anything that encode_event could not have been given: wrong lengths, unknown enums or
// payloads, areas of no tier that runs nodes, a place below kecamatan, more than a limit. Unknown
// fields are kept in the bytes and ignored here.
Result<Event> decode_event(std::string_view bytes);

// The contents an event names; empty for payloads that name none.
const ContentRefs& contents_of(const Payload& payload);
// Where a move sends the report; nothing for payloads that are no move. A submit is one.
std::optional<Area> destination_of(const Payload& payload);

// BLAKE2b-128 of intake area, client and key: the same submission gives the same id anywhere.
ReportId report_id(const Area& intake, const IntakeDigest& client, const IntakeDigest& key);

}  // namespace jenjang

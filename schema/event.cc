#include "schema/event.h"

#include "schema/base/key_codec.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

Error refuse(const std::string& what) { return {Code::invalid, "event: " + what}; }

template <class Fixed>
bool read(const std::string& raw, Fixed& out) {
  const auto value = Fixed::from(raw);
  if (value) out = *value;
  return value.has_value();
}

// An area that can hold a report: one of a tier that runs nodes.
bool read(std::uint64_t digits, Area& out) {
  const auto value = Area::from_digits(digits);
  if (value) out = *value;
  return value && value->tier() <= Area::kNodeTierMax;
}

// Where the matter lies. A desa is closer to a person than an event that is kept for ever may tell.
bool read_place(std::uint64_t digits, Area& out) {
  const auto value = Area::from_digits(digits);
  if (value) out = *value;
  return value && value->tier() <= kPlaceTierMax;
}

template <class Repeated>
void write_refs(const ContentRefs& refs, Repeated* out) {
  for (const ContentRef& ref : refs) {
    v1::ContentRef* wire = out->Add();
    wire->set_digest(std::string(ref.digest.view()));
    wire->set_role(ref.role);
  }
}

template <class Repeated>
bool read_refs(const Repeated& wire, ContentRefs& out) {
  if (static_cast<std::size_t>(wire.size()) > kContentRefsMax) return false;
  for (const v1::ContentRef& ref : wire) {
    ContentRef one{};
    if (!read(ref.digest(), one.digest)) return false;
    if (!v1::ContentRole_IsValid(ref.role()) || ref.role() == v1::CONTENT_ROLE_UNSPECIFIED) {
      return false;
    }
    one.role = ref.role();
    out.push_back(one);
  }
  return true;
}

// One overload pair a payload: to the wire and, checked, from it.
void write(const Submitted& in, v1::Event& wire) {
  v1::Submitted& out = *wire.mutable_submitted();
  out.set_intake(in.intake.digits());
  out.set_client(std::string(in.client.view()));
  out.set_key(std::string(in.key.view()));
  out.set_addressee(in.addressee.digits());
  out.set_unit(in.unit);
  out.set_kind(in.kind);
  out.set_channel(in.channel);
  out.set_anonymous(in.anonymous);
  out.set_secret(in.secret);
  out.set_category(in.category);
  out.set_place(in.place.digits());
  out.set_received_ms(in.received.ms);
  out.set_lapor_id(in.lapor_id);
  write_refs(in.contents, out.mutable_contents());
}
bool read(const v1::Submitted& in, Submitted& out) {
  out.unit = in.unit();
  out.kind = in.kind();
  out.channel = in.channel();
  out.anonymous = in.anonymous();
  out.secret = in.secret();
  out.category = in.category();
  out.received = {in.received_ms()};
  out.lapor_id = in.lapor_id();
  return read(in.intake(), out.intake) && read(in.client(), out.client) &&
         read(in.key(), out.key) && read(in.addressee(), out.addressee) &&
         read_place(in.place(), out.place) && v1::Kind_IsValid(in.kind()) &&
         in.kind() != v1::KIND_UNSPECIFIED && v1::Channel_IsValid(in.channel()) &&
         read_refs(in.contents(), out.contents);
}

void write(const Verified& in, v1::Event& wire) {
  v1::Verified& out = *wire.mutable_verified();
  out.set_decision(in.decision);
  out.set_kind(in.kind);
  out.set_category(in.category);
  write_refs(in.contents, out.mutable_contents());
}
bool read(const v1::Verified& in, Verified& out) {
  out.decision = in.decision();
  out.kind = in.kind();
  out.category = in.category();
  return v1::Decision_IsValid(in.decision()) && in.decision() != v1::DECISION_UNSPECIFIED &&
         v1::Kind_IsValid(in.kind()) && read_refs(in.contents(), out.contents);
}

void write(const Disposed& in, v1::Event& wire) {
  v1::Disposed& out = *wire.mutable_disposed();
  out.set_to(in.to.digits());
  out.set_unit(in.unit);
  write_refs(in.contents, out.mutable_contents());
}
bool read(const v1::Disposed& in, Disposed& out) {
  out.unit = in.unit();
  return read(in.to(), out.to) && read_refs(in.contents(), out.contents);
}

void write(const Forwarded& in, v1::Event& wire) {
  v1::Forwarded& out = *wire.mutable_forwarded();
  out.set_to(in.to.digits());
  out.set_unit(in.unit);
  write_refs(in.contents, out.mutable_contents());
}
bool read(const v1::Forwarded& in, Forwarded& out) {
  out.unit = in.unit();
  return read(in.to(), out.to) && read_refs(in.contents(), out.contents);
}

void write(const Returned& in, v1::Event& wire) {
  v1::Returned& out = *wire.mutable_returned();
  out.set_to(in.to.digits());
  if (in.proposed) out.set_proposed(in.proposed->digits());
  out.set_proposed_unit(in.proposed_unit);
  write_refs(in.contents, out.mutable_contents());
}
bool read(const v1::Returned& in, Returned& out) {
  if (in.has_proposed() && !read(in.proposed(), out.proposed.emplace())) return false;
  out.proposed_unit = in.proposed_unit();
  return read(in.to(), out.to) && read_refs(in.contents(), out.contents);
}

void write(const FollowedUp& in, v1::Event& wire) {
  write_refs(in.contents, wire.mutable_followed_up()->mutable_contents());
}
bool read(const v1::FollowedUp& in, FollowedUp& out) {
  return read_refs(in.contents(), out.contents);
}

void write(const Closed& in, v1::Event& wire) {
  v1::Closed& out = *wire.mutable_closed();
  out.set_outcome(in.outcome);
  write_refs(in.contents, out.mutable_contents());
}
bool read(const v1::Closed& in, Closed& out) {
  out.outcome = in.outcome();
  return v1::Outcome_IsValid(in.outcome()) && read_refs(in.contents(), out.contents);
}

// From 0 to kContentRefsMax of them.
template <class Repeated>
void write_digests(const std::vector<ContentDigest>& digests, Repeated* out) {
  for (const ContentDigest& digest : digests) *out->Add() = std::string(digest.view());
}
template <class Repeated>
bool read_digests(const Repeated& wire, std::vector<ContentDigest>& out) {
  if (static_cast<std::size_t>(wire.size()) > kContentRefsMax) return false;
  for (const std::string& raw : wire) {
    if (!read(raw, out.emplace_back())) return false;
  }
  return true;
}

void write(const ContentErased& in, v1::Event& wire) {
  v1::ContentErased& out = *wire.mutable_content_erased();
  write_digests(in.digests, out.mutable_digests());
  out.set_reason(in.reason);
}
bool read(const v1::ContentErased& in, ContentErased& out) {
  out.reason = in.reason();
  return !in.digests().empty() && read_digests(in.digests(), out.digests) &&
         v1::ErasureReason_IsValid(in.reason());
}

void write(const ErasureAcknowledged& in, v1::Event& wire) {
  wire.mutable_erasure_acknowledged()->set_erasure(std::string(in.erasure.view()));
}
bool read(const v1::ErasureAcknowledged& in, ErasureAcknowledged& out) {
  return read(in.erasure(), out.erasure);
}

void write(const Tightened& in, v1::Event& wire) {
  v1::Tightened& out = *wire.mutable_tightened();
  out.set_anonymous(in.anonymous);
  out.set_secret(in.secret);
  write_digests(in.replaced, out.mutable_replaced());
  write_refs(in.contents, out.mutable_contents());
}
bool read(const v1::Tightened& in, Tightened& out) {
  out.anonymous = in.anonymous();
  out.secret = in.secret();
  return (in.anonymous() || in.secret()) && read_digests(in.replaced(), out.replaced) &&
         read_refs(in.contents(), out.contents) && out.replaced.size() <= out.contents.size();
}

void write(const SealedOpened& in, v1::Event& wire) {
  v1::SealedOpened& out = *wire.mutable_sealed_opened();
  write_digests(in.digests, out.mutable_digests());
  write_refs(in.contents, out.mutable_contents());
}
bool read(const v1::SealedOpened& in, SealedOpened& out) {
  return !in.digests().empty() && read_digests(in.digests(), out.digests) &&
         read_refs(in.contents(), out.contents);
}

void write(const IdentityGranted& in, v1::Event& wire) {
  v1::IdentityGranted& out = *wire.mutable_identity_granted();
  out.set_to(in.to.digits());
  write_refs(in.contents, out.mutable_contents());
}
bool read(const v1::IdentityGranted& in, IdentityGranted& out) {
  return read(in.to(), out.to) && read_refs(in.contents(), out.contents);
}

template <class P, class Wire>
bool read_payload(const Wire& wire, Payload& out) {
  P payload;
  if (!read(wire, payload)) return false;
  out = std::move(payload);
  return true;
}

bool read_payload(const v1::Event& wire, Payload& out) {
  switch (wire.payload_case()) {
    case v1::Event::kSubmitted:
      return read_payload<Submitted>(wire.submitted(), out);
    case v1::Event::kVerified:
      return read_payload<Verified>(wire.verified(), out);
    case v1::Event::kDisposed:
      return read_payload<Disposed>(wire.disposed(), out);
    case v1::Event::kForwarded:
      return read_payload<Forwarded>(wire.forwarded(), out);
    case v1::Event::kReturned:
      return read_payload<Returned>(wire.returned(), out);
    case v1::Event::kFollowedUp:
      return read_payload<FollowedUp>(wire.followed_up(), out);
    case v1::Event::kClosed:
      return read_payload<Closed>(wire.closed(), out);
    case v1::Event::kContentErased:
      return read_payload<ContentErased>(wire.content_erased(), out);
    case v1::Event::kErasureAcknowledged:
      return read_payload<ErasureAcknowledged>(wire.erasure_acknowledged(), out);
    case v1::Event::kTightened:
      return read_payload<Tightened>(wire.tightened(), out);
    case v1::Event::kSealedOpened:
      return read_payload<SealedOpened>(wire.sealed_opened(), out);
    case v1::Event::kIdentityGranted:
      return read_payload<IdentityGranted>(wire.identity_granted(), out);
    case v1::Event::PAYLOAD_NOT_SET:
      return false;
  }
  return false;
}

Result<void> read_links(const v1::Event& wire, Event& out) {
  if (static_cast<std::size_t>(wire.parents_size()) > kParentsMax) {
    return refuse(std::to_string(wire.parents_size()) + " parents, limit is " +
                  std::to_string(kParentsMax));
  }
  for (const std::string& raw : wire.parents()) {
    if (!read(raw, out.parents.emplace_back())) return refuse("parent is not 32 bytes");
  }
  if (!wire.under().empty()) {
    out.under = EventId::from(wire.under());
    if (!out.under) return refuse("under is not 32 bytes");
  }
  if (wire.has_book() && !read(wire.book(), out.book.emplace())) {
    return refuse("book is no area of a node");
  }
  const bool submit = wire.payload_case() == v1::Event::kSubmitted;
  if (submit != (out.parents.empty() && !out.under)) {
    return refuse("only a submit, and every submit, has no parents and no move it is under");
  }
  if (out.wide() != (out.counter > 0)) return refuse("a wide event, and only one, is counted");
  return {};
}

bool read_actor(const v1::Actor& wire, Actor& out) {
  if (wire.actor_case() == v1::Actor::kAccount) {
    AccountId account;
    if (!read(wire.account(), account)) return false;
    out = account;
    return true;
  }
  out = wire.rule();
  return wire.actor_case() == v1::Actor::kRule && v1::SystemRule_IsValid(wire.rule()) &&
         wire.rule() != v1::SYSTEM_RULE_UNSPECIFIED;
}

}  // namespace

std::string encode_event(const Event& event) {
  v1::Event wire;
  wire.set_author(std::string(event.author.view()));
  wire.set_area(event.area.digits());
  wire.set_incarnation(event.incarnation.value);
  wire.set_counter(event.counter);
  if (!std::holds_alternative<Submitted>(event.payload)) {
    wire.set_report(std::string(event.report.view()));
  }
  if (event.book) wire.set_book(event.book->digits());
  for (const EventId& parent : event.parents) wire.add_parents(std::string(parent.view()));
  if (event.under) wire.set_under(std::string(event.under->view()));
  wire.set_time(event.time.value);
  if (const auto* account = std::get_if<AccountId>(&event.actor)) {
    wire.mutable_actor()->set_account(std::string(account->view()));
  } else {
    wire.mutable_actor()->set_rule(std::get<SystemRule>(event.actor));
  }
  std::visit([&](const auto& payload) { write(payload, wire); }, event.payload);
  return wire.SerializeAsString();
}

Result<Event> decode_event(std::string_view bytes) {
  if (bytes.size() > kEventBytesMax) {
    return refuse(std::to_string(bytes.size()) + " bytes, limit is " +
                  std::to_string(kEventBytesMax));
  }
  v1::Event wire;
  if (!wire.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return refuse("not a protobuf message");
  }
  Event out;
  if (!read(wire.author(), out.author)) return refuse("author is not 32 bytes");
  if (!read(wire.area(), out.area)) return refuse("area is no area of a node");
  out.incarnation = {wire.incarnation()};
  out.counter = wire.counter();
  out.time = {wire.time()};
  if (!read_actor(wire.actor(), out.actor)) return refuse("actor is no account and no rule");
  if (const Result<void> links = read_links(wire, out); !links) return links.error();
  if (!read_payload(wire, out.payload)) return refuse("payload is unknown or out of bounds");
  if (const auto* submitted = std::get_if<Submitted>(&out.payload)) {
    if (!wire.report().empty()) return refuse("a submit names no report, its key gives the id");
    out.report = report_id(submitted->intake, submitted->client, submitted->key);
  } else if (!read(wire.report(), out.report)) {
    return refuse("report is not 16 bytes");
  }
  return out;
}

const ContentRefs& contents_of(const Payload& payload) {
  static const ContentRefs kNone;
  return std::visit(
      [](const auto& p) -> const ContentRefs& {
        if constexpr (requires { p.contents; }) {
          return p.contents;
        } else {
          return kNone;
        }
      },
      payload);
}

std::optional<Area> destination_of(const Payload& payload) {
  if (const auto* submitted = std::get_if<Submitted>(&payload)) return submitted->addressee;
  if (const auto* disposed = std::get_if<Disposed>(&payload)) return disposed->to;
  if (const auto* forwarded = std::get_if<Forwarded>(&payload)) return forwarded->to;
  if (const auto* returned = std::get_if<Returned>(&payload)) return returned->to;
  return std::nullopt;
}

ReportId report_id(const Area& intake, const IntakeDigest& client, const IntakeDigest& key) {
  std::string bytes;
  append_be64(bytes, intake.digits());
  bytes.append(client.view());
  bytes.append(key.view());
  return report_digest(bytes);
}

}  // namespace jenjang

#include "schema/directory_entry.h"

#include <set>

#include "schema/hash.h"

namespace jenjang {

namespace {

constexpr std::size_t kGrantsMax = 16;
constexpr std::size_t kSecretsMax = 256;
constexpr std::size_t kSecretBoxBytes = 80;

Error refuse(const std::string& what) { return {Code::invalid, "directory entry: " + what}; }

template <class Fixed>
bool read(const std::string& raw, Fixed& out) {
  const auto value = Fixed::from(raw);
  if (value) out = *value;
  return value.has_value();
}

bool read(std::uint64_t digits, Area& out) {
  const auto value = Area::from_digits(digits);
  if (value) out = *value;
  return value.has_value();
}

// An area that runs nodes.
bool read_node_area(std::uint64_t digits, Area& out) {
  return read(digits, out) && out.tier() <= Area::kNodeTierMax;
}

// Names reach pages and logs: no line ends and nothing that moves a cursor. The protobuf reader has
// refused what is not UTF-8.
bool read_name(const std::string& raw, std::string& out) {
  for (const char c : raw) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte < 0x20 || byte == 0x7f) return false;
  }
  out = raw;
  return raw.size() <= kNameBytesMax;
}

template <class Repeated>
void write_cuts(const std::vector<FeedCut>& cuts, Repeated* out) {
  for (const FeedCut& cut : cuts) {
    v1::FeedCut& wire = *out->Add();
    write_book(cut.feed.book, *wire.mutable_book());
    wire.set_incarnation(cut.feed.incarnation.value);
    wire.set_lane(cut.feed.lane);
    wire.set_number(cut.number);
    if (cut.number == 0) continue;
    wire.set_head(std::string(cut.head.view()));
    wire.set_root(std::string(cut.root.view()));
    wire.set_headers(cut.headers);
  }
}

template <class Repeated>
bool read_cuts(const Repeated& wire, const NodeId& writer, std::vector<FeedCut>& out) {
  std::set<FeedId> named;
  for (const v1::FeedCut& cut : wire) {
    FeedCut& one = out.emplace_back();
    const std::optional<Book> book = read_book(cut.book());
    if (!book || !is_lane(cut.lane())) return false;
    one.feed = {*book, writer, {cut.incarnation()}, cut.lane()};
    one.number = cut.number();
    one.headers = cut.headers();
    if (!named.insert(one.feed).second || one.headers < one.number) return false;
    if (one.number > 0) {
      if (!read(cut.head(), one.head) || !read(cut.root(), one.root)) return false;
    } else if (!cut.head().empty() || !cut.root().empty() || one.headers > 0) {
      return false;
    }
  }
  return true;
}

void write_header(const SignedHeader& header, v1::SignedHeader& wire) {
  wire.set_header(header.bytes);
  wire.set_signature(std::string(header.signature.view()));
}
bool read_header(const v1::SignedHeader& wire, SignedHeader& out) {
  out.bytes = wire.header();
  return wire.header().size() <= kHeaderBytesMax && read(wire.signature(), out.signature);
}

// One overload pair an entry: to the wire and, checked, from it.
void write(const AreaAuthority& in, v1::DirectoryEntry& wire) {
  wire.mutable_authority()->set_area(in.area.digits());
  wire.mutable_authority()->set_public_key(std::string(in.key.view()));
}
bool read(const v1::AreaAuthority& in, AreaAuthority& out) {
  return read_node_area(in.area(), out.area) && read(in.public_key(), out.key);
}

void write(const Enrolment& in, v1::DirectoryEntry& wire) {
  v1::Enrolment& out = *wire.mutable_enrolment();
  out.set_sign_key(std::string(in.sign_key.view()));
  out.set_area(in.area.digits());
  out.set_transport_key(std::string(in.transport_key.view()));
  out.set_seal_key(std::string(in.seal_key.view()));
  for (const Grant grant : in.grants) out.add_grants(grant);
  out.set_name(in.name);
  out.set_serial(in.serial);
}
bool read(const v1::Enrolment& in, Enrolment& out) {
  if (static_cast<std::size_t>(in.grants_size()) > kGrantsMax) return false;
  for (const int grant : in.grants()) {
    if (!v1::Grant_IsValid(grant) || grant == v1::GRANT_UNSPECIFIED) return false;
    out.grants.push_back(static_cast<Grant>(grant));
  }
  out.serial = in.serial();
  return out.serial != 0 && read(in.sign_key(), out.sign_key) &&
         read_node_area(in.area(), out.area) && read(in.transport_key(), out.transport_key) &&
         read(in.seal_key(), out.seal_key) && read_name(in.name(), out.name);
}

void write(const Revocation& in, v1::DirectoryEntry& wire) {
  v1::Revocation& out = *wire.mutable_revocation();
  out.set_node(std::string(in.node.view()));
  out.set_area(in.area.digits());
  write_cuts(in.cuts, out.mutable_cuts());
  out.set_serial(in.serial);
}
bool read(const v1::Revocation& in, Revocation& out) {
  out.serial = in.serial();
  return out.serial != 0 && read(in.node(), out.node) && read_node_area(in.area(), out.area) &&
         read_cuts(in.cuts(), out.node, out.cuts);
}

void write(const AreaKey& in, v1::DirectoryEntry& wire) {
  v1::AreaKey& out = *wire.mutable_area_key();
  out.set_area(in.area.digits());
  out.set_epoch(in.epoch);
  out.set_public_key(std::string(in.key.view()));
  for (const SealedAreaSecret& secret : in.secrets) {
    v1::SealedAreaSecret& one = *out.add_secrets();
    if (secret.node) one.set_node(std::string(secret.node->view()));
    one.set_box(secret.box);
  }
}
bool read(const v1::AreaKey& in, AreaKey& out) {
  if (static_cast<std::size_t>(in.secrets_size()) > kSecretsMax || in.epoch() == 0) return false;
  out.epoch = in.epoch();
  for (const v1::SealedAreaSecret& secret : in.secrets()) {
    SealedAreaSecret& one = out.secrets.emplace_back();
    one.box = secret.box();
    if (one.box.size() != kSecretBoxBytes) return false;
    if (!secret.node().empty() && !read(secret.node(), one.node.emplace())) return false;
  }
  return read_node_area(in.area(), out.area) && read(in.public_key(), out.key);
}

void write(const ForkProof& in, v1::DirectoryEntry& wire) {
  write_header(in.left, *wire.mutable_fork()->mutable_left());
  write_header(in.right, *wire.mutable_fork()->mutable_right());
}
bool read(const v1::ForkProof& in, ForkProof& out) {
  return read_header(in.left(), out.left) && read_header(in.right(), out.right) && proves_fork(out);
}

void write(const Category& in, v1::DirectoryEntry& wire) {
  v1::Category& out = *wire.mutable_category();
  out.set_code(in.code);
  out.set_name(in.name);
  out.set_parent(in.parent);
  out.set_version(in.version);
  out.set_active(in.active);
}
bool read(const v1::Category& in, Category& out) {
  out.code = in.code();
  out.parent = in.parent();
  out.version = in.version();
  out.active = in.active();
  return out.code != 0 && read_name(in.name(), out.name);
}

void write(const Unit& in, v1::DirectoryEntry& wire) {
  v1::Unit& out = *wire.mutable_unit();
  out.set_area(in.area.digits());
  out.set_code(in.code);
  out.set_name(in.name);
  out.set_parent(in.parent);
  out.set_version(in.version);
  out.set_active(in.active);
}
bool read(const v1::Unit& in, Unit& out) {
  out.code = in.code();
  out.parent = in.parent();
  out.version = in.version();
  out.active = in.active();
  return out.code != 0 && read_node_area(in.area(), out.area) && read_name(in.name(), out.name);
}

void write(const AreaAlias& in, v1::DirectoryEntry& wire) {
  v1::AreaAlias& out = *wire.mutable_alias();
  out.set_former(in.former.digits());
  out.set_current(in.current.digits());
  out.set_version(in.version);
}
bool read(const v1::AreaAlias& in, AreaAlias& out) {
  out.version = in.version();
  return read(in.former(), out.former) && read(in.current(), out.current) &&
         out.former != out.current;
}

template <class E, class Wire>
Result<DirectoryEntry> read_as(const Wire& wire, const char* what) {
  E out;
  if (!read(wire, out)) return refuse(std::string(what) + " with a field out of bounds");
  return DirectoryEntry(std::move(out));
}

Result<DirectoryEntry> read_entry(const v1::DirectoryEntry& wire) {
  switch (wire.entry_case()) {
    case v1::DirectoryEntry::kAuthority:
      return read_as<AreaAuthority>(wire.authority(), "an authority");
    case v1::DirectoryEntry::kEnrolment:
      return read_as<Enrolment>(wire.enrolment(), "an enrolment");
    case v1::DirectoryEntry::kRevocation:
      return read_as<Revocation>(wire.revocation(), "a revocation");
    case v1::DirectoryEntry::kAreaKey:
      return read_as<AreaKey>(wire.area_key(), "an area key");
    case v1::DirectoryEntry::kFork:
      return read_as<ForkProof>(wire.fork(), "a fork proof");
    case v1::DirectoryEntry::kCategory:
      return read_as<Category>(wire.category(), "a category");
    case v1::DirectoryEntry::kUnit:
      return read_as<Unit>(wire.unit(), "a unit");
    case v1::DirectoryEntry::kAlias:
      return read_as<AreaAlias>(wire.alias(), "an alias");
    case v1::DirectoryEntry::ENTRY_NOT_SET:
      break;
  }
  return refuse("of no known kind");
}

std::string encode_entry(const DirectoryEntry& entry) {
  v1::DirectoryEntry wire;
  std::visit([&](const auto& one) { write(one, wire); }, entry);
  return wire.SerializeAsString();
}

std::size_t bytes_max(const v1::DirectoryEntry& entry) {
  return entry.has_revocation() ? kRevocationBytesMax : kEntryBytesMax;
}

Result<DirectoryEntry> read_wire(std::string_view bytes, v1::SignedEntry& wire) {
  v1::DirectoryEntry inner;
  if (bytes.size() > kRevocationBytesMax ||
      !wire.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !inner.ParseFromString(wire.entry())) {
    return refuse("not an entry within " + std::to_string(kRevocationBytesMax) + " bytes");
  }
  if (bytes.size() > bytes_max(inner)) {
    return refuse("longer than " + std::to_string(kEntryBytesMax) + " bytes");
  }
  return read_entry(inner);
}

// All but whether the signatures hold.
Result<SignedEntry> read_signed(std::string_view bytes, v1::SignedEntry& wire) {
  Result<DirectoryEntry> entry = read_wire(bytes, wire);
  if (!entry) return entry.error();
  SignedEntry out{std::move(*entry), {}, std::string(bytes)};
  if (std::holds_alternative<ForkProof>(out.entry)) {
    if (!wire.signer().empty() || !wire.signature().empty() || !wire.consent().empty()) {
      return refuse("a fork proof is signed");
    }
    return out;
  }
  if (!Signature::from(wire.signature()) || !read(wire.signer(), out.signer)) {
    return refuse("signer is not 32 bytes or signature not 64");
  }
  const bool enrolment = std::holds_alternative<Enrolment>(out.entry);
  if (enrolment ? !Signature::from(wire.consent()) : !wire.consent().empty()) {
    return refuse("an enrolment has its node's consent of 64 bytes, and nothing else has one");
  }
  return out;
}

bool consents(const Enrolment& enrolment, const v1::SignedEntry& wire) {
  const auto signature = Signature::from(wire.consent());
  return signature && verify(Domain::consent, wire.entry(), *signature, enrolment.sign_key);
}

SignedEntry finish(const DirectoryEntry& entry, v1::SignedEntry wire, const SignKeys& signer) {
  wire.set_signer(std::string(signer.key.view()));
  wire.set_signature(std::string(sign(Domain::entry, wire.entry(), signer.secret).view()));
  SignedEntry out{entry, signer.key, wire.SerializeAsString()};
  const bool revocation = std::holds_alternative<Revocation>(entry);
  CHECK(out.bytes.size() <= (revocation ? kRevocationBytesMax : kEntryBytesMax));
  return out;
}

}  // namespace

std::optional<Area> area_of(const DirectoryEntry& entry) {
  return std::visit(
      [](const auto& e) -> std::optional<Area> {
        if constexpr (requires { e.area; }) {
          return e.area;
        } else {
          return std::nullopt;
        }
      },
      entry);
}

EntryId SignedEntry::id() const { return entry_id(bytes); }

bool proves_fork(const ForkProof& proof) {
  const Result<BatchHeader> left = decode_header(proof.left.bytes);
  const Result<BatchHeader> right = decode_header(proof.right.bytes);
  return left && right && left->feed == right->feed && left->number == right->number &&
         proof.left.bytes != proof.right.bytes && header_signed(*left, proof.left) &&
         header_signed(*right, proof.right);
}

SignedEntry sign_entry(const DirectoryEntry& entry, const SignKeys& signer) {
  CHECK(!std::holds_alternative<ForkProof>(entry) && !std::holds_alternative<Enrolment>(entry));
  v1::SignedEntry wire;
  wire.set_entry(encode_entry(entry));
  return finish(entry, std::move(wire), signer);
}

Consent consent_to(const Enrolment& enrolment, const SignSecret& node) {
  CHECK(enrolment.serial != 0);
  v1::SignedEntry wire;
  wire.set_entry(encode_entry(enrolment));
  wire.set_consent(std::string(sign(Domain::consent, wire.entry(), node).view()));
  CHECK(consents(enrolment, wire));
  return {enrolment, wire.SerializeAsString()};
}

Result<Consent> decode_consent(std::string_view bytes) {
  v1::SignedEntry wire;
  Result<DirectoryEntry> entry = read_wire(bytes, wire);
  if (!entry) return entry.error();
  const auto* enrolment = std::get_if<Enrolment>(&*entry);
  if (enrolment == nullptr || !wire.signer().empty() || !wire.signature().empty()) {
    return refuse("not a node's consent to its enrolment");
  }
  if (!consents(*enrolment, wire)) return refuse("an enrolment that its node has not signed");
  return Consent{*enrolment, std::string(bytes)};
}

SignedEntry sign_enrolment(const Consent& consent, const SignKeys& authority) {
  v1::SignedEntry wire;
  CHECK(wire.ParseFromString(consent.bytes));
  return finish(consent.enrolment, std::move(wire), authority);
}

SignedEntry wrap_fork(const ForkProof& proof) {
  v1::SignedEntry wire;
  wire.set_entry(encode_entry(proof));
  return {proof, {}, wire.SerializeAsString()};
}

Result<SignedEntry> decode_entry(std::string_view bytes) {
  v1::SignedEntry wire;
  Result<SignedEntry> out = read_signed(bytes, wire);
  if (!out || std::holds_alternative<ForkProof>(out->entry)) return out;
  if (!verify(Domain::entry, wire.entry(), *Signature::from(wire.signature()), out->signer)) {
    return refuse("the signature does not hold under the signer it names");
  }
  const auto* enrolment = std::get_if<Enrolment>(&out->entry);
  if (enrolment != nullptr && !consents(*enrolment, wire)) {
    return refuse("an enrolment that its node has not signed");
  }
  return out;
}

Result<SignedEntry> decode_known_entry(std::string_view bytes) {
  v1::SignedEntry wire;
  return read_signed(bytes, wire);
}

std::string encode_invitation(const Invitation& invitation) {
  v1::Invitation wire;
  wire.set_root(std::string(invitation.root.view()));
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
  if (!read(wire.root(), out.root)) return Error{Code::invalid, "invitation: root is not 32 bytes"};
  for (const std::string& raw : wire.entries()) {
    Result<SignedEntry> entry = decode_entry(raw);
    if (!entry) return Error{Code::invalid, "invitation: " + entry.error().message};
    out.entries.push_back(std::move(*entry));
  }
  return out;
}

}  // namespace jenjang

#include "schema/directory_entry.h"

#include <algorithm>
#include <set>
#include <utility>

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

void write(const AuthorityEnd& in, v1::DirectoryEntry& wire) {
  v1::AuthorityEnd& out = *wire.mutable_end();
  out.set_area(in.area.digits());
  out.set_public_key(std::string(in.key.view()));
  out.set_serial(in.serial);
  for (const EntryId& id : in.kept) out.add_kept(std::string(id.view()));
}
bool read(const v1::AuthorityEnd& in, AuthorityEnd& out) {
  out.serial = in.serial();
  for (const std::string& id : in.kept()) {
    EntryId one;
    if (!read(id, one) || (!out.kept.empty() && one <= out.kept.back())) return false;
    out.kept.push_back(one);
  }
  return out.serial != 0 && read_node_area(in.area(), out.area) && read(in.public_key(), out.key);
}

void write(const Root& in, v1::Root& out) {
  out.set_public_key(std::string(in.key.view()));
  if (in.successor != RootDigest{}) out.set_successor(std::string(in.successor.view()));
}
bool read(const v1::Root& in, Root& out) {
  return read(in.public_key(), out.key) &&
         (in.successor().empty() || read(in.successor(), out.successor));
}

void write(const RootSuccession& in, v1::DirectoryEntry& wire) {
  write(in.root, *wire.mutable_succession()->mutable_root());
}
bool read(const v1::RootSuccession& in, RootSuccession& out) { return read(in.root(), out.root); }

void write(const Enrolment& in, v1::DirectoryEntry& wire) {
  v1::Enrolment& out = *wire.mutable_enrolment();
  out.set_sign_key(std::string(in.sign_key.view()));
  out.set_area(in.area.digits());
  out.set_transport_key(std::string(in.transport_key.view()));
  out.set_seal_key(std::string(in.seal_key.view()));
  for (const Grant grant : in.grants) out.add_grants(grant);
  out.set_name(in.name);
  out.set_serial(in.serial);
  out.set_allowance_mib(in.allowance_mib);
}
bool read(const v1::Enrolment& in, Enrolment& out) {
  if (static_cast<std::size_t>(in.grants_size()) > kGrantsMax) return false;
  for (const int grant : in.grants()) {
    if (!v1::Grant_IsValid(grant) || grant == v1::GRANT_UNSPECIFIED) return false;
    out.grants.push_back(static_cast<Grant>(grant));
  }
  out.serial = in.serial();
  out.allowance_mib = in.allowance_mib();
  return out.serial != 0 && out.allowance_mib <= kAllowanceMibMax &&
         read(in.sign_key(), out.sign_key) && read_node_area(in.area(), out.area) &&
         read(in.transport_key(), out.transport_key) && read(in.seal_key(), out.seal_key) &&
         read_name(in.name(), out.name);
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
  return read_header(in.left(), out.left) && read_header(in.right(), out.right) &&
         out.left.bytes < out.right.bytes && proves_fork(out);
}

// Categories and units are alike, and so are the lists of them.
template <class Item, class Repeated>
void write_list(const std::vector<Item>& items, Repeated* out) {
  for (const Item& item : items) {
    auto& wire = *out->Add();
    wire.set_code(item.code);
    wire.set_name(item.name);
    wire.set_parent(item.parent);
    wire.set_active(item.active);
  }
}
template <class Item, class Repeated>
bool read_list(const Repeated& wire, std::vector<Item>& out) {
  std::uint32_t last = 0;
  for (const auto& one : wire) {
    if (one.code() <= last) return false;
    last = one.code();
    Item& item = out.emplace_back();
    item.code = one.code();
    item.parent = one.parent();
    item.active = one.active();
    if (!read_name(one.name(), item.name)) return false;
  }
  return true;
}

void write(const CategoryList& in, v1::DirectoryEntry& wire) {
  v1::CategoryList& out = *wire.mutable_categories();
  out.set_version(in.version);
  write_list(in.categories, out.mutable_categories());
}
bool read(const v1::CategoryList& in, CategoryList& out) {
  out.version = in.version();
  return out.version != 0 && read_list(in.categories(), out.categories);
}

void write(const UnitList& in, v1::DirectoryEntry& wire) {
  v1::UnitList& out = *wire.mutable_units();
  out.set_area(in.area.digits());
  out.set_version(in.version);
  write_list(in.units, out.mutable_units());
}
bool read(const v1::UnitList& in, UnitList& out) {
  out.version = in.version();
  return out.version != 0 && read_node_area(in.area(), out.area) &&
         read_list(in.units(), out.units);
}

void write(const Excess& in, v1::DirectoryEntry& wire) {
  for (const SignedHeader& head : in.heads) {
    write_header(head, *wire.mutable_excess()->add_heads());
  }
}
bool read(const v1::Excess& in, Excess& out) {
  if (in.heads().empty() || static_cast<std::size_t>(in.heads_size()) > kExcessHeadsMax) {
    return false;
  }
  std::optional<FeedId> last;
  for (const v1::SignedHeader& head : in.heads()) {
    if (!read_header(head, out.heads.emplace_back())) return false;
    const Result<BatchHeader> header = decode_header(head.header());
    if (!header || !header->feed.book.is_directory()) return false;
    if (last && (header->feed.writer != last->writer || header->feed <= *last)) return false;
    last = header->feed;
  }
  return true;
}

void write(const AreaAlias& in, v1::DirectoryEntry& wire) {
  v1::AreaAlias& out = *wire.mutable_alias();
  out.set_former(in.former.digits());
  out.set_current(in.current.digits());
  out.set_version(in.version);
}
bool read(const v1::AreaAlias& in, AreaAlias& out) {
  out.version = in.version();
  return out.version != 0 && read(in.former(), out.former) && read(in.current(), out.current) &&
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
    case v1::DirectoryEntry::kCategories:
      return read_as<CategoryList>(wire.categories(), "a list of categories");
    case v1::DirectoryEntry::kUnits:
      return read_as<UnitList>(wire.units(), "a list of units");
    case v1::DirectoryEntry::kAlias:
      return read_as<AreaAlias>(wire.alias(), "an alias");
    case v1::DirectoryEntry::kExcess:
      return read_as<Excess>(wire.excess(), "an excess");
    case v1::DirectoryEntry::kEnd:
      return read_as<AuthorityEnd>(wire.end(), "the end of an authority");
    case v1::DirectoryEntry::kSuccession:
      return read_as<RootSuccession>(wire.succession(), "a root");
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

std::size_t bytes_max(const DirectoryEntry& entry) {
  const bool is_long =
      std::holds_alternative<Revocation>(entry) || std::holds_alternative<CategoryList>(entry) ||
      std::holds_alternative<UnitList>(entry) || std::holds_alternative<AuthorityEnd>(entry) ||
      std::holds_alternative<Excess>(entry);
  return is_long ? kLongEntryBytesMax : kEntryBytesMax;
}

Result<DirectoryEntry> read_wire(std::string_view bytes, v1::SignedEntry& wire) {
  v1::DirectoryEntry inner;
  if (bytes.size() > kLongEntryBytesMax ||
      !wire.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !inner.ParseFromString(wire.entry())) {
    return refuse("not an entry within " + std::to_string(kLongEntryBytesMax) + " bytes");
  }
  Result<DirectoryEntry> out = read_entry(inner);
  if (out && bytes.size() > bytes_max(*out)) {
    return refuse("longer than " + std::to_string(bytes_max(*out)) + " bytes");
  }
  return out;
}

// All but whether the signatures hold.
Result<SignedEntry> read_signed(std::string_view bytes, v1::SignedEntry& wire) {
  Result<DirectoryEntry> entry = read_wire(bytes, wire);
  if (!entry) return entry.error();
  // One spelling only: an entry written in another would have another id, without its signer.
  wire.DiscardUnknownFields();
  const bool odd_inside = proves_itself(*entry) && wire.entry() != encode_entry(*entry);
  if (wire.SerializeAsString() != bytes || odd_inside) return refuse("oddly spelt");
  SignedEntry out{std::move(*entry), {}, std::string(bytes)};
  if (proves_itself(out.entry)) {
    if (!wire.signer().empty() || !wire.signature().empty() || !wire.consent().empty()) {
      return refuse("what proves itself is signed");
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

// A header, its signature, and their tags.
static_assert(kExcessHeadsMax * (kHeaderBytesMax + 64 + 16) < kLongEntryBytesMax);

SignedEntry wrap(DirectoryEntry entry) {
  v1::SignedEntry wire;
  wire.set_entry(encode_entry(entry));
  SignedEntry out{std::move(entry), {}, wire.SerializeAsString()};
  CHECK(out.bytes.size() <= bytes_max(out.entry));
  return out;
}

bool headers_signed(const Excess& excess) {
  return std::all_of(excess.heads.begin(), excess.heads.end(), [](const SignedHeader& head) {
    const Result<BatchHeader> header = decode_header(head.bytes);
    return header && header_signed(*header, head);
  });
}

bool consents(const Enrolment& enrolment, const v1::SignedEntry& wire) {
  const auto signature = Signature::from(wire.consent());
  return signature && verify(Domain::consent, wire.entry(), *signature, enrolment.sign_key);
}

SignedEntry finish(const DirectoryEntry& entry, v1::SignedEntry wire, const SignKeys& signer) {
  wire.set_signer(std::string(signer.key.view()));
  wire.set_signature(std::string(sign(Domain::entry, wire.entry(), signer.secret).view()));
  SignedEntry out{entry, signer.key, wire.SerializeAsString()};
  CHECK(out.bytes.size() <= bytes_max(entry));
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

bool proves_itself(const DirectoryEntry& entry) {
  return std::holds_alternative<ForkProof>(entry) || std::holds_alternative<Excess>(entry);
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
  CHECK(!proves_itself(entry) && !std::holds_alternative<Enrolment>(entry));
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

SignedEntry wrap_fork(ForkProof proof) {
  if (proof.right.bytes < proof.left.bytes) std::swap(proof.left, proof.right);
  return wrap(std::move(proof));
}

SignedEntry wrap_excess(Excess excess) {
  const auto feed_of = [](const SignedHeader& head) { return decode_header(head.bytes)->feed; };
  std::sort(excess.heads.begin(), excess.heads.end(),
            [&](const SignedHeader& a, const SignedHeader& b) { return feed_of(a) < feed_of(b); });
  return wrap(std::move(excess));
}

Result<SignedEntry> decode_entry(std::string_view bytes) {
  v1::SignedEntry wire;
  Result<SignedEntry> out = read_signed(bytes, wire);
  if (!out || std::holds_alternative<ForkProof>(out->entry)) return out;
  if (const auto* excess = std::get_if<Excess>(&out->entry)) {
    if (!headers_signed(*excess)) return refuse("an excess whose headers are not their writer's");
    return out;
  }
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

}  // namespace jenjang

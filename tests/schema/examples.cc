#include "tests/schema/examples.h"

#include "schema/hash.h"
#include "schema/merkle.h"

namespace jenjang::examples {

namespace {

constexpr std::int64_t kNoonMs = 1'795'500'000'000;

SealedBatch seal_one(std::uint64_t number, const std::vector<BatchItem>& items) {
  const HeaderHash previous = number == 1 ? HeaderHash() : filled<HeaderHash>(0x77);
  return seal({feed(), number, previous, {kNoonMs}}, items, writer());
}

Event wide_event(Payload payload) {
  Event out;
  out.author = writer().id;
  out.area = area("64.72");
  out.incarnation = {0x0102030405060708};
  out.counter = 2;
  out.report = filled<ReportId>(0x11);
  out.parents = {filled<EventId>(0x21), filled<EventId>(0x22)};
  out.under = filled<EventId>(0x21);
  out.time = HybridTime::from({kNoonMs}).next();
  out.actor = filled<AccountId>(0x31);
  out.payload = std::move(payload);
  return out;
}

Submitted submitted() {
  Submitted out;
  out.intake = area("64.72");
  out.client = intake_digest("kiosk");
  out.key = filled<IntakeDigest>(0x41);
  out.addressee = area("64.72");
  out.unit = 7;
  out.kind = v1::KIND_COMPLAINT;
  out.channel = v1::CHANNEL_WALK_IN;
  out.anonymous = true;
  out.category = 12;
  out.place = area("64.72.01");
  out.received = {kNoonMs - 60'000};
  out.lapor_id = 123456;
  out.contents = {{filled<ContentDigest>(0x51), v1::CONTENT_ROLE_WORDS},
                  {filled<ContentDigest>(0x52), v1::CONTENT_ROLE_IDENTITY}};
  return out;
}

ContentRefs note_ref() { return {{filled<ContentDigest>(0x53), v1::CONTENT_ROLE_NOTE}}; }

CountedHead head(std::uint8_t fill) {
  CountedHead out{{feed(), fill, filled<HeaderHash>(fill)}, 900, 100'000};
  out.head.feed.lane = v1::LANE_HISTORY;
  return out;
}

}  // namespace

Area area(std::string_view code) { return Area::parse(code).value(); }
NodeSignKeys writer() { return NodeSignKeys::from_seed(filled<Seed>(0x01), area("64.72")); }
SealKeys area_secret() { return SealKeys::from_seed(filled<Seed>(0x02)); }

FeedId feed() {
  FeedId out;
  out.book = Book::of(area("64.72"));
  out.writer = writer().id;
  out.incarnation = {0x0102030405060708};
  return out;
}

std::vector<std::pair<std::string, Event>> events() {
  const Submitted said = submitted();
  Event submit = wide_event(said);
  submit.report = report_id(said.intake, said.client, said.key);
  submit.counter = 1;
  submit.parents.clear();
  submit.under.reset();
  submit.actor = v1::SYSTEM_RULE_INTAKE;
  Event narrower = wide_event(FollowedUp{note_ref()});
  narrower.book = area("64.72");
  narrower.counter = 0;
  return {
      {"submitted", submit},
      {"verified", wide_event(Verified{v1::DECISION_ACCEPTED, v1::KIND_ASPIRATION, 3, {}})},
      {"disposed", wide_event(Disposed{area("64.72"), 9, note_ref()})},
      {"forwarded", wide_event(Forwarded{area("64.72"), 0, {}})},
      {"returned", wide_event(Returned{area("64"), area("0"), 4, note_ref()})},
      {"followed_up", wide_event(FollowedUp{note_ref()})},
      {"closed", wide_event(Closed{v1::OUTCOME_ANSWERED, note_ref()})},
      {"content_erased",
       wide_event(ContentErased{{filled<ContentDigest>(0x51), filled<ContentDigest>(0x52)},
                                v1::ERASURE_REASON_REPORTER})},
      {"erasure_acknowledged", wide_event(ErasureAcknowledged{filled<EventId>(0x61)})},
      {"tightened", wide_event(Tightened{true,
                                         true,
                                         {filled<ContentDigest>(0x51)},
                                         {{filled<ContentDigest>(0x54), v1::CONTENT_ROLE_WORDS},
                                          {filled<ContentDigest>(0x53), v1::CONTENT_ROLE_NOTE}}})},
      {"sealed_opened", wide_event(SealedOpened{{filled<ContentDigest>(0x52)}, note_ref()})},
      {"identity_granted",
       wide_event(IdentityGranted{area("64.72"),
                                  {{filled<ContentDigest>(0x55), v1::CONTENT_ROLE_KEY_WRAP}}})},
      {"narrower", narrower},
  };
}

std::vector<std::pair<std::string, v1::Content>> contents() {
  v1::Content words;
  words.mutable_words()->set_title("Lampu jalan padam");
  words.mutable_words()->set_text("Lampu jalan di depan taman padam sejak kemarin malam.");
  words.mutable_words()->set_address("Taman kota");
  words.mutable_words()->set_latitude(-0.5);
  words.mutable_words()->set_longitude(117.125);
  words.mutable_words()->set_village(6472011001);
  v1::Content identity;
  identity.mutable_identity()->set_first_name("Contoh");
  identity.mutable_identity()->set_phone("0800000000");
  v1::Content note;
  note.mutable_note()->set_text("Sudah diperiksa.");
  v1::Content details;
  details.mutable_details()->set_category(5);
  details.mutable_details()->set_place(647201);
  v1::Content wrap;
  wrap.mutable_key_wrap()->set_content(std::string(32, 'c'));
  *wrap.mutable_key_wrap()->mutable_seal() =
      wrap_key(filled<ContentKey>(9), hour_key(), seal_random());
  v1::Content sealed;
  SealRandom random = seal_random();
  *sealed.mutable_sealed() = seal_content(identity, hour_key(), random);
  return {{"words", words},     {"identity", identity}, {"note", note},
          {"details", details}, {"key_wrap", wrap},     {"sealed", sealed}};
}

Pack pack() {
  Pack out;
  for (const auto& [name, message] : contents()) {
    if (name != "words" && name != "note") continue;
    out.entries.emplace_back(make_content(message, filled<Salt>(0x71)));
  }
  out.entries.emplace_back(Tombstone{filled<ContentDigest>(0x72), filled<EventId>(0x73)});
  return out;
}

SealedBatch origin_batch() {
  const auto all = events();
  return seal_one(1, {{encode_event(all[3].second), {}}, {encode_event(all[4].second), {}}});
}

std::vector<BatchItem> batch_items() {
  const auto all = events();
  const std::string adopted = encode_event(all[4].second);
  Origin origin;
  origin.header = origin_batch().header;
  origin.index = 1;
  origin.path =
      merkle_path({item_leaf(feed(), encode_event(all[3].second)), item_leaf(feed(), adopted)}, 1);
  return {{encode_event(all[0].second), {}}, {encode_event(all[1].second), {}}, {adopted, origin}};
}

SealedBatch batch() { return seal_one(2, batch_items()); }

// The box is a stand-in of the right length: a real one differs from run to run.
HourKey hour_key() {
  return {{area("64.72"), 3, area_secret().key}, filled<ContentKey>(0x81), std::string(80, 'b')};
}

SealRandom seal_random() {
  SealRandom out;
  out.key = filled<ContentKey>(0x82);
  out.body_nonce.bytes.fill(0x83);
  out.wrap_nonce.bytes.fill(0x84);
  return out;
}

v1::SealedBody sealed_body() {
  const HourKey hour = make_hour_key(hour_key().to, hour_key().key);
  return seal_content(contents()[1].second, hour, seal_random());
}

ForkProof fork() {
  const auto all = events();
  return {origin_batch().header, seal_one(1, {{encode_event(all[0].second), {}}}).header};
}

Consent consent() {
  return consent_to({writer().key,
                     area("64.72"),
                     filled<TransportKey>(0x92),
                     filled<SealKey>(0x93),
                     {v1::GRANT_MASTER_DATA},
                     "kota-1",
                     3},
                    writer().secret);
}

Root successor() {
  return {SignKeys::from_seed(filled<Seed>(0x06)).authority(), filled<RootDigest>(0x0d)};
}

SealedBatch directory_batch() {
  FeedId of = feed();
  of.book = Book::directory();
  return seal({of, 1, {}, {kNoonMs}}, {{"an entry", std::nullopt}}, writer());
}

std::vector<std::pair<std::string, SignedEntry>> entries() {
  const SignKeys signer = SignKeys::from_seed(filled<Seed>(0x05));
  const NodeId node = writer().id;
  const FeedCut cut{feed(), 9, filled<HeaderHash>(0x91), filled<MerkleHash>(0x94), 12};
  FeedCut nothing{feed(), 0, {}, {}, 0};
  nothing.feed.lane = v1::LANE_CONTROL;
  return {
      {"authority", sign_entry(AreaAuthority{area("64"), writer().authority()}, signer)},
      {"enrolment", sign_enrolment(consent(), signer)},
      {"revocation", sign_entry(Revocation{node, area("64.72"), {cut, nothing}}, signer)},
      {"area_key", sign_entry(AreaKey{area("64.72"),
                                      1,
                                      area_secret().key,
                                      {{node, std::string(80, 'x')}, {{}, std::string(80, 'y')}}},
                              signer)},
      {"fork", wrap_fork(fork())},
      {"categories",
       sign_entry(CategoryList{2, {{1, "Layanan", 0, true}, {5, "Jalan", 1, true}}}, signer)},
      {"units", sign_entry(UnitList{area("64.72"), 1, {{7, "Dinas Contoh", 0, true}}}, signer)},
      {"excess", wrap_excess({{directory_batch().header}})},
      {"end",
       sign_entry(
           AuthorityEnd{
               area("64"), writer().authority(), 3, {filled<EntryId>(0xe1), filled<EntryId>(0xe2)}},
           signer)},
      {"succession",
       sign_entry(RootSuccession{successor()}, SignKeys::from_seed(filled<Seed>(0x06)))},
      {"alias", sign_entry(AreaAlias{area("64.71"), area("64.72"), 1}, signer)},
  };
}

Invitation invitation() {
  Invitation out;
  out.root = {SignKeys::from_seed(filled<Seed>(0x05)).authority(), root_digest(successor())};
  out.entries = {entries()[0].second, entries()[1].second};
  return out;
}

Heads heads() {
  Heads out;
  out.node = writer().id;
  out.wall = {kNoonMs};
  out.directory = filled<VectorDigest>(0xa1);
  out.books = filled<VectorDigest>(0xa2);
  out.events = 1000;
  out.bytes = 123456;
  out.own = {head(5)};
  out.below = filled<VectorDigest>(0xa3);
  return out;
}

CountersignedHeads countersigned() {
  const std::string bytes = encode_heads(heads());
  return {bytes, sign(Domain::heads, bytes, writer().secret), writer().key, {kNoonMs + 5}};
}

SealedBatch witness_batch() {
  FeedId in = feed();
  in.lane = v1::LANE_WITNESS;
  return seal({in, 1, {}, {kNoonMs}}, {{encode_countersigned(countersigned()), {}}}, writer());
}

Witness witness() { return {heads_digest(encode_heads(heads())), writer().id, {kNoonMs + 5}}; }

std::vector<LinkMessage> messages() {
  const ContactId contact{0xc0c1c2c3c4c5c6c7};
  CountedHead nothing = head(6);
  nothing.head.number = 0;
  nothing.head.hash = {};
  return {
      Hello{kLinkVersion, writer().id, area("64.72"), contact, {1}, 4 << 20, {kNoonMs}},
      Summary{contact, filled<VectorDigest>(0xa1), filled<VectorDigest>(0xa2), {kNoonMs}, true},
      VectorPart{contact, 1, 2, {head(5), nothing}, 77, true, true},
      Deliver{contact, batch(), encode_pack(pack())},
      Have{contact, {head(5)}, 4096},
      Refused{contact, feed(), 3, v1::REFUSAL_REASON_GAP, 512},
      WantPack{contact, feed(), 3},
      PackAgain{contact, feed(), 3, encode_pack(pack())},
      SignedHeads{contact,
                  encode_heads(heads()),
                  sign(Domain::heads, encode_heads(heads()), writer().secret),
                  {head(7)}},
      SignedWitness{contact, encode_witness(witness()),
                    sign(Domain::witness, encode_witness(witness()), writer().secret)},
  };
}

}  // namespace jenjang::examples

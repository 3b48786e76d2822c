#include "schema/directory_entry.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "tests/schema/examples.h"

namespace jenjang {
namespace {

SignKeys signer() { return SignKeys::from_seed(examples::filled<Seed>(0x05)); }

v1::SignedEntry wire_of(const std::string& name) {
  for (const auto& [known, entry] : examples::entries()) {
    if (known != name) continue;
    v1::SignedEntry out;
    EXPECT_TRUE(out.ParseFromString(entry.bytes));
    return out;
  }
  ADD_FAILURE() << "no example " << name;
  return {};
}

TEST(DirectoryEntry, EveryKindComesBackAsItWas) {
  std::set<std::size_t> kinds;
  for (const auto& [name, entry] : examples::entries()) {
    const Result<SignedEntry> back = decode_entry(entry.bytes);
    ASSERT_TRUE(back) << name << ": " << back.error().message;
    EXPECT_EQ(back->entry, entry.entry) << name;
    EXPECT_EQ(back->signer, entry.signer) << name;
    EXPECT_EQ(back->bytes, entry.bytes) << name;
    EXPECT_EQ(back->id(), entry.id()) << name;
    kinds.insert(entry.entry.index());
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<DirectoryEntry>);
}

TEST(DirectoryEntry, AnyChangedByteIsRefused) {
  for (const auto& [name, entry] : examples::entries()) {
    for (std::size_t i = 0; i < entry.bytes.size(); ++i) {
      std::string spoiled = entry.bytes;
      spoiled[i] = static_cast<char>(spoiled[i] ^ 1);
      const Result<SignedEntry> back = decode_entry(spoiled);
      EXPECT_FALSE(back) << name << " " << i;
    }
  }
}

// A node that passes an entry on could else give it a new id at will.
TEST(DirectoryEntry, HasOneSpellingOnly) {
  const std::string unknown_field("\xa2\x06\x01x", 4);
  for (const auto& [name, entry] : examples::entries()) {
    EXPECT_FALSE(decode_entry(entry.bytes + unknown_field)) << name;
    EXPECT_FALSE(decode_known_entry(entry.bytes + unknown_field)) << name;
  }
  v1::SignedEntry fork = wire_of("fork");
  fork.set_entry(fork.entry() + unknown_field);
  EXPECT_FALSE(decode_entry(fork.SerializeAsString()));
  v1::DirectoryEntry sides;
  ASSERT_TRUE(sides.ParseFromString(wire_of("fork").entry()));
  sides.mutable_fork()->mutable_left()->Swap(sides.mutable_fork()->mutable_right());
  fork.set_entry(sides.SerializeAsString());
  EXPECT_FALSE(decode_entry(fork.SerializeAsString()));
}

TEST(DirectoryEntry, SpeaksOnlyForTheKeyThatSigned) {
  v1::SignedEntry wire = wire_of("authority");
  wire.set_signer(std::string(examples::writer().key.view()));
  EXPECT_FALSE(decode_entry(wire.SerializeAsString()));
  wire.clear_signer();
  EXPECT_FALSE(decode_entry(wire.SerializeAsString()));
  wire = wire_of("authority");
  wire.clear_signature();
  EXPECT_FALSE(decode_entry(wire.SerializeAsString()));
  wire = wire_of("fork");
  wire.set_signer(std::string(32, 's'));
  EXPECT_FALSE(decode_entry(wire.SerializeAsString()));
}

struct EntryCase {
  const char* name;
  const char* example;
  std::function<void(v1::DirectoryEntry&)> spoil;
};

// The example's node signs it.
void agree(v1::SignedEntry& wire) {
  const SignSecret secret = examples::writer().secret;
  wire.set_consent(std::string(sign(Domain::consent, wire.entry(), secret).view()));
}

TEST(DirectoryEntry, AnEnrolmentNeedsItsNodesConsent) {
  const SignedEntry whole = sign_enrolment(examples::consent(), signer());
  ASSERT_TRUE(decode_entry(whole.bytes));
  v1::SignedEntry wire;
  ASSERT_TRUE(wire.ParseFromString(whole.bytes));
  const std::string consent = wire.consent();
  wire.clear_consent();
  EXPECT_FALSE(decode_entry(wire.SerializeAsString()));
  EXPECT_FALSE(decode_known_entry(wire.SerializeAsString()));
  // A signature of the authority itself; and the node's, over other words.
  wire.set_consent(std::string(sign(Domain::consent, wire.entry(), signer().secret).view()));
  EXPECT_FALSE(decode_entry(wire.SerializeAsString()));
  v1::DirectoryEntry inner;
  ASSERT_TRUE(inner.ParseFromString(wire.entry()));
  inner.mutable_enrolment()->set_name("another");
  wire.set_entry(inner.SerializeAsString());
  wire.set_signature(std::string(sign(Domain::entry, wire.entry(), signer().secret).view()));
  wire.set_consent(consent);
  EXPECT_FALSE(decode_entry(wire.SerializeAsString()));
  agree(wire);
  EXPECT_TRUE(decode_entry(wire.SerializeAsString()));
}

TEST(DirectoryEntry, NothingElseCarriesAConsent) {
  for (const auto& [name, entry] : examples::entries()) {
    if (name == "enrolment") continue;
    v1::SignedEntry wire = wire_of(name);
    agree(wire);
    EXPECT_FALSE(decode_entry(wire.SerializeAsString())) << name;
  }
}

TEST(Consent, ComesBackAsItWas) {
  const Consent consent = examples::consent();
  const Result<Consent> back = decode_consent(consent.bytes);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->enrolment, consent.enrolment);
  EXPECT_EQ(sign_enrolment(*back, signer()).bytes, sign_enrolment(consent, signer()).bytes);
}

TEST(Consent, IsRefusedUnlessTheNodeSignedIt) {
  const Consent consent = examples::consent();
  EXPECT_FALSE(decode_consent(""));
  EXPECT_FALSE(decode_consent("no consent"));
  for (std::size_t i = 0; i < consent.bytes.size(); ++i) {
    std::string spoiled = consent.bytes;
    spoiled[i] = static_cast<char>(spoiled[i] ^ 1);
    EXPECT_FALSE(decode_consent(spoiled)) << i;
  }
  // An entry is no consent: somebody else has signed it.
  EXPECT_FALSE(decode_consent(sign_enrolment(consent, signer()).bytes));
  for (const auto& [name, entry] : examples::entries()) {
    EXPECT_FALSE(decode_consent(entry.bytes)) << name;
  }
}

class SpoiledEntry : public testing::TestWithParam<EntryCase> {};

TEST_P(SpoiledEntry, IsRefusedThoughItsSignatureHolds) {
  v1::SignedEntry wire = wire_of(GetParam().example);
  v1::DirectoryEntry inner;
  ASSERT_TRUE(inner.ParseFromString(wire.entry()));
  GetParam().spoil(inner);
  wire.set_entry(inner.SerializeAsString());
  if (!wire.signer().empty()) {
    wire.set_signer(std::string(signer().key.view()));
    wire.set_signature(std::string(sign(Domain::entry, wire.entry(), signer().secret).view()));
  }
  if (!wire.consent().empty()) agree(wire);
  const Result<SignedEntry> back = decode_entry(wire.SerializeAsString());
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().code, Code::invalid);
}

using D = v1::DirectoryEntry;
std::string bytes(std::size_t size) { return std::string(size, 'b'); }
std::string case_name(const testing::TestParamInfo<EntryCase>& test) { return test.param.name; }

INSTANTIATE_TEST_SUITE_P(
    Authority, SpoiledEntry,
    testing::Values(
        EntryCase{"NoKind", "authority", [](D& d) { d.clear_entry(); }},
        EntryCase{"AuthorityOfNoTier", "authority",
                  [](D& d) { d.mutable_authority()->set_area(5); }},
        EntryCase{"AuthorityOfKecamatan", "authority",
                  [](D& d) { d.mutable_authority()->set_area(647201); }},
        EntryCase{"ShortAuthorityKey", "authority",
                  [](D& d) { d.mutable_authority()->set_public_key(bytes(31)); }},
        EntryCase{"ShortSignKey", "enrolment",
                  [](D& d) { d.mutable_enrolment()->set_sign_key("n"); }},
        EntryCase{"NoSerial", "enrolment", [](D& d) { d.mutable_enrolment()->set_serial(0); }},
        EntryCase{"NodeOfKecamatan", "enrolment",
                  [](D& d) { d.mutable_enrolment()->set_area(647201); }},
        EntryCase{"ShortTransportKey", "enrolment",
                  [](D& d) { d.mutable_enrolment()->set_transport_key("t"); }},
        EntryCase{"NoSealKey", "enrolment", [](D& d) { d.mutable_enrolment()->clear_seal_key(); }},
        EntryCase{"NoGrant", "enrolment",
                  [](D& d) { d.mutable_enrolment()->set_grants(0, v1::GRANT_UNSPECIFIED); }},
        EntryCase{"UnknownGrant", "enrolment",
                  [](D& d) { d.mutable_enrolment()->set_grants(0, static_cast<Grant>(9)); }},
        EntryCase{"TooManyGrants", "enrolment",
                  [](D& d) {
                    for (int i = 0; i < 16; ++i) {
                      d.mutable_enrolment()->add_grants(v1::GRANT_MASTER_DATA);
                    }
                  }},
        EntryCase{"LongName", "enrolment",
                  [](D& d) { d.mutable_enrolment()->set_name(bytes(257)); }},
        EntryCase{"NameWithLineEnd", "enrolment",
                  [](D& d) { d.mutable_enrolment()->set_name("a\nb"); }},
        EntryCase{"EpochZero", "area_key", [](D& d) { d.mutable_area_key()->set_epoch(0); }},
        EntryCase{"ShortAreaKey", "area_key",
                  [](D& d) { d.mutable_area_key()->set_public_key("k"); }},
        EntryCase{"ShortSecretBox", "area_key",
                  [](D& d) { d.mutable_area_key()->mutable_secrets(0)->set_box(bytes(79)); }},
        EntryCase{"ShortSecretNode", "area_key",
                  [](D& d) { d.mutable_area_key()->mutable_secrets(0)->set_node(bytes(31)); }}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Feeds, SpoiledEntry,
    testing::Values(
        EntryCase{"ShortRevokedNode", "revocation",
                  [](D& d) { d.mutable_revocation()->set_node(bytes(31)); }},
        EntryCase{"RevocationWithoutSerial", "revocation",
                  [](D& d) { d.mutable_revocation()->clear_serial(); }},
        EntryCase{"CutWithoutBook", "revocation",
                  [](D& d) { d.mutable_revocation()->mutable_cuts(0)->clear_book(); }},
        EntryCase{"CutWithoutLane", "revocation",
                  [](D& d) { d.mutable_revocation()->mutable_cuts(0)->clear_lane(); }},
        EntryCase{"CutWithoutRoot", "revocation",
                  [](D& d) { d.mutable_revocation()->mutable_cuts(0)->clear_root(); }},
        EntryCase{"CutOfFewerHeaders", "revocation",
                  [](D& d) { d.mutable_revocation()->mutable_cuts(0)->set_headers(8); }},
        EntryCase{"CutTwice", "revocation",
                  [](D& d) { *d.mutable_revocation()->add_cuts() = d.revocation().cuts(0); }},
        EntryCase{"CutWithoutHead", "revocation",
                  [](D& d) { d.mutable_revocation()->mutable_cuts(0)->clear_head(); }},
        EntryCase{"HeadAtZero", "revocation",
                  [](D& d) { d.mutable_revocation()->mutable_cuts(1)->set_head(bytes(32)); }},
        EntryCase{"RevokedOfNoTier", "revocation",
                  [](D& d) { d.mutable_revocation()->set_area(5); }},
        EntryCase{"ForkOfOneHeader", "fork",
                  [](D& d) { *d.mutable_fork()->mutable_right() = d.fork().left(); }},
        EntryCase{"ForkWithoutSide", "fork", [](D& d) { d.mutable_fork()->clear_left(); }},
        EntryCase{"ForkWithBadSignature", "fork",
                  [](D& d) { d.mutable_fork()->mutable_left()->set_signature(bytes(64)); }},
        EntryCase{"ForkOfTwoNumbers", "fork",
                  [](D& d) {
                    const SealedBatch other = examples::batch();
                    d.mutable_fork()->mutable_left()->set_header(other.header.bytes);
                    d.mutable_fork()->mutable_left()->set_signature(
                        std::string(other.header.signature.view()));
                  }}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Authorities, SpoiledEntry,
    testing::Values(
        EntryCase{"EndOfNoTier", "end", [](D& d) { d.mutable_end()->set_area(5); }},
        EntryCase{"EndOfAShortKey", "end",
                  [](D& d) { d.mutable_end()->set_public_key(bytes(31)); }},
        EntryCase{"EndWithoutSerial", "end", [](D& d) { d.mutable_end()->clear_serial(); }},
        EntryCase{"EndKeepsAShortId", "end", [](D& d) { d.mutable_end()->set_kept(0, bytes(31)); }},
        EntryCase{"EndKeepsOutOfOrder", "end",
                  [](D& d) { d.mutable_end()->mutable_kept()->SwapElements(0, 1); }},
        EntryCase{"EndKeepsTwice", "end",
                  [](D& d) { d.mutable_end()->set_kept(1, d.end().kept(0)); }},
        EntryCase{"ExcessOfNothing", "excess", [](D& d) { d.mutable_excess()->clear_heads(); }},
        EntryCase{"ExcessOfOneFeedTwice", "excess",
                  [](D& d) { *d.mutable_excess()->add_heads() = d.excess().heads(0); }},
        EntryCase{"ExcessOutsideTheDirectory", "excess",
                  [](D& d) {
                    const SealedBatch other = examples::batch();
                    d.mutable_excess()->mutable_heads(0)->set_header(other.header.bytes);
                    d.mutable_excess()->mutable_heads(0)->set_signature(
                        std::string(other.header.signature.view()));
                  }},
        EntryCase{"ExcessUnsigned", "excess",
                  [](D& d) { d.mutable_excess()->mutable_heads(0)->set_signature(bytes(64)); }},
        EntryCase{"RootOfAShortKey", "succession",
                  [](D& d) { d.mutable_succession()->mutable_root()->set_public_key("k"); }},
        EntryCase{"RootOfAShortSuccessor", "succession",
                  [](D& d) { d.mutable_succession()->mutable_root()->set_successor("k"); }}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    MasterData, SpoiledEntry,
    testing::Values(
        EntryCase{"CategoryZero", "categories",
                  [](D& d) { d.mutable_categories()->mutable_categories(0)->set_code(0); }},
        EntryCase{"CategoryTwice", "categories",
                  [](D& d) { d.mutable_categories()->mutable_categories(0)->set_code(5); }},
        EntryCase{
            "CategoryLongName", "categories",
            [](D& d) { d.mutable_categories()->mutable_categories(0)->set_name(bytes(257)); }},
        EntryCase{"CategoriesWithoutVersion", "categories",
                  [](D& d) { d.mutable_categories()->clear_version(); }},
        EntryCase{"UnitZero", "units",
                  [](D& d) { d.mutable_units()->mutable_units(0)->set_code(0); }},
        EntryCase{"UnitsOfNoTier", "units", [](D& d) { d.mutable_units()->set_area(5); }},
        EntryCase{"UnitsWithoutVersion", "units", [](D& d) { d.mutable_units()->clear_version(); }},
        EntryCase{"AliasWithoutVersion", "alias", [](D& d) { d.mutable_alias()->clear_version(); }},
        EntryCase{"AliasOfItself", "alias", [](D& d) { d.mutable_alias()->set_former(6472); }},
        EntryCase{"AliasOfNoTier", "alias", [](D& d) { d.mutable_alias()->set_former(5); }}),
    case_name);

TEST(DirectoryEntry, RefusesBytesThatAreNone) {
  EXPECT_FALSE(decode_entry(""));
  EXPECT_FALSE(decode_entry("junk"));
  EXPECT_FALSE(decode_entry(std::string(kEntryBytesMax + 1, 'x')));
}

TEST(Invitation, ComesBackAsItWas) {
  const Invitation invitation = examples::invitation();
  const Result<Invitation> back = decode_invitation(encode_invitation(invitation));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->root, invitation.root);
  ASSERT_EQ(back->entries.size(), invitation.entries.size());
  EXPECT_EQ(back->entries[1].entry, invitation.entries[1].entry);
}

TEST(Invitation, RefusesAShortRootAndABadEntry) {
  v1::Invitation wire;
  EXPECT_FALSE(decode_invitation(wire.SerializeAsString()));
  wire.mutable_pinned()->set_public_key(bytes(31));
  EXPECT_FALSE(decode_invitation(wire.SerializeAsString()));
  wire.mutable_pinned()->set_public_key(bytes(32));
  EXPECT_TRUE(decode_invitation(wire.SerializeAsString()));
  wire.add_entries("junk");
  EXPECT_FALSE(decode_invitation(wire.SerializeAsString()));
  EXPECT_FALSE(decode_invitation("junk"));
}

}  // namespace
}  // namespace jenjang

#include "schema/sealing.h"

#include <gtest/gtest.h>

#include "schema/content.h"
#include "tests/schema/examples.h"

namespace jenjang {
namespace {

v1::Content identity() { return examples::contents()[1].second; }
ContentKey content_key() { return examples::seal_random().key; }

HourKey hour_of(const Area& area, const SealKeys& keys) {
  return make_hour_key({area, 3, keys.key}, examples::filled<ContentKey>(0x81));
}

TEST(Sealing, TheAreasSecretOpensIt) {
  const v1::SealedBody sealed = examples::sealed_body();
  const Result<ContentKey> key = open_seal(sealed.seal(), examples::area_secret());
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(*key, content_key());
  const Result<v1::Content> opened = open_content(sealed, *key);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->SerializeAsString(), identity().SerializeAsString());
}

TEST(Sealing, NothingOfTheWordsShows) {
  const std::string bytes = examples::sealed_body().SerializeAsString();
  EXPECT_EQ(bytes.find("Contoh"), std::string::npos);
  EXPECT_EQ(bytes.find("0800000000"), std::string::npos);
}

TEST(Sealing, ALongContentIsPackedFirst) {
  v1::Content long_note;
  long_note.mutable_note()->set_text(std::string(60'000, 'n'));
  const v1::SealedBody sealed =
      seal_content(long_note, hour_of(examples::area("64.72"), examples::area_secret()),
                   examples::seal_random());
  EXPECT_LT(sealed.ciphertext().size(), 1000u);
  EXPECT_TRUE(open_content(sealed, content_key()));
}

TEST(Sealing, AnotherSecretIsDenied) {
  const SealKeys other = SealKeys::from_seed(examples::filled<Seed>(0x07));
  const Result<ContentKey> key = open_seal(examples::sealed_body().seal(), other);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, Code::denied);
}

TEST(Sealing, AWrapForAnotherAreaOrEpochDoesNotOpen) {
  const v1::AreaSeal good = examples::sealed_body().seal();
  v1::AreaSeal seal = good;
  seal.set_area(6471);
  EXPECT_EQ(open_seal(seal, examples::area_secret()).error().code, Code::invalid);
  seal = good;
  seal.set_epoch(4);
  EXPECT_EQ(open_seal(seal, examples::area_secret()).error().code, Code::invalid);
  seal = good;
  seal.set_area(5);
  EXPECT_EQ(open_seal(seal, examples::area_secret()).error().code, Code::invalid);
}

TEST(Sealing, AMalformedSealIsInvalid) {
  const v1::AreaSeal good = examples::sealed_body().seal();
  v1::AreaSeal seal = good;
  seal.set_hour_box(std::string(79, 'b'));
  EXPECT_EQ(open_seal(seal, examples::area_secret()).error().code, Code::invalid);
  seal = good;
  seal.set_nonce("short");
  EXPECT_EQ(open_seal(seal, examples::area_secret()).error().code, Code::invalid);
  seal = good;
  seal.clear_wrapped_key();
  EXPECT_EQ(open_seal(seal, examples::area_secret()).error().code, Code::invalid);
  seal = good;
  (*seal.mutable_wrapped_key())[0] ^= 1;
  EXPECT_EQ(open_seal(seal, examples::area_secret()).error().code, Code::invalid);
}

TEST(Sealing, AnyChangeOfTheBodyIsSeen) {
  const v1::SealedBody good = examples::sealed_body();
  for (std::size_t i = 0; i < good.ciphertext().size(); ++i) {
    v1::SealedBody sealed = good;
    (*sealed.mutable_ciphertext())[i] ^= 1;
    EXPECT_FALSE(open_content(sealed, content_key())) << i;
  }
  v1::SealedBody sealed = good;
  sealed.set_plain_bytes(sealed.plain_bytes() + 1);
  EXPECT_FALSE(open_content(sealed, content_key()));
  sealed.set_plain_bytes(kContentBytesMax + 1);
  EXPECT_FALSE(open_content(sealed, content_key()));
  sealed = good;
  (*sealed.mutable_nonce())[0] ^= 1;
  EXPECT_FALSE(open_content(sealed, content_key()));
  sealed = good;
  sealed.clear_ciphertext();
  EXPECT_FALSE(open_content(sealed, content_key()));
  EXPECT_FALSE(open_content(good, ContentKey()));
}

TEST(Sealing, OneMoreAreaOpensTheSameContent) {
  const SealKeys province = SealKeys::from_seed(examples::filled<Seed>(0x08));
  const HourKey hour = hour_of(examples::area("64"), province);
  const v1::AreaSeal wrap = wrap_key(content_key(), hour, examples::seal_random());
  const Result<ContentKey> key = open_seal(wrap, province);
  ASSERT_TRUE(key);
  EXPECT_TRUE(open_content(examples::sealed_body(), *key));
  EXPECT_EQ(open_seal(wrap, examples::area_secret()).error().code, Code::denied);
}

TEST(Sealing, SealingASealIsABug) {
  const HourKey hour = examples::hour_key();
  EXPECT_DEATH(seal_content(examples::contents()[5].second, hour, examples::seal_random()),
               "CHECK failed");
}

TEST(BoxedSecret, OnlyItsNodeOpensIt) {
  const SealKeys node = SealKeys::from_seed(examples::filled<Seed>(0x09));
  const SealSecret secret = examples::area_secret().secret;
  const std::string box = box_secret(secret, node.key);
  EXPECT_EQ(box.size(), 80u);
  const Result<SealSecret> opened = open_secret(box, node);
  ASSERT_TRUE(opened);
  EXPECT_EQ(*opened, secret);
  EXPECT_EQ(open_secret(box, examples::area_secret()).error().code, Code::denied);
  EXPECT_EQ(open_secret(box.substr(1), node).error().code, Code::invalid);
  EXPECT_EQ(open_secret("", node).error().code, Code::invalid);
}

}  // namespace
}  // namespace jenjang

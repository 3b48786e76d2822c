#include "schema/content.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "schema/compress.h"
#include "tests/schema/examples.h"

namespace jenjang {
namespace {

using Wire = v1::Content;

Wire example(const std::string& name) {
  for (const auto& [known, message] : examples::contents()) {
    if (known == name) return message;
  }
  ADD_FAILURE() << "no example " << name;
  return {};
}

Content unchecked(const Wire& message) {
  return {examples::filled<Salt>(1), message.SerializeAsString()};
}

TEST(Content, ComesBackAsItWas) {
  for (const char* name : {"words", "note", "key_wrap", "sealed"}) {
    const Content content = make_content(example(name), examples::filled<Salt>(1));
    const Result<Wire> back = read_content(content);
    ASSERT_TRUE(back) << name << ": " << back.error().message;
    EXPECT_EQ(back->SerializeAsString(), content.body);
  }
}

TEST(Content, IdentityAndDetailsExistOnlySealed) {
  for (const char* name : {"identity", "details"}) {
    EXPECT_FALSE(read_content(unchecked(example(name)))) << name;
    EXPECT_DEATH(make_content(example(name), Salt()), "CHECK failed") << name;
  }
}

struct ContentCase {
  const char* name;
  const char* example;
  std::function<void(Wire&)> spoil;
};

class SpoiledContent : public testing::TestWithParam<ContentCase> {};

TEST_P(SpoiledContent, IsRefused) {
  Wire message = example(GetParam().example);
  ASSERT_TRUE(read_content(unchecked(message)));
  GetParam().spoil(message);
  EXPECT_FALSE(read_content(unchecked(message)));
}

INSTANTIATE_TEST_SUITE_P(
    Cases, SpoiledContent,
    testing::Values(
        ContentCase{"Empty", "words", [](Wire& c) { c.clear_content(); }},
        ContentCase{"TooLong", "words",
                    [](Wire& c) { c.mutable_words()->set_text(std::string(65'600, 't')); }},
        ContentCase{"LatitudeTooFar", "words",
                    [](Wire& c) { c.mutable_words()->set_latitude(90.5); }},
        ContentCase{"LongitudeTooFar", "words",
                    [](Wire& c) { c.mutable_words()->set_longitude(-181); }},
        ContentCase{"LatitudeAlone", "words",
                    [](Wire& c) { c.mutable_words()->clear_longitude(); }},
        ContentCase{"NotANumber", "words",
                    [](Wire& c) {
                      c.mutable_words()->set_latitude(std::numeric_limits<double>::quiet_NaN());
                    }},
        ContentCase{"VillageOfNoTier", "words",
                    [](Wire& c) { c.mutable_words()->set_village(12345); }},
        ContentCase{"WrapOfShortDigest", "key_wrap",
                    [](Wire& c) { c.mutable_key_wrap()->set_content("short"); }},
        ContentCase{"WrapForNoTier", "key_wrap",
                    [](Wire& c) { c.mutable_key_wrap()->mutable_seal()->set_area(5); }},
        ContentCase{"ShortBox", "sealed",
                    [](Wire& c) { c.mutable_sealed()->mutable_seal()->set_hour_box("box"); }},
        ContentCase{"ShortWrapNonce", "sealed",
                    [](Wire& c) { c.mutable_sealed()->mutable_seal()->set_nonce("n"); }},
        ContentCase{"ShortWrappedKey", "sealed",
                    [](Wire& c) { c.mutable_sealed()->mutable_seal()->set_wrapped_key("k"); }},
        ContentCase{"ShortBodyNonce", "sealed",
                    [](Wire& c) { c.mutable_sealed()->set_nonce("n"); }},
        ContentCase{"SealedTooLong", "sealed",
                    [](Wire& c) { c.mutable_sealed()->set_plain_bytes(kContentBytesMax + 1); }}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Content, RefusesBytesThatAreNoMessage) {
  EXPECT_FALSE(read_content({Salt(), "\xff\xff"}));
  EXPECT_FALSE(read_content({Salt(), ""}));
  // A title that is not UTF-8: c2 without its second byte.
  EXPECT_FALSE(read_content({Salt(), std::string("\x0a\x03\x0a\x01\xc2", 5)}));
}

TEST(Pack, ComesBackAsItWas) {
  const Result<Pack> back = decode_pack(encode_pack(examples::pack()));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, examples::pack());
}

TEST(Pack, IsNoBytesWhereItIsEmpty) {
  EXPECT_EQ(encode_pack({}), "");
  ASSERT_TRUE(decode_pack(""));
  EXPECT_TRUE(decode_pack("")->entries.empty());
}

TEST(Pack, IsWhatProtobufWouldWrite) {
  v1::PackFrame frame;
  ASSERT_TRUE(frame.ParseFromString(encode_pack(examples::pack())));
  const std::string raw = decompress(frame.codec(), frame.body(), frame.pack_bytes()).value();
  v1::Pack wire;
  ASSERT_TRUE(wire.ParseFromString(raw));
  EXPECT_EQ(wire.contents_size(), 3);
  EXPECT_EQ(wire.SerializeAsString(), raw);
}

TEST(Pack, ATombstoneTakesTheNameOfWhatItReplaced) {
  Pack pack = examples::pack();
  const ContentDigest digest = std::get<Content>(pack.entries[0]).digest();
  pack.entries[0] = Tombstone{digest, examples::filled<EventId>(0x73)};
  const Pack back = decode_pack(encode_pack(pack)).value();
  EXPECT_EQ(std::get<Tombstone>(back.entries[0]).digest, digest);
  EXPECT_EQ(back.entries[1], pack.entries[1]);
}

// A frame of that pack, with a stated size that is true unless `stated` says otherwise.
std::string framed(const v1::Pack& wire, std::optional<std::uint32_t> stated = {}) {
  const std::string raw = wire.SerializeAsString();
  const Compressed packed = compress(raw, Material::words);
  v1::PackFrame frame;
  frame.set_codec(packed.codec);
  frame.set_pack_bytes(stated.value_or(static_cast<std::uint32_t>(raw.size())));
  frame.set_body(packed.bytes);
  return frame.SerializeAsString();
}

TEST(Pack, RefusesEntriesOfWrongLengths) {
  v1::Pack wire;
  wire.add_contents();
  EXPECT_FALSE(decode_pack(framed(wire)));
  auto* content = wire.mutable_contents(0)->mutable_content();
  content->set_body("body");
  EXPECT_FALSE(decode_pack(framed(wire)));
  content->set_salt(std::string(16, 's'));
  EXPECT_TRUE(decode_pack(framed(wire)));
  content->set_body(std::string(kContentBytesMax + 1, 'b'));
  EXPECT_FALSE(decode_pack(framed(wire)));
  auto* tombstone = wire.mutable_contents(0)->mutable_tombstone();
  tombstone->set_digest(std::string(32, 'd'));
  EXPECT_FALSE(decode_pack(framed(wire)));
  tombstone->set_erasure(std::string(32, 'e'));
  EXPECT_TRUE(decode_pack(framed(wire)));
}

TEST(Pack, RefusesSizesBeforeUnpacking) {
  v1::Pack wire;
  wire.add_contents()->mutable_content()->set_salt(std::string(16, 's'));
  EXPECT_FALSE(decode_pack(framed(wire, 5)));
  EXPECT_FALSE(decode_pack(framed(wire, kBatchUnpackedBytesMax + 1)));
  EXPECT_FALSE(decode_pack(framed(wire, ~0u)));
  EXPECT_FALSE(decode_pack(std::string(kBatchWireBytesMax + 1, 'x')));
  EXPECT_FALSE(decode_pack("junk"));
}

TEST(Pack, RefusesMoreContentsThanItsLimit) {
  v1::Pack wire;
  for (std::size_t i = 0; i <= kPackContentsMax; ++i) {
    wire.add_contents()->mutable_content()->set_salt(std::string(16, 's'));
  }
  EXPECT_FALSE(decode_pack(framed(wire)));
  wire.mutable_contents()->RemoveLast();
  EXPECT_TRUE(decode_pack(framed(wire)));
}

}  // namespace
}  // namespace jenjang

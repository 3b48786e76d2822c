#include "schema/link_message.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/schema/examples.h"

namespace jenjang {
namespace {

using Wire = v1::LinkMessage;

TEST(LinkMessage, EveryKindComesBackAsItWas) {
  const std::vector<LinkMessage> messages = examples::messages();
  ASSERT_EQ(messages.size(), std::variant_size_v<LinkMessage>);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    EXPECT_EQ(messages[i].index(), i);
    const std::string bytes = encode_message(messages[i]);
    const Result<LinkMessage> back = decode_message(bytes);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, messages[i]) << message_name(messages[i]);
    Wire wire;
    ASSERT_TRUE(wire.ParseFromString(bytes));
    EXPECT_EQ(wire.SerializeAsString(), bytes) << message_name(messages[i]);
  }
}

TEST(LinkMessage, ADeliverWithoutAPackComesBack) {
  Deliver deliver = std::get<Deliver>(examples::messages()[3]);
  deliver.pack.clear();
  deliver.contact = {};
  EXPECT_EQ(decode_message(encode_message(deliver)).value(), LinkMessage(deliver));
}

TEST(LinkMessage, TheLargestBatchAndPackFit) {
  Deliver deliver = std::get<Deliver>(examples::messages()[3]);
  deliver.pack = std::string(kBatchWireBytesMax - deliver.batch.wire_bytes(), 'p');
  const std::string bytes = encode_message(deliver);
  EXPECT_LE(bytes.size(), kLinkMessageBytesMax);
  EXPECT_TRUE(decode_message(bytes));
  deliver.pack += 'p';
  EXPECT_FALSE(decode_message(encode_message(deliver)));
}

struct MessageCase {
  const char* name;
  std::size_t example;
  std::function<void(Wire&)> spoil;
};

class SpoiledMessage : public testing::TestWithParam<MessageCase> {};

TEST_P(SpoiledMessage, IsRefused) {
  Wire wire;
  ASSERT_TRUE(wire.ParseFromString(encode_message(examples::messages().at(GetParam().example))));
  GetParam().spoil(wire);
  const Result<LinkMessage> back = decode_message(wire.SerializeAsString());
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().code, Code::invalid);
}

std::string bytes(std::size_t size) { return std::string(size, 'b'); }
std::string case_name(const testing::TestParamInfo<MessageCase>& test) { return test.param.name; }

constexpr std::size_t kHello = 0;
constexpr std::size_t kSummary = 1;
constexpr std::size_t kVector = 2;
constexpr std::size_t kDeliver = 3;
constexpr std::size_t kHave = 4;
constexpr std::size_t kRefused = 5;
constexpr std::size_t kWantPack = 6;
constexpr std::size_t kPackAgain = 7;
constexpr std::size_t kSignedHeads = 8;
constexpr std::size_t kSignedWitness = 9;

INSTANTIATE_TEST_SUITE_P(
    Talk, SpoiledMessage,
    testing::Values(
        MessageCase{"NoKind", kHello, [](Wire& w) { w.clear_message(); }},
        MessageCase{"HelloShortNode", kHello,
                    [](Wire& w) { w.mutable_hello()->set_node(bytes(31)); }},
        MessageCase{"HelloOfNoTier", kHello, [](Wire& w) { w.mutable_hello()->set_area(5); }},
        MessageCase{"HelloOfKecamatan", kHello,
                    [](Wire& w) { w.mutable_hello()->set_area(647201); }},
        MessageCase{"SummaryShortDirectory", kSummary,
                    [](Wire& w) { w.mutable_summary()->set_directory(bytes(31)); }},
        MessageCase{"SummaryNoBooks", kSummary,
                    [](Wire& w) { w.mutable_summary()->clear_books(); }},
        MessageCase{"VectorPartPastParts", kVector,
                    [](Wire& w) { w.mutable_vector()->set_part(2); }},
        MessageCase{"VectorOfNoParts", kVector, [](Wire& w) { w.mutable_vector()->set_parts(0); }},
        MessageCase{"VectorOfTooManyParts", kVector,
                    [](Wire& w) { w.mutable_vector()->set_parts(kVectorPartsMax + 1); }},
        MessageCase{"VectorHeadOfNoFeed", kVector,
                    [](Wire& w) { w.mutable_vector()->mutable_heads(0)->clear_feed(); }},
        MessageCase{"VectorShortHash", kVector,
                    [](Wire& w) { w.mutable_vector()->mutable_heads(0)->set_hash("h"); }},
        MessageCase{"VectorHashAtZero", kVector,
                    [](Wire& w) { w.mutable_vector()->mutable_heads(1)->set_hash(bytes(32)); }},
        MessageCase{"VectorOfTooManyHeads", kVector,
                    [](Wire& w) {
                      auto* heads = w.mutable_vector()->mutable_heads();
                      while (static_cast<std::size_t>(heads->size()) <= kVectorHeadsMax) {
                        *heads->Add() = heads->Get(0);
                      }
                    }},
        MessageCase{"HaveShortHash", kHave,
                    [](Wire& w) { w.mutable_have()->mutable_heads(0)->set_hash("h"); }},
        MessageCase{"RefusedNoReason", kRefused,
                    [](Wire& w) { w.mutable_refused()->clear_reason(); }},
        MessageCase{
            "RefusedUnknownReason", kRefused,
            [](Wire& w) { w.mutable_refused()->set_reason(static_cast<RefusalReason>(99)); }},
        MessageCase{"RefusedNoFeed", kRefused, [](Wire& w) { w.mutable_refused()->clear_feed(); }}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Data, SpoiledMessage,
    testing::Values(
        MessageCase{
            "DeliverShortSignature", kDeliver,
            [](Wire& w) { w.mutable_deliver()->mutable_batch()->set_signature(bytes(63)); }},
        MessageCase{"DeliverLongHeader", kDeliver,
                    [](Wire& w) { w.mutable_deliver()->mutable_batch()->set_header(bytes(513)); }},
        MessageCase{"DeliverNoBatch", kDeliver,
                    [](Wire& w) { w.mutable_deliver()->clear_batch(); }},
        MessageCase{"WantPackZero", kWantPack,
                    [](Wire& w) { w.mutable_want_pack()->set_number(0); }},
        MessageCase{"WantPackNoFeed", kWantPack,
                    [](Wire& w) { w.mutable_want_pack()->clear_feed(); }},
        MessageCase{"PackAgainZero", kPackAgain,
                    [](Wire& w) { w.mutable_pack_again()->set_number(0); }},
        MessageCase{
            "PackAgainTooLong", kPackAgain,
            [](Wire& w) { w.mutable_pack_again()->set_pack(bytes(kBatchWireBytesMax + 1)); }},
        MessageCase{"HeadsShortSignature", kSignedHeads,
                    [](Wire& w) { w.mutable_signed_heads()->set_signature("s"); }},
        MessageCase{"WitnessShortSignature", kSignedWitness,
                    [](Wire& w) { w.mutable_signed_witness()->set_signature("s"); }},
        MessageCase{
            "TooLong", kSignedWitness,
            [](Wire& w) { w.mutable_signed_witness()->set_witness(bytes(kLinkMessageBytesMax)); }}),
    case_name);

TEST(LinkMessage, RefusesBytesThatAreNone) {
  EXPECT_FALSE(decode_message(""));
  EXPECT_FALSE(decode_message("\xff\xff"));
}

TEST(Heads, ComeBackAsTheyWere) {
  const Result<Heads> back = decode_heads(encode_heads(examples::heads()));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, examples::heads());
}

TEST(Heads, RefuseWrongLengths) {
  v1::Heads good;
  ASSERT_TRUE(good.ParseFromString(encode_heads(examples::heads())));
  v1::Heads wire = good;
  wire.set_node("n");
  EXPECT_FALSE(decode_heads(wire.SerializeAsString()));
  wire = good;
  wire.clear_directory();
  EXPECT_FALSE(decode_heads(wire.SerializeAsString()));
  wire = good;
  wire.set_books(bytes(33));
  EXPECT_FALSE(decode_heads(wire.SerializeAsString()));
  wire = good;
  wire.mutable_own(0)->clear_hash();
  EXPECT_FALSE(decode_heads(wire.SerializeAsString()));
  while (static_cast<std::size_t>(good.own_size()) <= kOwnHeadsMax) *good.add_own() = good.own(0);
  EXPECT_FALSE(decode_heads(good.SerializeAsString()));
  EXPECT_FALSE(decode_heads("junk"));
}

TEST(Heads, AreOfTheirNodesFeedsAlone) {
  Heads heads = examples::heads();
  heads.own.push_back(heads.own.front());
  heads.own.back().head.feed.incarnation.value ^= 1;
  EXPECT_TRUE(decode_heads(encode_heads(heads)));
  heads.own.back().head.feed.writer.bytes[0] ^= 1;
  EXPECT_FALSE(decode_heads(encode_heads(heads)));
}

TEST(Witness, ComesBackAsItWasAndRefusesWrongLengths) {
  const std::string bytes_of = encode_witness(examples::witness());
  ASSERT_TRUE(decode_witness(bytes_of));
  EXPECT_EQ(*decode_witness(bytes_of), examples::witness());
  v1::Witness wire;
  ASSERT_TRUE(wire.ParseFromString(bytes_of));
  wire.set_heads("h");
  EXPECT_FALSE(decode_witness(wire.SerializeAsString()));
  ASSERT_TRUE(wire.ParseFromString(bytes_of));
  wire.clear_node();
  EXPECT_FALSE(decode_witness(wire.SerializeAsString()));
}

}  // namespace
}  // namespace jenjang

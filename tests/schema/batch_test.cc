#include "schema/batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "schema/base/wire.h"
#include "schema/compress.h"
#include "schema/hash.h"
#include "tests/schema/examples.h"

namespace jenjang {
namespace {

BatchHeader header_of(const SealedBatch& batch) {
  return decode_header(batch.header.bytes).value();
}

TEST(Batch, OpensAsItWasSealed) {
  const SealedBatch batch = examples::batch();
  const BatchHeader header = header_of(batch);
  EXPECT_EQ(header.feed, examples::feed());
  EXPECT_EQ(header.number, 2u);
  EXPECT_EQ(header.previous, examples::filled<HeaderHash>(0x77));
  EXPECT_EQ(header.count, 3u);
  EXPECT_TRUE(header_signed(header, batch.header));
  const Result<std::vector<BatchItem>> items = open_payload(header, batch.payload);
  ASSERT_TRUE(items) << items.error().message;
  EXPECT_EQ(*items, examples::batch_items());
}

TEST(Batch, IsStoredAndReadAsItIs) {
  const SealedBatch batch = examples::batch();
  const Result<SealedBatch> back = decode_batch(encode_batch(batch));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, batch);
  v1::SealedBatch wire;
  ASSERT_TRUE(wire.ParseFromString(encode_batch(batch)));
  EXPECT_EQ(wire.SerializeAsString(), encode_batch(batch));
}

TEST(Batch, PayloadIsWhatProtobufWouldWrite) {
  const SealedBatch batch = examples::batch();
  const BatchHeader header = header_of(batch);
  const std::string raw = decompress(header.codec, batch.payload, header.payload_bytes).value();
  v1::BatchPayload wire;
  ASSERT_TRUE(wire.ParseFromString(raw));
  EXPECT_EQ(wire.items_size(), 3);
  EXPECT_EQ(wire.SerializeAsString(), raw);
}

TEST(Batch, TheLargestStillOpens) {
  std::vector<BatchItem> items(kBatchItemsMax, {std::string(1500, 'e'), {}});
  const SealedBatch batch = seal({examples::feed(), 1, {}, {1}}, items, examples::writer());
  const Result<std::vector<BatchItem>> back = open_payload(header_of(batch), batch.payload);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->size(), kBatchItemsMax);
  SealedBatch full = examples::batch();
  full.payload = std::string(kBatchWireBytesMax - full.header.bytes.size() - 64, 'p');
  EXPECT_EQ(full.wire_bytes(), kBatchWireBytesMax);
  EXPECT_TRUE(decode_batch(encode_batch(full)));
  full.payload += std::string(64, 'p');
  EXPECT_FALSE(decode_batch(encode_batch(full)));
}

TEST(Batch, AnyChangedByteBreaksSignatureOrRoot) {
  const SealedBatch batch = examples::batch();
  for (std::size_t i = 0; i < batch.header.bytes.size(); ++i) {
    SignedHeader spoiled = batch.header;
    spoiled.bytes[i] = static_cast<char>(spoiled.bytes[i] ^ 1);
    const Result<BatchHeader> header = decode_header(spoiled.bytes);
    EXPECT_FALSE(header && header_signed(*header, spoiled)) << i;
  }
  const BatchHeader header = header_of(batch);
  const auto items = open_payload(header, batch.payload).value();
  for (std::size_t i = 0; i < batch.payload.size(); ++i) {
    std::string spoiled = batch.payload;
    spoiled[i] = static_cast<char>(spoiled[i] ^ 1);
    const Result<std::vector<BatchItem>> opened = open_payload(header, spoiled);
    if (!opened) continue;
    // An origin is no part of the root: it has its own proof. Every body must be as it was.
    ASSERT_EQ(opened->size(), items.size()) << i;
    for (std::size_t k = 0; k < items.size(); ++k) EXPECT_EQ((*opened)[k].body, items[k].body) << i;
  }
}

TEST(Batch, ItemsMustBeAsManyAndAsLongAsTheHeaderSays) {
  const SealedBatch batch = examples::batch();
  const BatchHeader good = header_of(batch);
  BatchHeader header = good;
  header.count = 2;
  EXPECT_FALSE(open_payload(header, batch.payload));
  header.count = 4;
  EXPECT_FALSE(open_payload(header, batch.payload));
  header = good;
  header.payload_bytes += 1;
  EXPECT_FALSE(open_payload(header, batch.payload));
  header = good;
  header.codec = v1::CODEC_NONE;
  EXPECT_FALSE(open_payload(header, batch.payload));
  EXPECT_FALSE(open_payload(good, ""));
}

TEST(Batch, EightMegabytesOfEmptyItemsCostNoMoreThanTheyAre) {
  std::string raw;
  while (raw.size() + 2 <= kBatchUnpackedBytesMax) append_message_start(raw, 1, 0);
  const Compressed packed = compress(raw, Material::events);
  BatchHeader header = header_of(examples::batch());
  header.codec = packed.codec;
  header.payload_bytes = static_cast<std::uint32_t>(raw.size());
  const Result<std::vector<BatchItem>> opened = open_payload(header, packed.bytes);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().message, "batch: more items than its header says");
}

struct HeaderCase {
  const char* name;
  std::function<void(v1::BatchHeader&)> spoil;
};

class SpoiledHeader : public testing::TestWithParam<HeaderCase> {};

TEST_P(SpoiledHeader, IsRefused) {
  v1::BatchHeader wire;
  ASSERT_TRUE(wire.ParseFromString(examples::batch().header.bytes));
  GetParam().spoil(wire);
  const Result<BatchHeader> header = decode_header(wire.SerializeAsString());
  ASSERT_FALSE(header);
  EXPECT_EQ(header.error().code, Code::invalid);
}

using H = v1::BatchHeader;
INSTANTIATE_TEST_SUITE_P(
    Cases, SpoiledHeader,
    testing::Values(HeaderCase{"NoBook", [](H& h) { h.clear_book(); }},
                    HeaderCase{"NoLane", [](H& h) { h.clear_lane(); }},
                    HeaderCase{"NoSuchArea", [](H& h) { h.set_area(5); }},
                    HeaderCase{"WriterOfKecamatan", [](H& h) { h.set_area(647201); }},
                    HeaderCase{"ShortSignKey", [](H& h) { h.set_sign_key("short"); }},
                    HeaderCase{"NumberZero", [](H& h) { h.set_number(0); }},
                    HeaderCase{"FirstWithPrevious", [](H& h) { h.set_number(1); }},
                    HeaderCase{"NoPrevious", [](H& h) { h.clear_previous(); }},
                    HeaderCase{"ShortPrevious", [](H& h) { h.set_previous("short"); }},
                    HeaderCase{"NoItems", [](H& h) { h.set_count(0); }},
                    HeaderCase{"TooManyItems", [](H& h) { h.set_count(kBatchItemsMax + 1); }},
                    HeaderCase{"ShortRoot", [](H& h) { h.set_root(std::string(31, 'r')); }},
                    HeaderCase{"NoCodec", [](H& h) { h.clear_codec(); }},
                    HeaderCase{"UnknownCodec",
                               [](H& h) { h.set_codec(static_cast<v1::Codec>(7)); }},
                    HeaderCase{"TooLongUnpacked",
                               [](H& h) { h.set_payload_bytes(kBatchUnpackedBytesMax + 1); }},
                    HeaderCase{"TooLongItself",
                               [](H& h) {
                                 h.GetReflection()->MutableUnknownFields(&h)->AddLengthDelimited(
                                     100, std::string(kHeaderBytesMax, 'x'));
                               }}),
    [](const auto& test) { return std::string(test.param.name); });

FeedHead earlier(std::uint64_t incarnation, std::uint64_t number = 3) {
  FeedId feed = examples::feed();
  feed.incarnation = {incarnation};
  return {feed, number, examples::filled<HeaderHash>(0x66)};
}

SealedBatch first(const std::vector<FeedHead>& continues) {
  return seal({examples::feed(), 1, {}, {1}, continues}, examples::batch_items(),
              examples::writer());
}

TEST(Batch, TheFirstNamesWhatItGoesOnFrom) {
  const std::vector<FeedHead> continues{earlier(1), earlier(2), earlier(3),
                                        earlier(4), earlier(5), earlier(UINT64_MAX, UINT64_MAX)};
  ASSERT_EQ(continues.size(), kContinuesMax);
  const SealedBatch batch = first(continues);
  EXPECT_EQ(header_of(batch).continues, continues);
  EXPECT_TRUE(open_payload(header_of(batch), batch.payload));
  EXPECT_TRUE(header_of(examples::batch()).continues.empty());
}

struct ContinuesCase {
  const char* name;
  std::function<void(v1::BatchHeader&)> spoil;
};

TEST(Batch, WhatItGoesOnFromAreHeadsOfOtherLives) {
  const std::uint64_t own = examples::feed().incarnation.value;
  const ContinuesCase kCases[] = {
      {"itself", [&](auto& h) { h.mutable_continues(1)->set_incarnation(own); }},
      {"one twice", [](auto& h) { *h.mutable_continues(1) = h.continues(0); }},
      {"out of order", [](auto& h) { h.mutable_continues(1)->set_incarnation(0); }},
      {"no number", [](auto& h) { h.mutable_continues(0)->clear_number(); }},
      {"no head", [](auto& h) { h.mutable_continues(0)->clear_head(); }},
      {"a short head", [](auto& h) { h.mutable_continues(0)->set_head("short"); }},
      {"too many",
       [](auto& h) {
         for (std::uint64_t i = 3; i <= kContinuesMax + 1; ++i) {
           *h.add_continues() = h.continues(1);
           h.mutable_continues(h.continues_size() - 1)->set_incarnation(i);
         }
       }},
      {"a second batch",
       [](auto& h) {
         h.set_number(2);
         h.set_previous(std::string(32, 'p'));
       }},
  };
  for (const ContinuesCase& one : kCases) {
    v1::BatchHeader wire;
    ASSERT_TRUE(wire.ParseFromString(first({earlier(1), earlier(2)}).header.bytes));
    one.spoil(wire);
    const Result<BatchHeader> header = decode_header(wire.SerializeAsString());
    ASSERT_FALSE(header) << one.name;
    EXPECT_EQ(header.error().code, Code::invalid) << one.name;
  }
}

TEST(Batch, ASignatureOfAnotherNodeDoesNotHold) {
  SealedBatch batch = examples::batch();
  const SignKeys other = SignKeys::from_seed(examples::filled<Seed>(0x06));
  batch.header.signature = sign(Domain::header, batch.header.bytes, other.secret);
  EXPECT_FALSE(header_signed(header_of(batch), batch.header));
}

// Where a copy comes from says whether it counts: who passes the batch on may not change that.
TEST(Batch, TheOriginOfAnAdoptedItemIsProvedToo) {
  std::vector<BatchItem> items = examples::batch_items();
  const auto adopted = std::find_if(items.begin(), items.end(),
                                    [](const BatchItem& item) { return item.origin.has_value(); });
  ASSERT_NE(adopted, items.end());
  adopted->origin->header.signature.bytes[0] ^= 1;
  const SealSpot spot{examples::feed(), 2, examples::filled<HeaderHash>(0x77), {1}};
  const SealedBatch spoilt = seal(spot, items, examples::writer());
  EXPECT_FALSE(open_payload(header_of(examples::batch()), spoilt.payload));
}

TEST(Batch, AHeldBatchIsOpenedWhole) {
  const SealedBatch batch = examples::batch();
  const Result<OpenBatch> opened = open_batch(encode_batch(batch));
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->header.feed, examples::feed());
  EXPECT_EQ(opened->items.size(), examples::batch_items().size());
  SealedBatch no_header = batch;
  no_header.header.bytes = "no header";
  SealedBatch no_payload = batch;
  no_payload.payload = "no payload";
  for (const std::string& bytes :
       {std::string("no batch"), encode_batch(no_header), encode_batch(no_payload)}) {
    EXPECT_FALSE(open_batch(bytes));
  }
}

TEST(Batch, SealingNothingIsABug) {
  EXPECT_DEATH(seal({examples::feed(), 1, {}, {1}}, {}, examples::writer()), "CHECK failed");
}

}  // namespace
}  // namespace jenjang

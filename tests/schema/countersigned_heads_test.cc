#include "schema/countersigned_heads.h"

#include <gtest/gtest.h>

#include "schema/hash.h"
#include "tests/schema/examples.h"

namespace jenjang {
namespace {

using examples::countersigned;

TEST(CountersignedHeads, ComeBackAsTheyWereAndProveThemselves) {
  const Result<CountersignedHeads> back =
      decode_countersigned(encode_countersigned(countersigned()));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, countersigned());
  const Result<Heads> heads = open_countersigned(*back, examples::writer().area);
  ASSERT_TRUE(heads.ok());
  EXPECT_EQ(*heads, examples::heads());
}

TEST(CountersignedHeads, RefuseWrongLengths) {
  v1::CountersignedHeads good;
  ASSERT_TRUE(good.ParseFromString(encode_countersigned(countersigned())));
  v1::CountersignedHeads wire = good;
  wire.set_signature("s");
  EXPECT_FALSE(decode_countersigned(wire.SerializeAsString()));
  wire = good;
  wire.set_sign_key("k");
  EXPECT_FALSE(decode_countersigned(wire.SerializeAsString()));
  wire = good;
  wire.set_heads(std::string(kCountersignedBytesMax, 'x'));
  EXPECT_FALSE(decode_countersigned(wire.SerializeAsString()));
  EXPECT_FALSE(decode_countersigned("junk"));
}

TEST(CountersignedHeads, AreTheirNodesWordAlone) {
  const Area area = examples::writer().area;
  CountersignedHeads item = countersigned();
  EXPECT_FALSE(open_countersigned(item, examples::area("64.71")));
  item.signature.bytes[0] ^= 1;
  EXPECT_FALSE(open_countersigned(item, area));
  // Another node's signature over heads that name this one.
  item = countersigned();
  const NodeSignKeys other = NodeSignKeys::from_seed(examples::filled<Seed>(0x06), area);
  item.key = other.key;
  item.signature = sign(Domain::heads, item.heads, other.secret);
  EXPECT_FALSE(open_countersigned(item, area));
  item.heads = "junk";
  EXPECT_FALSE(open_countersigned(item, area));
}

// The longest that a node signs stays within the limit.
TEST(CountersignedHeads, AreBoundedWhateverTheNodeHolds) {
  Heads heads = examples::heads();
  CountedHead one = heads.own[0];
  one.head.number = one.events = one.bytes = UINT64_MAX;
  heads.own.assign(kOwnHeadsMax, one);
  heads.events = heads.bytes = UINT64_MAX;
  heads.wall = {INT64_MIN};
  EXPECT_EQ(decode_heads(encode_heads(heads)).value(), heads);
  CountersignedHeads item = countersigned();
  item.heads = encode_heads(heads);
  item.wall = {253'402'300'799'999};
  EXPECT_TRUE(decode_countersigned(encode_countersigned(item)));
  // A later one cannot be shown as a date.
  ++item.wall.ms;
  EXPECT_FALSE(decode_countersigned(encode_countersigned(item)));
}

TEST(CountersignedHeads, TheirBatchProvesThemAndNoEvent) {
  const SealedBatch batch = examples::witness_batch();
  const BatchHeader header = decode_header(batch.header.bytes).value();
  EXPECT_FALSE(header.feed.carries_events());
  const std::vector<BatchItem> items = open_payload(header, batch.payload).value();
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(decode_countersigned(items[0].body).value(), countersigned());
  FeedId news = header.feed;
  news.lane = v1::LANE_NEWS;
  EXPECT_NE(item_leaf(header.feed, items[0].body), item_leaf(news, items[0].body));
}

}  // namespace
}  // namespace jenjang

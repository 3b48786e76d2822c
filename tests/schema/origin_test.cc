// An adopted item proves where its author wrote it, whoever carries it.
#include <gtest/gtest.h>

#include "schema/batch.h"
#include "schema/merkle.h"
#include "tests/schema/examples.h"

namespace jenjang {
namespace {

BatchItem adopted() { return examples::batch_items().back(); }

TEST(Origin, LeadsToTheHeaderItsAuthorSigned) {
  const Result<BatchHeader> header = open_origin(adopted());
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(header->feed, examples::feed());
  EXPECT_EQ(header->number, 1u);
}

TEST(Origin, TravelsWithItsItem) {
  const SealedBatch batch = examples::batch();
  const auto header = decode_header(batch.header.bytes).value();
  const auto items = open_payload(header, batch.payload).value();
  EXPECT_TRUE(open_origin(items.back()));
}

TEST(Origin, DoesNotProveAnotherBody) {
  BatchItem item = adopted();
  item.body.back() = static_cast<char>(item.body.back() ^ 1);
  EXPECT_FALSE(open_origin(item));
  item.body = examples::batch_items().front().body;
  EXPECT_FALSE(open_origin(item));
}

TEST(Origin, DoesNotHoldWithAnotherPlacePathOrSignature) {
  BatchItem item = adopted();
  item.origin->index = 0;
  EXPECT_FALSE(open_origin(item));
  item = adopted();
  item.origin->index = 2;
  EXPECT_FALSE(open_origin(item));
  item = adopted();
  item.origin->path.clear();
  EXPECT_FALSE(open_origin(item));
  item = adopted();
  item.origin->path.push_back({});
  EXPECT_FALSE(open_origin(item));
  item = adopted();
  item.origin->header.signature.bytes[0] ^= 1;
  EXPECT_FALSE(open_origin(item));
  item = adopted();
  item.origin->header.bytes.clear();
  EXPECT_FALSE(open_origin(item));
}

TEST(Origin, OfEveryItemOfALargerBatchHolds) {
  std::vector<BatchItem> items;
  std::vector<MerkleHash> leaves;
  FeedId feed = examples::feed();
  feed.book = Book::directory();
  for (int i = 0; i < 33; ++i) {
    items.push_back({"body " + std::to_string(i), {}});
    leaves.push_back(item_leaf(feed, items.back().body));
  }
  const SealedBatch batch = seal({feed, 1, {}, {1}}, items, examples::writer());
  for (std::size_t i = 0; i < items.size(); ++i) {
    BatchItem item = items[i];
    item.origin = Origin{batch.header, static_cast<std::uint32_t>(i), merkle_path(leaves, i)};
    EXPECT_TRUE(open_origin(item)) << i;
  }
}

}  // namespace
}  // namespace jenjang

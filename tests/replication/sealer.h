#pragma once

#include <string>
#include <utility>
#include <vector>

#include "schema/batch.h"
#include "schema/hash.h"

namespace jenjang {

inline constexpr WallTime kNoon{1'795'500'000'000};

// Seals one feed's batches, as its writer does.
class Sealer {
 public:
  Sealer(const FeedId& feed, const NodeSignKeys& keys, std::vector<FeedHead> continues = {})
      : feed_(feed), keys_(keys), continues_(std::move(continues)) {}

  SealedBatch next(const std::vector<std::string>& bodies, WallTime sealed = kNoon) {
    std::vector<BatchItem> items;
    for (const std::string& body : bodies) items.push_back({body, std::nullopt});
    SealSpot spot{feed_, ++number_, head_, sealed};
    if (number_ == 1) spot.continues = continues_;
    spot.total_bytes = total_bytes_;
    const SealedBatch out = seal(spot, items, keys_);
    head_ = header_hash(out.header.bytes);
    total_bytes_ = decode_header(out.header.bytes)->total_bytes;
    return out;
  }
  FeedHead head() const { return {feed_, number_, head_}; }
  const FeedId& feed() const { return feed_; }

 private:
  FeedId feed_;
  NodeSignKeys keys_;
  std::vector<FeedHead> continues_;
  std::uint64_t number_ = 0;
  HeaderHash head_;
  std::uint64_t total_bytes_ = 0;
};

}  // namespace jenjang

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "replication/lag.h"
#include "schema/feed.h"
#include "schema/time.h"

namespace jenjang {

// One feed, as far as this node holds it. Feeds are dense, so everything up to `number` is here,
// and all that it goes on from.
struct FeedState {
  std::uint64_t number = 0;
  HeaderHash head;  // Zero at 0.
  WallTime sealed;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  std::uint64_t total_bytes = 0;    // Of its last header.
  std::vector<FeedHead> continues;  // Of its first header.
};

inline Counted counts_of(const FeedState& state) {
  return {state.number, state.events, state.bytes};
}

// As it lies in family `feeds`, and back: nothing for what does not decode.
std::string encode_feed_record(const FeedState& state);
std::optional<FeedState> decode_feed_record(const FeedId& feed, std::string_view bytes);

}  // namespace jenjang

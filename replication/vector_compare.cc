#include "replication/vector_compare.h"

#include "schema/hash.h"

namespace jenjang {

namespace {

HeaderHash hash_at(const Ledger& ledger, const FeedHead& own, std::uint64_t number) {
  if (number == own.number) return own.hash;
  const std::optional<SealedBatch> batch = ledger.batch(own.feed, number);
  CHECK(batch.has_value());
  return header_hash(batch->header.bytes);
}

}  // namespace

std::optional<FeedHead> open_head(const Ledger& ledger, const FeedId& feed) {
  const FeedHead own = ledger.standing(feed);
  if (ledger.closed_and_complete(own)) return std::nullopt;
  return own;
}

std::vector<VectorDifference> compare(const Ledger& ledger, bool directory, const Area& peer_area,
                                      const std::map<FeedId, CountedHead>& theirs) {
  std::vector<VectorDifference> out;
  for (const auto& [feed, state] : ledger.feeds()) {
    if (feed.book.is_directory() != directory || !ledger.shared(feed.book, peer_area)) continue;
    const FeedHead own = ledger.standing(feed);
    if (own.number == 0) continue;
    const auto found = theirs.find(feed);
    VectorDifference difference{feed, own.number, 0, false, false};
    if (found == theirs.end()) {
      difference.complete = ledger.closed_and_complete(own);
    } else {
      const FeedHead& peer = found->second.head;
      difference.peer_number = peer.number;
      if (peer.number > own.number) continue;
      difference.forked = peer.number > 0 && hash_at(ledger, own, peer.number) != peer.hash;
      if (peer.number == own.number && !difference.forked) continue;
    }
    out.push_back(difference);
  }
  return out;
}

}  // namespace jenjang

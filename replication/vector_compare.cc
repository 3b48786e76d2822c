#include "replication/vector_compare.h"

namespace jenjang {

std::vector<VectorDifference> compare(const Ledger& ledger, bool directory, const Area& peer_area,
                                      const std::map<FeedId, CountedHead>& theirs) {
  std::vector<VectorDifference> out;
  for (const auto& [feed, theirs_of] : theirs) {
    if (feed.book.is_directory() != directory || !ledger.shared(feed.book, peer_area)) continue;
    if (!ledger.is_open(feed)) continue;
    const FeedHead own = ledger.standing(feed);
    const FeedHead& peer = theirs_of.head;
    if (own.number == 0 || peer.number > own.number) continue;
    const bool forked = peer.number > 0 && ledger.hash_at(feed, peer.number) != peer.hash;
    if (peer.number < own.number || forked) out.push_back({feed, own.number, peer.number, forked});
  }
  return out;
}

}  // namespace jenjang

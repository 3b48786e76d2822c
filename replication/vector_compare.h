#pragma once

#include <map>
#include <optional>
#include <vector>

#include "replication/ledger.h"

namespace jenjang {

// A feed that both have open, of which we hold more than the peer, or something else.
struct VectorDifference {
  FeedId feed;
  std::uint64_t own_number = 0;
  std::uint64_t peer_number = 0;
  bool forked = false;  // Theirs has another hash at peer_number.
};

// Where we hold more than `theirs` (the peer's whole shared vector of the directory or of the
// books), or something else. Of a feed that the peer leaves out it has nothing, or all: it says
// which by a Have, since it sees that we have it open.
std::vector<VectorDifference> compare(const Ledger& ledger, bool directory, const Area& peer_area,
                                      const std::map<FeedId, CountedHead>& theirs);

}  // namespace jenjang

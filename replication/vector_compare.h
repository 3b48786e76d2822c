#pragma once

#include <map>
#include <optional>
#include <vector>

#include "replication/ledger.h"

namespace jenjang {

// One shared feed of ours that the peer's vector does not match.
struct VectorDifference {
  FeedId feed;
  std::uint64_t own_number = 0;
  std::uint64_t peer_number = 0;
  bool complete = false;  // Closed, and both ends have all of it: nothing to send.
  bool forked = false;    // Theirs has another hash at peer_number.
};

// Our standing head of a feed that still counts in vectors; nothing for one that is closed and
// complete here.
std::optional<FeedHead> open_head(const Ledger& ledger, const FeedId& feed);

// Where we hold more than `theirs` (the peer's whole shared vector of the directory or of the
// books), or something else. Feeds that the peer leaves out it lacks, or has closed and complete:
// which of the two the directory tells, so books are compared only when the directories are equal.
std::vector<VectorDifference> compare(const Ledger& ledger, bool directory, const Area& peer_area,
                                      const std::map<FeedId, CountedHead>& theirs);

}  // namespace jenjang

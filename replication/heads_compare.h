#pragma once

#include <optional>
#include <string>

#include "replication/heard_heads.h"
#include "replication/ledger.h"

namespace jenjang {

// A feed of which a peer has signed less than it had signed before, or another batch.
struct HeadBack {
  FeedHead before;
  std::optional<FeedHead> after;  // Nothing: the peer no longer names the feed.
  bool operator==(const HeadBack&) const = default;

  // For the log: the feed, and the numbers.
  std::string to_string() const;
};

enum class HeadsOrder {
  onward,     // All that was said before is still there: further on, or continued by other feeds.
  undecided,  // A feed is gone that one not held here may continue.
  back,
};

struct HeadsComparison {
  HeadsOrder order = HeadsOrder::onward;
  std::optional<HeadBack> back;  // With HeadsOrder::back: one of those feeds.
};

// What one peer has signed, compared with what it had signed before. What a fork or a cut, as far
// as it is known here, has taken from a feed does not count as going back.
HeadsComparison compare_heads(const Ledger& ledger, const HeardHeads& before,
                              const HeardHeads& after);

}  // namespace jenjang

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

// Compares heads that one peer has signed with those that it had signed before. A feed that a fork
// or a cut has shortened, as far as that is known here, does not count as gone back. Looks each
// head up once.
HeadsComparison compare_heads(const Ledger& ledger, const HeardHeads& before,
                              const HeardHeads& after);

}  // namespace jenjang

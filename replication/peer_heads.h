#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "replication/heads_compare.h"
#include "replication/store.h"

namespace jenjang {

// A peer whose signed heads went back: its disk was restored, or it lies.
struct PeerBack {
  HeadBack heads;
  WallTime since;  // By this node's clock.
};

// The last heads that each peer has signed, kept across restarts, so that the next are compared
// with them. The evidence of a peer that went back, both signed heads, stays in the store. Owned by
// the replica; what is kept of a peer is bounded by what one message holds.
class PeerHeads {
 public:
  PeerHeads(const StoreView& store, const Ledger& ledger) : store_(store), ledger_(ledger) {}

  // Corrupt where what is kept does not decode.
  Result<void> load();

  // Heads that the peer has said now.
  void hear(const NodeId& peer, const HeardHeads& heads, Now now, Writes& writes);
  // The ledger has changed a feed: of its writer what could not be decided may be now.
  void feed_changed(const FeedId& feed);
  // Decides what could not be decided before feeds of that peer changed, and stores what is due.
  void tend(Now now, Writes& writes);
  Instant wake_at() const;
  // Peers that were found to go back since the last call, and had not before.
  std::vector<NodeId> take_found() { return std::exchange(found_, {}); }

  // Peers whose last heads went back: until they say again what they had said, or more.
  const std::map<NodeId, PeerBack>& back() const { return back_; }

 private:
  struct Kept {
    HeardHeads heads;                   // The last that were found to go onward.
    std::optional<HeardHeads> pending;  // Newer, and undecided.
    bool to_judge = false;              // Feeds of the peer have changed since.
    bool stored = false;
    Instant store_at{};
  };
  void judge(const NodeId& peer, Kept& kept, const HeardHeads& heads, Now now, Writes& writes);
  void note_back(const NodeId& peer, const Kept& kept, const HeardHeads& heads,
                 const HeadBack& back, Now now, Writes& writes);

  const StoreView& store_;
  const Ledger& ledger_;
  std::map<NodeId, Kept> kept_;
  std::map<NodeId, PeerBack> back_;
  std::map<NodeId, Instant> proved_at_;  // When evidence was last stored.
  std::vector<NodeId> found_;
};

}  // namespace jenjang

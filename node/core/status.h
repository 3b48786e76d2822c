#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/area.h"
#include "schema/directory_entry.h"
#include "schema/feed.h"
#include "schema/ids.h"
#include "schema/time.h"

namespace jenjang {

// How one link is doing. Lag is what this end lacks of what the other has signed for, and the other
// way round; a link that says nothing has an old proof, never a lag of 0.
struct LinkStatus {
  NodeId peer;
  std::string name;  // As enrolled; empty before the directory knows it.
  std::optional<Area> area;
  bool dialled = false;
  bool in_contact = false;
  bool equal = false;                        // At the last comparison.
  std::optional<std::int64_t> silent_ms;     // Since anything was heard; nothing: never.
  std::optional<std::int64_t> proof_age_ms;  // Since both ends last proved equal; nothing: never.
  std::optional<WallTime> witnessed;         // The peer's time on its last countersignature.
  std::uint64_t events_to_send = 0;
  std::uint64_t bytes_to_send = 0;
  std::uint64_t events_to_receive = 0;
  std::uint64_t bytes_to_receive = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t batches_sent = 0;
  std::uint64_t batches_received = 0;
  std::uint64_t refused = 0;
  VectorDigest directory_digest;  // This end's; equal digests prove equal histories.
  VectorDigest books_digest;
  std::optional<VectorDigest> peer_directory_digest;
  std::optional<VectorDigest> peer_books_digest;
};

struct FeedStatus {
  FeedId feed;
  std::uint64_t number = 0;
  HeaderHash head;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
};

// A node's clock and its witness' that differ by more than this are worth a look, and a witness
// from further ahead than this is not believed before others.
inline constexpr std::int64_t kClockBoundMs = 300'000;

// The age of one node's data: the time since a node above has last countersigned the heads that the
// node signed, as far as this node has heard of that. An area that writes nothing is witnessed
// no more than one that is cut off.
struct DataAge {
  Area area;
  NodeId node;
  std::string name;
  std::optional<WallTime> witnessed;  // By the witness' clock; nothing: never, and no more follows.
  std::optional<NodeId> witness;
  std::string witness_name;
  std::int64_t age_ms = 0;          // Since then, by this node's clock.
  std::int64_t clock_ahead_ms = 0;  // The time that the node signed, less the witness'.
  // Events of the node, in the book of its area and in the directory, that the heads name and that
  // are not here; for this node itself those that are here and not in the heads. 0: level.
  std::uint64_t events_behind = 0;
};

// An alarm stands until its cause is gone or an operator has seen to it.
struct Alarm {
  std::string name;    // A stable word: erasure-refused, heads-went-back, lone-national-node, ...
  std::string detail;  // Ids only.
  WallTime since;
};

inline constexpr std::size_t kFallsShownMax = 1000;

// An event that is held here and that a cut takes.
struct FallenEvent {
  ReportId report;
  EventId event;
  bool submit = false;
};

struct NodeStatus {
  NodeId node;
  std::string name;
  Area area;
  WallTime wall;
  std::uint64_t arrivals = 0;   // Batches on disk.
  std::uint64_t projected = 0;  // Of them folded into the views.
  std::uint64_t waiting_events = 0;
  std::vector<LinkStatus> links;
  std::vector<FeedStatus> feeds;   // Open ones.
  std::vector<FeedCut> cuts;       // Of the writer that was asked for.
  std::uint64_t falls_count = 0;   // Events that these cuts take.
  std::vector<FallenEvent> falls;  // The first kFallsShownMax of them.
  std::vector<DataAge> ages;
  std::vector<Alarm> alarms;
};

}  // namespace jenjang

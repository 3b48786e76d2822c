#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "node/core/fold.h"
#include "node/turn/case_file.h"
#include "node/views/projection.h"
#include "replication/ledger.h"
#include "replication/replica.h"
#include "replication/store.h"

namespace jenjang {

// A pack with what should not lie in it: a content that was erased (the pack came before the
// erasure, and is folded after it), or one that no event of its batch names, so that an erasure
// would not find it.
struct UncleanPack {
  BatchPlace place;
  std::optional<std::set<ContentDigest>> named;  // Nothing where an event cannot be read.
};

// What folding a slice of batches brought to light, for the core to act on.
struct Findings {
  std::vector<ReportId> folded;  // Whose views now show what the slice brought.
  std::vector<ReportId> adopt;   // Some book of the audience may lack events.
  std::vector<ReportId> seal;    // Tightened: open contents may have to be sealed.
  std::vector<ReportId> judge;   // An erasure of theirs came in, or may be decided anew.
  // A content that an event names is neither beside it nor elsewhere.
  std::vector<std::pair<BatchPlace, Arrival>> broken_packs;
  std::vector<Arrival> unknown_authors;  // Batches with an event of a node not in the directory.
  std::vector<UncleanPack> unclean_packs;
  std::vector<ForkProof> forks;  // A copy is not of the batch that is held under its number.
  std::vector<Notice> notices;
};

// Where the contents of a pack lie in it.
using PackIndex = std::unordered_map<ContentDigest, std::uint32_t, FixedBytesHash>;

// Folds stored batches into the views: places of events and contents, timelines, folded states,
// indexes and counters. Idempotent: a batch that was folded before changes nothing. Owned by the
// core thread; everything it writes can be rebuilt.
class Projector {
 public:
  Projector(const StoreView& store, const Ledger& ledger, const Area& own)
      : store_(store), ledger_(ledger), directory_(ledger.directory()), own_(own) {}

  void project(const std::vector<const StoredBatch*>& batches, Writes& writes, Findings& findings);
  // Folds one report again, after a revocation or a fork changed which of its events count.
  void refold(const ReportId& report, Writes& writes, Findings& findings);

  // From now on packs are looked through for what was erased.
  void expect_erased() { any_erased_ = true; }

 private:
  struct Fresh {
    KeptEvent event;
    const StoredBatch* batch = nullptr;
    std::vector<ContentDigest> lacking;  // Named, and not in the pack beside its batch.
  };
  struct Work {
    ReportId report;
    std::vector<Fresh> events;
  };

  std::optional<KeptEvent> read_item(const StoredBatch& batch, std::uint32_t index,
                                     Findings& findings);
  PackIndex index_pack(const StoredBatch& batch, Findings& findings);
  std::vector<Work> read_items(const std::vector<const StoredBatch*>& batches, Findings& findings);
  void apply(Work work, Writes& writes, CounterDeltas& deltas, Findings& findings);

  const StoreView& store_;
  const Ledger& ledger_;
  const Directory& directory_;
  const Area own_;
  bool any_erased_ = false;
};

}  // namespace jenjang

#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "node/core/fold.h"
#include "node/turn/case_file.h"
#include "replication/directory.h"
#include "replication/ledger.h"
#include "replication/replica.h"
#include "replication/store.h"

namespace jenjang {

// What folding a slice of batches brought to light, for the core to act on.
struct Findings {
  std::vector<ReportId> touched;                       // All that the slice brought events of.
  std::vector<ReportId> adopt;                         // Some book of the audience may lack events.
  std::vector<std::pair<ReportId, EventId>> erasures;  // Orders that came in: to be judged.
  // A content that an event names is neither beside it nor elsewhere.
  std::vector<std::pair<BatchPlace, Arrival>> broken_packs;
  std::vector<Notice> notices;
};

// Folds stored batches into the views: places of events and contents, timelines, folded states,
// indexes and counters. Idempotent: a batch that was folded before changes nothing. Owned by the
// core thread; everything it writes can be rebuilt.
class Projector {
 public:
  Projector(const StoreView& store, const Directory& directory, const Area& own)
      : store_(store), directory_(directory), own_(own) {}

  void project(const std::vector<const StoredBatch*>& batches, Writes& writes, Findings& findings);
  // Folds one report again, after a revocation or a fork changed which of its events count.
  void refold(const ReportId& report, Writes& writes, Findings& findings);

 private:
  struct Work {
    ReportId report;
    std::vector<KeptEvent> events;
  };

  std::optional<KeptEvent> read_item(const StoredBatch& batch, std::uint32_t index,
                                     Findings& findings);
  void place_contents(const StoredBatch& batch, const std::set<ContentDigest>& named,
                      Writes& writes, Findings& findings);

  const StoreView& store_;
  const Directory& directory_;
  const Area own_;
};

}  // namespace jenjang

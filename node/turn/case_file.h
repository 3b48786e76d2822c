#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/core/fold.h"
#include "node/views/case_events.h"
#include "replication/ledger.h"
#include "replication/store.h"
#include "schema/event.h"

namespace jenjang {

// All that is kept about one report, and what it comes to.
struct CaseFile {
  ReportId report;
  std::optional<v1::CaseState> state;  // As stored; nothing: never heard of.
  std::vector<KeptEvent> events;
  Folded folded;

  const KeptEvent* find(const EventId& id) const { return find_event(events, id); }
  bool visible() const { return folded.visible; }
  Area holder() const { return *Area::from_digits(folded.state.holder()); }
};

// Reads and folds. A report never heard of gives an empty file.
CaseFile load_case(const StoreView& store, const ReportId& report);
Folded fold_events(const ReportId& report, const std::vector<KeptEvent>& events);

// Ancestors left out: an ancestor holds all below it.
std::vector<Area> cover(const std::set<Area>& areas);

// Every place of an event that counts: in a batch within the cut of its feed.
std::vector<EventPlace> counted_places(const StoreView& store, const Ledger& ledger,
                                       const KeptEvent& event);

// A stored batch, opened.
std::optional<StoredBatch> open_stored(const StoreView& store, Arrival arrival);

}  // namespace jenjang

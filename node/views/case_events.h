#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/core/fold.h"
#include "node/views/open_packs.h"
#include "replication/store.h"
#include "schema/content.h"
#include "schema/event.h"
#include "schema/keys.h"

namespace jenjang {

// One event of a report as it is kept, and one place it lies in.
struct KeptEvent {
  FoldEvent fold;
  Arrival arrival = 0;        // Of the batch.
  std::uint32_t index = 0;    // In the batch.
  std::uint32_t content = 0;  // Of its first content, in the pack beside the batch.
  std::string bytes;
};

// The state as stored; nothing for a report never heard of.
std::optional<v1::CaseState> load_state(const StoreView& store, const ReportId& report);
// The events of a stored report, in order of id.
std::vector<KeptEvent> load_events(const StoreView& store, const v1::CaseState& state);
std::optional<KeptEvent> load_event(const StoreView& store, const v1::CaseState& state,
                                    const EventId& event);
std::optional<KeptEvent> load_event(const StoreView& store, const ReportId& report,
                                    const EventId& event);
std::string kept_value(const KeptEvent& event);
// Nothing where no event of these has that id, which must come from load_events.
const KeptEvent* find_event(const std::vector<KeptEvent>& events, const EventId& id);

struct EventPlace {
  Arrival arrival = 0;
  BatchPlace batch;
  std::uint32_t index = 0;
};
// All of them, the kept one first.
std::vector<EventPlace> places_of(const StoreView& store, const KeptEvent& event);

// The batch of an arrival; nothing where the store has none.
std::optional<BatchPlace> place_of_arrival(const StoreView& store, Arrival arrival);

// What is known of an erasure of a content: ordered and withheld until its authority can be read,
// or decided for ever.
struct ErasedMark {
  EventId erasure;
  bool decided = false;
};
std::optional<ErasedMark> erased_mark(const StoreView& store, const ContentDigest& digest);
std::string erased_value(const ErasedMark& mark);

// A content that this event names, with a digest that holds, or what is left of it: the contents of
// an event ride beside the batch that carries it. Nothing where it is not here.
std::optional<PackEntry> find_content(const StoreView& store, const KeptEvent& event,
                                      const ContentDigest& digest);
// The same, for many look-ups.
std::optional<PackEntry> find_content(const StoreView& store, OpenPacks& packs,
                                      const KeptEvent& event, const ContentDigest& digest);
bool is_content(const PackEntry& entry, const ContentDigest& digest);
// The same in a pack that was read: where the event's timeline says, else wherever it lies.
const PackEntry* find_entry(const Pack& pack, const KeptEvent& event, const ContentDigest& digest);

}  // namespace jenjang

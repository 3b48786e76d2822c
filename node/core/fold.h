#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "jenjang/v1/store.pb.h"
#include "schema/event.h"
#include "schema/ids.h"

namespace jenjang {

// A report beyond this many wide events folds the first ones in fold order; the rest wait.
inline constexpr std::size_t kFoldEventsMax = 10'000;

struct FoldEvent {
  EventId id;
  Event event;
  // Written past the cut of its author's revocation.
  bool past_cut = false;
};

struct Placed {
  EventId id;
  v1::Standing standing{};
  bool wide = true;
  auto operator<=>(const Placed&) const = default;
};

// What a set of events comes to.
struct Folded {
  bool visible = false;  // False without a valid submit: nothing below is set but `history`.
  v1::CaseState state;
  // In fold order, narrower events after the last of their parents; then waiting, then strangers.
  std::vector<Placed> history;
  std::set<Area> audience;
  // Of the folded wide events that are not void, newest first, at most 16: what a new event cites.
  std::vector<EventId> heads;
  std::vector<EventId> missing;  // Parents that waiting events cite and that are not here.
};

// State is a pure function of the set: the same events in any order of arrival give the same bytes
// (architecture.md sections 4 and 5). Event times only order; they decide no mandate.
// Requires events of that report only; an event that is there twice counts once.
Folded fold(const ReportId& report, std::vector<FoldEvent> events);

// Equal for equal sets of the report's own wide events, byte for byte: the state, and how each
// event stands. Narrower events and strangers' are left out: nodes of other areas hold other ones.
std::string state_bytes(const Folded& folded);

}  // namespace jenjang

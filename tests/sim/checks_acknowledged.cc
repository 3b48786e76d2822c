// The events and contents that nodes have acknowledged.
#include <algorithm>

#include "node/turn/contents.h"
#include "tests/sim/checks.h"

namespace jenjang {

// An honest author cites only what it has folded, so whatever is missing under it was lost.
bool Checks::waits_for_ever(const Acknowledged& one) const {
  OracleEvents events = census_.events_of(one.report);
  if (!oracle_custody(events).waiting.contains(*one.event)) return false;
  // A cut takes the move with it that had let an area in, and what was said on that.
  for (auto& [id, fold] : events) fold.past_cut = false;
  if (!oracle_custody(events).waiting.contains(*one.event)) return false;
  std::vector<EventId> open{*one.event};
  std::set<EventId> seen;
  while (!open.empty()) {
    const EventId id = open.back();
    open.pop_back();
    if (!seen.insert(id).second) continue;
    if (losses_.lost(id)) return false;
    const auto found = events.find(id);
    if (found == events.end()) continue;
    const std::vector<EventId>& parents = found->second.event.parents;
    open.insert(open.end(), parents.begin(), parents.end());
  }
  return true;
}

void Checks::acknowledged() {
  for (const Acknowledged& one : clients_.acknowledged()) {
    one.event ? acknowledged_event(one) : acknowledged_report(one);
  }
}

void Checks::acknowledged_event(const Acknowledged& one) {
  if (losses_.lost(*one.event)) return;
  const auto placed = census_.events().find(*one.event);
  if (placed == census_.events().end()) {
    return fail(one.node, "lost event " + brief(one.event->view()) + " of report " +
                              brief(one.report.view()));
  }
  // It fell with a cut.
  if (placed->second.fold.past_cut) return;
  if (waits_for_ever(one)) {
    return fail(one.node, "has an event that waits for ever " + brief(one.event->view()) + " " +
                              tell(one.report));
  }
  words_of(one, placed->second.fold);
}

void Checks::acknowledged_report(const Acknowledged& one) {
  const OracleEvents events = census_.events_of(one.report);
  const FoldEvent* submit = nullptr;
  for (const auto& [id, fold] : events) {
    if (!std::holds_alternative<Submitted>(fold.event.payload)) continue;
    if (submit == nullptr || submit->past_cut) submit = &fold;
  }
  if (submit == nullptr) {
    if (!losses_.lost(one.report)) fail(one.node, "lost report " + brief(one.report.view()));
  } else if (!submit->past_cut) {
    words_of(one, *submit);
    shown(one, oracle_custody(events).audience);
  }
}

// Under one code, wherever it concerns anybody.
void Checks::shown(const Acknowledged& one, const std::set<Area>& audience) {
  for (const int node : nodes_) {
    if (!is_member(world_.node(node).area(), audience)) continue;
    const std::optional<v1::CaseState> state = load_state(world_.node(node).store(), one.report);
    if (!state || !visible(*state)) fail(node, "does not show report " + brief(one.report.view()));
  }
}

// Every acknowledged event is whole: each of its contents lies on some disk, or was erased.
void Checks::words_of(const Acknowledged& one, const FoldEvent& event) {
  for (const ContentRef& ref : contents_of(event.event.payload)) {
    if (kept_.contains(ref.digest) || erased_once(ref.digest)) continue;
    if (losses_.lost(ref.digest)) continue;
    fail(one.node, "lost content " + brief(ref.digest.view()) + " of event " +
                       brief(event.id.view()) + where(event.id));
  }
}

}  // namespace jenjang

#include "node/core/mandate.h"

#include <algorithm>
#include <numeric>

namespace jenjang {

bool valid_submit(const Event& event) {
  const auto* submitted = std::get_if<Submitted>(&event.payload);
  return submitted != nullptr && event.area.contains(submitted->intake);
}

bool is_void(const FoldEvent& event) {
  const bool submit = std::holds_alternative<Submitted>(event.event.payload);
  return event.past_cut || (submit && !valid_submit(event.event));
}

bool acts_for_holder(const Event& act, const Event& under) {
  const std::optional<Area> to = destination_of(under.payload);
  return to && act.area.contains(*to);
}

bool move_allowed(const Event& move, const Event& under) {
  if (!acts_for_holder(move, under)) return false;
  if (const auto* disposed = std::get_if<Disposed>(&move.payload)) return disposed->to == move.area;
  if (const auto* forwarded = std::get_if<Forwarded>(&move.payload)) {
    return move.area.contains(forwarded->to);
  }
  if (const auto* returned = std::get_if<Returned>(&move.payload)) {
    return returned->to.contains(move.area);
  }
  return false;
}

bool Audience::add(const Area& area) {
  if (!areas_.insert(area).second) return false;
  for (const Area& member : area.lineage()) members_.insert(member);
  return true;
}

Mandate::Mandate(const std::vector<const FoldEvent*>& events)
    : events_(events),
      by_id_(events.size()),
      under_(events.size(), kNone),
      starts_(events.size() + 1, 0) {
  std::iota(by_id_.begin(), by_id_.end(), std::size_t{0});
  std::sort(by_id_.begin(), by_id_.end(),
            [&](std::size_t a, std::size_t b) { return events_[a]->id < events_[b]->id; });
  for (std::size_t i = 0; i < events_.size(); ++i) {
    if (events_[i]->event.under) under_[i] = find(*events_[i]->event.under);
    if (under_[i] != kNone) ++starts_[under_[i] + 1];
  }
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  beneath_.resize(starts_.back());
  std::vector<std::size_t> next(starts_.begin(), starts_.end() - 1);
  for (std::size_t i = 0; i < events_.size(); ++i) {
    if (under_[i] != kNone) beneath_[next[under_[i]]++] = i;
  }
}

std::size_t Mandate::find(const EventId& id) const {
  const auto at = std::lower_bound(
      by_id_.begin(), by_id_.end(), id,
      [&](std::size_t event, const EventId& wanted) { return events_[event]->id < wanted; });
  return at != by_id_.end() && events_[*at]->id == id ? *at : kNone;
}

std::span<const std::size_t> Mandate::beneath(std::size_t event) const {
  return std::span(beneath_).subspan(starts_[event], starts_[event + 1] - starts_[event]);
}

std::vector<bool> Mandate::mandated(const std::vector<bool>& usable) const {
  std::vector<bool> out(events_.size(), false);
  std::vector<std::size_t> grown;
  for (std::size_t i = 0; i < events_.size(); ++i) {
    if (!usable[i] || !std::holds_alternative<Submitted>(events_[i]->event.payload)) continue;
    out[i] = true;
    grown.push_back(i);
  }
  while (!grown.empty()) {
    const std::size_t under = grown.back();
    grown.pop_back();
    for (const std::size_t move : beneath(under)) {
      if (out[move] || !usable[move]) continue;
      if (!move_allowed(events_[move]->event, events_[under]->event)) continue;
      out[move] = true;
      grown.push_back(move);
    }
  }
  return out;
}

Audience Mandate::audience(const std::vector<bool>& mandated) const {
  Audience out;
  for (std::size_t i = 0; i < events_.size(); ++i) {
    if (!mandated[i]) continue;
    const Payload& payload = events_[i]->event.payload;
    if (const auto* submitted = std::get_if<Submitted>(&payload)) out.add(submitted->intake);
    out.add(destination_of(payload).value());
  }
  return out;
}

}  // namespace jenjang

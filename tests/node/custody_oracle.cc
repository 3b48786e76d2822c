#include "tests/node/custody_oracle.h"

#include <algorithm>
#include <optional>
#include <tuple>

namespace jenjang {

namespace {

using Ids = std::set<EventId>;

bool within(const Area& x, const Area& a) { return a.contains(x); }

bool is_submit(const FoldEvent& e) { return std::holds_alternative<Submitted>(e.event.payload); }

bool is_valid_submit(const FoldEvent& e) {
  return within(std::get<Submitted>(e.event.payload).intake, e.event.area);
}

std::optional<Area> to(const FoldEvent& e) {
  if (auto* p = std::get_if<Submitted>(&e.event.payload)) return p->addressee;
  if (auto* p = std::get_if<Disposed>(&e.event.payload)) return p->to;
  if (auto* p = std::get_if<Forwarded>(&e.event.payload)) return p->to;
  if (auto* p = std::get_if<Returned>(&e.event.payload)) return p->to;
  return std::nullopt;
}

bool direction_allowed(const FoldEvent& e) {
  const Area own = e.event.area;
  if (auto* p = std::get_if<Disposed>(&e.event.payload)) return p->to == own;
  if (auto* p = std::get_if<Forwarded>(&e.event.payload)) return within(p->to, own);
  if (auto* p = std::get_if<Returned>(&e.event.payload)) return within(own, p->to);
  return false;
}

Ids mandated(const OracleEvents& events) {
  Ids out;
  for (const auto& [id, e] : events) {
    if (is_submit(e)) out.insert(id);
  }
  bool grown = true;
  while (grown) {
    grown = false;
    for (const auto& [id, e] : events) {
      if (out.contains(id) || is_submit(e) || !to(e) || !e.event.under) continue;
      if (!out.contains(*e.event.under)) continue;
      if (!within(*to(events.at(*e.event.under)), e.event.area) || !direction_allowed(e)) continue;
      out.insert(id);
      grown = true;
    }
  }
  return out;
}

std::set<Area> audience(const OracleEvents& events) {
  std::set<Area> out;
  for (const EventId& id : mandated(events)) {
    const FoldEvent& e = events.at(id);
    if (is_submit(e)) out.insert(std::get<Submitted>(e.event.payload).intake);
    out.insert(*to(e));
  }
  return out;
}

bool is_member(const Area& author, const std::set<Area>& areas) {
  return std::any_of(areas.begin(), areas.end(), [&](const Area& a) { return within(a, author); });
}

Ids past(const OracleEvents& events, const EventId& id) {
  Ids seen;
  std::vector<EventId> open = events.at(id).event.parents;
  while (!open.empty()) {
    const EventId p = open.back();
    open.pop_back();
    if (!seen.insert(p).second || !events.contains(p)) continue;
    const auto& parents = events.at(p).event.parents;
    open.insert(open.end(), parents.begin(), parents.end());
  }
  return seen;
}

bool is_void(const OracleEvents& events, const EventId& id) {
  const FoldEvent& e = events.at(id);
  if (e.past_cut || (is_submit(e) && !is_valid_submit(e))) return true;
  if (e.event.counter <= 1) return false;
  for (const EventId& p : past(events, id)) {
    if (!events.contains(p)) continue;
    const Event& other = events.at(p).event;
    if (other.author == e.event.author && other.incarnation == e.event.incarnation &&
        other.counter == e.event.counter - 1) {
      return false;
    }
  }
  return true;
}

auto rank(const FoldEvent& e) { return std::tuple(e.event.area.tier(), e.event.time, e.id); }

std::vector<EventId> contenders(const OracleEvents& all, const OracleEvents& events,
                                const Ids& moves) {
  Ids under;
  for (const EventId& id : mandated(events)) {
    const FoldEvent& e = events.at(id);
    if (!is_submit(e) && moves.contains(*e.event.under)) under.insert(id);
  }
  std::vector<EventId> out;
  for (const EventId& e : under) {
    const Ids knew = past(all, e);
    if (std::none_of(under.begin(), under.end(), [&](auto& o) { return knew.contains(o); })) {
      out.push_back(e);
    }
  }
  return out;
}

std::vector<EventId> custody(const OracleEvents& all, const OracleEvents& events) {
  std::vector<EventId> chain;
  Ids current;
  for (const auto& [id, e] : events) {
    if (is_submit(e)) current.insert(id);
  }
  std::vector<EventId> rivals(current.begin(), current.end());
  while (!rivals.empty()) {
    chain.push_back(*std::min_element(rivals.begin(), rivals.end(), [&](auto& a, auto& b) {
      return rank(events.at(a)) < rank(events.at(b));
    }));
    if (chain.size() > 1) current = {chain.back()};
    rivals = contenders(all, events, current);
  }
  return chain;
}

std::vector<EventId> fold_order(const OracleEvents& events) {
  std::vector<EventId> out;
  Ids taken;
  while (taken.size() < events.size()) {
    std::optional<std::pair<HybridTime, EventId>> least;
    for (const auto& [id, e] : events) {
      const auto& parents = e.event.parents;
      if (taken.contains(id) || !std::all_of(parents.begin(), parents.end(),
                                             [&](auto& p) { return taken.contains(p); })) {
        continue;
      }
      const std::pair key(e.event.time, id);
      if (!least || key < *least) least = key;
    }
    out.push_back(least->second);
    taken.insert(least->second);
  }
  return out;
}

// The events of `ids` that are not void.
OracleEvents counting(const OracleEvents& all, const Ids& ids) {
  OracleEvents out;
  for (const EventId& id : ids) {
    if (!is_void(all, id)) out.emplace(id, all.at(id));
  }
  return out;
}

}  // namespace

OracleCustody oracle_custody(const OracleEvents& events) {
  OracleEvents wide;
  Ids taken;
  for (const auto& [id, e] : events) {
    if (!e.event.wide()) continue;
    wide.emplace(id, e);
    if (is_submit(e) && !is_void(wide, id)) taken.insert(id);
  }
  OracleCustody out;
  while (true) {
    out.audience = audience(counting(wide, taken));
    Ids next = taken;
    for (const auto& [id, e] : wide) {
      const auto& parents = e.event.parents;
      if (is_member(e.event.area, out.audience) &&
          std::all_of(parents.begin(), parents.end(), [&](auto& p) { return taken.contains(p); })) {
        next.insert(id);
      }
    }
    if (next == taken) break;
    taken = next;
  }
  OracleEvents folded;
  for (const EventId& id : taken) folded.emplace(id, wide.at(id));
  out.order = fold_order(folded);
  out.chain = custody(folded, counting(folded, taken));
  out.mandated = mandated(counting(folded, taken));
  for (const auto& [id, e] : wide) {
    if (taken.contains(id)) {
      if (is_void(folded, id)) out.voided.insert(id);
    } else {
      (is_member(e.event.area, out.audience) ? out.waiting : out.strangers).insert(id);
    }
  }
  return out;
}

}  // namespace jenjang

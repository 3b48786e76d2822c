#include "node/core/custody.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <tuple>

namespace jenjang {

namespace {

using Events = std::vector<const FoldEvent*>;
using Flags = std::vector<bool>;

// Parent-closed events in fold order.
struct Ordered {
  std::vector<std::size_t> events;  // Indexes into what was ordered.
  std::vector<Pasts::Positions> parents;
};

// Takes again and again the least event whose parents are all taken: indexes are in (time, id)
// order, so the least index. Only events flagged in `among` exist here.
Ordered take_in_order(const Events& events, const Mandate& links, const Flags& among) {
  std::vector<std::size_t> lacks(events.size(), 0);
  std::vector<std::vector<std::size_t>> children(events.size());
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!among[i]) continue;
    for (const EventId& id : events[i]->event.parents) {
      const std::size_t parent = links.find(id);
      ++lacks[i];  // A parent that is not here is lacked for ever.
      if (parent != Mandate::kNone && among[parent]) children[parent].push_back(i);
    }
    if (lacks[i] == 0) ready.push(i);
  }
  Ordered out;
  std::vector<std::size_t> position(events.size(), Mandate::kNone);
  while (!ready.empty() && out.events.size() < kFoldEventsMax) {
    const std::size_t event = ready.top();
    ready.pop();
    position[event] = out.events.size();
    out.events.push_back(event);
    Pasts::Positions& parents = out.parents.emplace_back();
    for (const EventId& id : events[event]->event.parents) {
      parents.push_back(static_cast<std::uint32_t>(position[links.find(id)]));
    }
    for (const std::size_t child : children[event]) {
      if (--lacks[child] == 0) ready.push(child);
    }
  }
  return out;
}

// An author's events of this report, to find one by its counter.
class Counters {
 public:
  explicit Counters(const Events& order) : order_(order) {
    for (std::size_t i = 0; i < order.size(); ++i) by_counter_.push_back(i);
    std::stable_sort(by_counter_.begin(), by_counter_.end(),
                     [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  }

  // Whether the event's past has its author's counter before it.
  bool complete(std::size_t position, const Pasts& pasts) const {
    const Event& event = order_[position]->event;
    if (event.counter <= 1) return true;
    const Key wanted(event.author, event.incarnation, event.counter - 1);
    auto at = std::lower_bound(by_counter_.begin(), by_counter_.end(), wanted,
                               [&](std::size_t a, const Key& value) { return key(a) < value; });
    for (; at != by_counter_.end() && key(*at) == wanted; ++at) {
      if (pasts.knew(position, *at)) return true;
    }
    return false;
  }

 private:
  using Key = std::tuple<NodeId, Incarnation, std::uint64_t>;
  Key key(std::size_t position) const {
    const Event& event = order_[position]->event;
    return {event.author, event.incarnation, event.counter};
  }

  const Events& order_;
  std::vector<std::size_t> by_counter_;
};

class Assessment {
 public:
  explicit Assessment(const Events& wide) : wide_(wide), links_(wide), sound_(wide.size()) {
    for (std::size_t i = 0; i < wide.size(); ++i) sound_[i] = !is_void(*wide[i]);
  }

  Custody run() {
    judge_closed_events();
    grow();
    Custody out;
    place(out);
    set_apart(out);
    find_chain(out);
    return out;
  }

 private:
  // No area outside the widest possible audience can be concerned. Its events are left out before
  // the limit on events applies, so that a stranger cannot use it up.
  void judge_closed_events() {
    const Audience widest = links_.audience(links_.mandated(sound_));
    Flags among(wide_.size());
    for (std::size_t i = 0; i < wide_.size(); ++i) among[i] = widest.concerns(wide_[i]->event.area);
    closed_ = take_in_order(wide_, links_, among);
    Events order;
    for (const std::size_t event : closed_.events) order.push_back(wide_[event]);
    const Pasts pasts(closed_.parents);
    const Counters counters(order);
    for (std::size_t position = 0; position < order.size(); ++position) {
      if (!counters.complete(position, pasts)) sound_[closed_.events[position]] = false;
    }
  }

  // Folds what concerned areas wrote, widens the audience by the moves among it, and again.
  void grow() {
    folded_.assign(wide_.size(), false);
    Flags submits(wide_.size());
    for (std::size_t i = 0; i < wide_.size(); ++i) {
      submits[i] = sound_[i] && std::holds_alternative<Submitted>(wide_[i]->event.payload);
    }
    audience_ = links_.audience(submits);
    mandated_ = submits;
    while (fold_more()) {
      Flags usable(wide_.size());
      for (std::size_t i = 0; i < wide_.size(); ++i) usable[i] = folded_[i] && sound_[i];
      mandated_ = links_.mandated(usable);
      audience_ = links_.audience(mandated_);
    }
  }

  bool fold_more() {
    bool more = false;
    for (std::size_t position = 0; position < closed_.events.size(); ++position) {
      const std::size_t event = closed_.events[position];
      if (folded_[event] || !audience_.concerns(wide_[event]->event.area)) continue;
      const Pasts::Positions& parents = closed_.parents[position];
      folded_[event] = std::all_of(parents.begin(), parents.end(), [&](std::uint32_t parent) {
        return folded_[closed_.events[parent]];
      });
      more |= folded_[event];
    }
    return more;
  }

  // The order of a parent-closed part is the whole's order with the rest left out.
  void place(Custody& out) {
    position_.assign(wide_.size(), Custody::kNone);
    for (std::size_t i = 0; i < closed_.events.size(); ++i) {
      const std::size_t event = closed_.events[i];
      if (!folded_[event]) continue;
      const std::size_t position = position_[event] = out.order.size();
      out.order.push_back(wide_[event]);
      out.voided.push_back(!sound_[event]);
      Pasts::Positions& parents = out.parents.emplace_back();
      for (const std::uint32_t parent : closed_.parents[i]) {
        parents.push_back(static_cast<std::uint32_t>(position_[closed_.events[parent]]));
      }
      if (sound_[event] && std::holds_alternative<Submitted>(wide_[event]->event.payload)) {
        out.submits.push_back(position);
      }
    }
    for (const FoldEvent* event : out.order) {
      const std::size_t under = links_.under(links_.find(event->id));
      out.under.push_back(under == Mandate::kNone ? Custody::kNone : position_[under]);
    }
    out.pasts = Pasts(out.parents);
  }

  void set_apart(Custody& out) {
    for (std::size_t i = 0; i < wide_.size(); ++i) {
      if (folded_[i]) continue;
      if (!audience_.concerns(wide_[i]->event.area)) {
        out.strangers.push_back(wide_[i]);
        continue;
      }
      out.waiting.push_back(wide_[i]);
      for (const EventId& id : wide_[i]->event.parents) {
        if (links_.find(id) == Mandate::kNone) out.missing.push_back(id);
      }
    }
    std::sort(out.missing.begin(), out.missing.end());
    out.missing.erase(std::unique(out.missing.begin(), out.missing.end()), out.missing.end());
    out.audience = audience_;
  }

  // Of these positions the one of the highest tier, then the least (time, id).
  static std::size_t highest(const Custody& out, const std::vector<std::size_t>& positions) {
    return *std::min_element(positions.begin(), positions.end(), [&](std::size_t a, std::size_t b) {
      const FoldEvent& left = *out.order[a];
      const FoldEvent& right = *out.order[b];
      return std::tuple(left.event.area.tier(), left.event.time, left.id) <
             std::tuple(right.event.area.tier(), right.event.time, right.id);
    });
  }

  // The mandated moves under any of `moves`, less those that knew of another of them.
  std::vector<std::size_t> contenders(const Custody& out, const std::vector<std::size_t>& moves) {
    std::vector<std::size_t> rivals;
    Pasts::Mask mask = out.pasts.no_events();
    for (const std::size_t move : moves) {
      for (const std::size_t event : links_.beneath(links_.find(out.order[move]->id))) {
        if (!mandated_[event]) continue;
        rivals.push_back(position_[event]);
        Pasts::mark(mask, position_[event]);
      }
    }
    std::erase_if(rivals, [&](std::size_t rival) { return out.pasts.knew_any(rival, mask); });
    return rivals;
  }

  void find_chain(Custody& out) {
    out.chain_place.assign(out.order.size(), Custody::kNone);
    std::vector<std::size_t> standing = out.submits;
    std::vector<std::size_t> rivals = out.submits;
    while (!rivals.empty()) {
      const std::size_t link = out.chain.size();
      out.chain.push_back(highest(out, rivals));
      if (link > 0) standing.assign(1, out.chain.back());
      for (const std::size_t move : standing) {
        for (const std::size_t event : links_.beneath(links_.find(out.order[move]->id))) {
          if (position_[event] != Custody::kNone) out.chain_place[position_[event]] = link;
        }
      }
      rivals = contenders(out, standing);
    }
  }

  const Events& wide_;
  Mandate links_;
  Flags sound_;  // Not void, as far as is known.
  Ordered closed_;
  Flags folded_;
  Flags mandated_;
  Audience audience_;
  std::vector<std::size_t> position_;  // In the fold order, by index; kNone for what is not folded.
};

}  // namespace

Custody custody_of(const std::vector<const FoldEvent*>& wide) { return Assessment(wide).run(); }

}  // namespace jenjang

#include "node/core/fold.h"

#include <algorithm>
#include <tuple>

#include "node/core/case_fold.h"
#include "node/core/custody.h"
#include "schema/base/check.h"
#include "schema/base/key_codec.h"

namespace jenjang {

namespace {

using Events = std::vector<const FoldEvent*>;

// Nearly every report of a catch-up: its submit and nothing else.
bool is_lone_submit(const std::vector<FoldEvent>& events) {
  if (events.size() != 1 || events[0].past_cut) return false;
  const Event& event = events[0].event;
  return event.wide() && event.parents.empty() && event.counter == 1 && valid_submit(event);
}

Folded fold_lone(const FoldEvent& submit) {
  const auto& submitted = std::get<Submitted>(submit.event.payload);
  Folded out;
  out.visible = true;
  out.state = submitted_state(submit);
  out.history.push_back({submit.id, v1::STANDING_STANDS});
  out.audience = {submitted.intake, submitted.addressee};
  out.heads.push_back(submit.id);
  return out;
}

// By (time, id), each once; void if any copy says so.
void put_in_order(std::vector<FoldEvent>& events) {
  std::sort(events.begin(), events.end(), [](const FoldEvent& a, const FoldEvent& b) {
    return std::tuple(a.event.time, a.id, !a.past_cut) <
           std::tuple(b.event.time, b.id, !b.past_cut);
  });
  const auto same = [](const FoldEvent& a, const FoldEvent& b) { return a.id == b.id; };
  events.erase(std::unique(events.begin(), events.end(), same), events.end());
}

// Folded wide events that no other one cites; void ones neither are heads nor hide any.
std::vector<EventId> find_heads(const Custody& custody) {
  std::vector<bool> cited(custody.order.size(), false);
  for (std::size_t i = 0; i < custody.order.size(); ++i) {
    if (custody.voided[i]) continue;
    for (const std::uint32_t parent : custody.parents[i]) cited[parent] = true;
  }
  Events heads;
  for (std::size_t i = 0; i < custody.order.size(); ++i) {
    if (!cited[i] && !custody.voided[i]) heads.push_back(custody.order[i]);
  }
  std::sort(heads.begin(), heads.end(), [](const FoldEvent* a, const FoldEvent* b) {
    return std::tie(a->event.time, a->id) > std::tie(b->event.time, b->id);
  });
  std::vector<EventId> out;
  for (const FoldEvent* head : heads) {
    if (out.size() == kParentsMax) break;
    out.push_back(head->id);
  }
  return out;
}

// A narrower event moves nothing: it is shown, after the last of its parents.
v1::Standing narrow_standing(const FoldEvent& narrow, const Custody& custody) {
  if (!custody.audience.concerns(narrow.event.area)) return v1::STANDING_STRANGER;
  return narrow.past_cut ? v1::STANDING_VOID : v1::STANDING_WORDS;
}

class History {
 public:
  History(const Custody& custody, const std::vector<v1::Standing>& standings)
      : custody_(custody), standings_(standings) {}

  std::vector<Placed> run(const Events& narrow) {
    for (std::size_t i = 0; i < custody_.order.size(); ++i) {
      place_of_.emplace_back(custody_.order[i]->id, i);
    }
    std::sort(place_of_.begin(), place_of_.end());
    std::vector<std::pair<std::size_t, const FoldEvent*>> after;
    Events apart;
    for (const FoldEvent* event : narrow) {
      const bool stranger = narrow_standing(*event, custody_) == v1::STANDING_STRANGER;
      if (stranger) {
        apart.push_back(event);
      } else {
        after.emplace_back(place(*event), event);
      }
    }
    std::stable_sort(after.begin(), after.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    auto next = after.begin();
    for (std::size_t i = 0; i < custody_.order.size(); ++i) {
      out_.push_back({custody_.order[i]->id, standings_[i]});
      for (; next != after.end() && next->first == i; ++next) add_narrow(*next->second);
    }
    for (const FoldEvent* event : custody_.waiting) {
      out_.push_back({event->id, v1::STANDING_WAITING});
    }
    for (const FoldEvent* event : custody_.strangers) {
      out_.push_back({event->id, v1::STANDING_STRANGER});
    }
    for (const FoldEvent* event : apart) add_narrow(*event);
    return std::move(out_);
  }

 private:
  // The position it follows: its last folded parent's, or the last of all where none is folded.
  std::size_t place(const FoldEvent& narrow) const {
    std::optional<std::size_t> last;
    for (const EventId& id : narrow.event.parents) {
      const auto at =
          std::lower_bound(place_of_.begin(), place_of_.end(), std::pair(id, std::size_t{0}));
      if (at != place_of_.end() && at->first == id) last = std::max(last.value_or(0), at->second);
    }
    return last.value_or(custody_.order.size() - 1);
  }

  void add_narrow(const FoldEvent& event) {
    out_.push_back({event.id, narrow_standing(event, custody_), false});
  }

  const Custody& custody_;
  const std::vector<v1::Standing>& standings_;
  std::vector<std::pair<EventId, std::size_t>> place_of_;
  std::vector<Placed> out_;
};

// Without a valid submit nobody is concerned yet: everything waits for it.
void fold_hidden(const Events& wide, const Events& narrow, Folded& out) {
  std::set<EventId> here;
  for (const FoldEvent* event : wide) here.insert(event->id);
  std::set<EventId> missing;
  for (const FoldEvent* event : wide) {
    out.history.push_back({event->id, is_void(*event) ? v1::STANDING_VOID : v1::STANDING_WAITING});
    for (const EventId& parent : event->event.parents) {
      if (!here.contains(parent)) missing.insert(parent);
    }
  }
  for (const FoldEvent* event : narrow) {
    out.history.push_back({event->id, v1::STANDING_WAITING, false});
  }
  out.missing.assign(missing.begin(), missing.end());
  const auto waits = [](const Placed& placed) { return placed.standing == v1::STANDING_WAITING; };
  const auto waiting = std::count_if(out.history.begin(), out.history.end(), waits);
  out.state.set_waiting(static_cast<std::uint32_t>(waiting));
}

}  // namespace

Folded fold(const ReportId& report, std::vector<FoldEvent> events) {
  if (is_lone_submit(events)) return fold_lone(events[0]);
  put_in_order(events);
  Events wide;
  Events narrow;
  for (const FoldEvent& event : events) {
    CHECK(event.event.report == report);
    (event.event.wide() ? wide : narrow).push_back(&event);
  }
  const Custody custody = custody_of(wide);
  Folded out;
  if (custody.chain.empty()) {
    fold_hidden(wide, narrow, out);
    return out;
  }
  CaseFold folded = fold_case(custody);
  out.visible = true;
  out.state = std::move(folded.state);
  out.history = History(custody, folded.standings).run(narrow);
  out.audience = custody.audience.areas();
  out.heads = find_heads(custody);
  out.missing = custody.missing;
  return out;
}

std::string state_bytes(const Folded& folded) {
  std::string out;
  std::string state = folded.state.SerializeAsString();
  append_be32(out, static_cast<std::uint32_t>(state.size()));
  out += state;
  for (const Placed& placed : folded.history) {
    if (!placed.wide || placed.standing == v1::STANDING_STRANGER) continue;
    out += placed.id.view();
    out += static_cast<char>(placed.standing);
  }
  return out;
}

}  // namespace jenjang

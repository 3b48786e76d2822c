#include "node/views/projection.h"

#include <array>
#include <utility>

#include "schema/keys.h"

namespace jenjang {

namespace {

Area area_of(std::uint64_t digits) { return *Area::from_digits(digits); }

// The index keys of a state; empty strings where it has none.
std::array<std::string, 3> index_keys(const ReportId& report, const v1::CaseState& state) {
  if (!visible(state)) return {};
  const Listed listed = listed_of(state);
  return {received_key(listed, {state.received_ms()}, report),
          updated_key(listed, {state.updated_ms()}, report),
          state.lapor_id() == 0 ? "" : lapor_key(listed, state.lapor_id(), report)};
}

}  // namespace

void CounterDeltas::add(const v1::CaseState& state, std::int64_t delta) {
  if (!visible(state)) return;
  CounterCell cell;
  cell.month = month_of({state.received_ms()});
  cell.kind = static_cast<std::uint8_t>(state.kind());
  cell.status = static_cast<std::uint8_t>(state.status());
  cell.secret = state.secret();
  cell.category = state.category();
  cell.area = area_of(state.place());
  cells_[cell] += delta;
}

void CounterDeltas::change(const std::optional<v1::CaseState>& before, const v1::CaseState& after) {
  if (before) add(*before, -1);
  add(after, 1);
  waiting_ += static_cast<std::int64_t>(after.waiting());
  if (before) waiting_ -= static_cast<std::int64_t>(before->waiting());
}

void CounterDeltas::flush(Writes& writes) {
  std::map<std::string, std::int64_t> sums;
  for (const auto& [own, delta] : std::exchange(cells_, {})) {
    CounterCell cell = own;
    for (const Area& area : own.area.lineage()) {
      cell.area = area;
      sums[status_counter_key(cell)] += delta;
      sums[category_counter_key(cell)] += delta;
    }
  }
  for (const auto& [key, delta] : sums) {
    if (delta != 0) writes.add(key, delta);
  }
  const std::int64_t waiting = std::exchange(waiting_, 0);
  if (waiting != 0) writes.add(waiting_counter_key(), waiting);
}

void project_report(const ReportId& report, const std::optional<v1::CaseState>& before,
                    const Folded& folded, std::string only_event, Writes& writes,
                    CounterDeltas& deltas) {
  v1::CaseState after = folded.state;
  after.set_report(std::string(report.view()));
  after.set_only_event(std::move(only_event));
  // A single submit is its own history.
  if (folded.history.size() > 1) {
    after.clear_history();
    for (const Placed& placed : folded.history) {
      v1::FoldedEvent& event = *after.add_history();
      event.set_id(std::string(placed.id.view()));
      event.set_standing(placed.standing);
    }
  }
  const std::array<std::string, 3> fresh = index_keys(report, after);
  const std::array<std::string, 3> old =
      before ? index_keys(report, *before) : std::array<std::string, 3>{};
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    if (old[i] == fresh[i]) continue;
    if (!old[i].empty()) writes.erase(Family::indexes, old[i]);
    if (!fresh[i].empty()) writes.put(Family::indexes, fresh[i], "");
  }
  deltas.change(before, after);
  writes.put(Family::reports, std::string(report.view()), after.SerializeAsString());
}

}  // namespace jenjang

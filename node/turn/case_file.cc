#include "node/turn/case_file.h"

#include <algorithm>

#include "schema/base/key_codec.h"

namespace jenjang {

Folded fold_events(const ReportId& report, const std::vector<KeptEvent>& events) {
  std::vector<FoldEvent> in;
  in.reserve(events.size());
  for (const KeptEvent& event : events) in.push_back(event.fold);
  return fold(report, std::move(in));
}

CaseFile load_case(const StoreView& store, const ReportId& report) {
  CaseFile out;
  out.report = report;
  out.state = load_state(store, report);
  if (!out.state) return out;
  out.events = load_events(store, *out.state);
  out.folded = fold_events(report, out.events);
  return out;
}

std::vector<Area> cover(const std::set<Area>& areas) {
  std::vector<Area> out;
  for (const Area& area : areas) {
    const bool above = std::any_of(areas.begin(), areas.end(), [&](const Area& other) {
      return other != area && area.contains(other);
    });
    if (!above) out.push_back(area);
  }
  return out;
}

std::vector<EventPlace> counted_places(const StoreView& store, const Ledger& ledger,
                                       const KeptEvent& event) {
  std::vector<EventPlace> out = places_of(store, event);
  std::erase_if(out, [&](const EventPlace& place) {
    const std::optional<std::uint64_t> end = ledger.end_of(place.batch.feed);
    return end && place.batch.number > *end;
  });
  return out;
}

std::optional<StoredBatch> open_stored(const StoreView& store, Arrival arrival) {
  const std::optional<std::string> key = store.get(Family::arrivals, arrival_key(arrival));
  if (!key) return std::nullopt;
  const std::optional<std::string> bytes = store.get(Family::batches, *key);
  CHECK(bytes.has_value());
  Result<OpenBatch> batch = open_batch(*bytes);
  CHECK(batch.ok());
  return StoredBatch{arrival,
                     std::move(batch->header),
                     std::move(batch->items),
                     store.get(Family::packs, *key).value_or(""),
                     {}};
}

}  // namespace jenjang

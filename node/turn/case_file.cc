#include "node/turn/case_file.h"

#include <algorithm>

#include "schema/base/key_codec.h"

namespace jenjang {

const KeptEvent* CaseFile::find(const EventId& id) const {
  const auto found = std::find_if(events.begin(), events.end(),
                                  [&](const KeptEvent& e) { return e.fold.id == id; });
  return found == events.end() ? nullptr : &*found;
}

Folded fold_events(const ReportId& report, const std::vector<KeptEvent>& events) {
  std::vector<FoldEvent> in;
  in.reserve(events.size());
  for (const KeptEvent& event : events) in.push_back(event.fold);
  return fold(report, std::move(in));
}

std::optional<v1::CaseState> load_state(const StoreView& store, const ReportId& report) {
  const std::optional<std::string> bytes = store.get(Family::reports, report.view());
  if (!bytes) return std::nullopt;
  v1::CaseState state;
  CHECK(state.ParseFromString(*bytes));
  return state;
}

CaseFile load_case(const StoreView& store, const ReportId& report) {
  CaseFile out;
  out.report = report;
  out.state = load_state(store, report);
  if (!out.state) return out;
  store.scan(Family::timeline, report.view(), report.view(),
             [&](std::string_view key, std::string_view value) {
               const TimelineEntry entry = parse_timeline_value(value);
               Result<Event> event = decode_event(entry.event);
               CHECK(event.ok());
               KeptEvent& kept = out.events.emplace_back();
               kept.fold.id = *EventId::from(key.substr(ReportId::kSize));
               kept.fold.event = std::move(*event);
               kept.fold.past_cut = entry.past_cut;
               kept.arrival = entry.arrival;
               kept.index = entry.index;
               kept.bytes = std::string(entry.event);
               return true;
             });
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

std::optional<BatchPlace> place_of_arrival(const StoreView& store, Arrival arrival) {
  const std::optional<std::string> key = store.get(Family::arrivals, arrival_key(arrival));
  if (!key) return std::nullopt;
  return parse_batch_key(*key);
}

std::vector<EventPlace> places_of(const StoreView& store, const Directory& directory,
                                  const EventId& id) {
  std::vector<EventPlace> out;
  store.scan(Family::events, id.view(), id.view(),
             [&](std::string_view key, std::string_view value) {
               const auto place = place_of_arrival(store, place_arrival(key));
               if (!place) return true;
               const std::optional<FeedCut> cut = directory.cut(place->feed);
               if (!cut || place->number <= cut->number) {
                 out.push_back({*place, read_be32(value)});
               }
               return true;
             });
  return out;
}

std::optional<StoredBatch> open_stored(const StoreView& store, Arrival arrival) {
  const std::optional<std::string> key = store.get(Family::arrivals, arrival_key(arrival));
  if (!key) return std::nullopt;
  const std::optional<std::string> bytes = store.get(Family::batches, *key);
  CHECK(bytes.has_value());
  const Result<SealedBatch> batch = decode_batch(*bytes);
  CHECK(batch.ok());
  Result<BatchHeader> header = decode_header(batch->header.bytes);
  CHECK(header.ok());
  Result<std::vector<BatchItem>> items = open_payload(*header, batch->payload);
  CHECK(items.ok());
  return StoredBatch{arrival, std::move(*header), std::move(*items),
                     store.get(Family::packs, *key).value_or("")};
}

}  // namespace jenjang

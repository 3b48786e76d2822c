#include "node/views/case_events.h"

#include <algorithm>

#include "schema/base/key_codec.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

// Looks where the content should be, then everywhere in the pack. What others have erased is no
// content: whether it is erased here, the marks tell.
const PackEntry* entry_of(OpenPacks& packs, const BatchPlace& place, std::size_t expected,
                          const ContentDigest& digest) {
  const Pack* pack = packs.at(place);
  if (pack == nullptr) return nullptr;
  const std::vector<PackEntry>& entries = pack->entries;
  const auto whole = [&](const PackEntry& entry) {
    return std::holds_alternative<Content>(entry) && is_content(entry, digest);
  };
  if (expected < entries.size() && whole(entries[expected])) return &entries[expected];
  const auto found = std::find_if(entries.begin(), entries.end(), whole);
  return found == entries.end() ? nullptr : &*found;
}

KeptEvent read_event(const EventId& id, std::string_view value) {
  const TimelineEntry entry = parse_timeline_value(value);
  Result<Event> event = decode_event(entry.event);
  CHECK(event.ok());
  KeptEvent out;
  out.fold.id = id;
  out.fold.event = std::move(*event);
  out.fold.past_cut = entry.past_cut;
  out.arrival = entry.arrival;
  out.index = entry.index;
  out.content = entry.content;
  out.bytes = std::string(entry.event);
  return out;
}

KeptEvent only_event(const v1::CaseState& state) {
  return read_event(event_id(parse_timeline_value(state.only_event()).event), state.only_event());
}

std::size_t order_of(const KeptEvent& event, const ContentDigest& digest) {
  const ContentRefs& refs = contents_of(event.fold.event.payload);
  const auto at = std::find_if(refs.begin(), refs.end(),
                               [&](const ContentRef& ref) { return ref.digest == digest; });
  return event.content + static_cast<std::size_t>(at - refs.begin());
}

}  // namespace

std::optional<ErasedMark> erased_mark(const StoreView& store, const ContentDigest& digest) {
  const auto value = store.get(Family::erased, digest.view());
  if (!value) return std::nullopt;
  const auto erasure = EventId::from(std::string_view(*value).substr(0, EventId::kSize));
  CHECK(erasure && value->size() == EventId::kSize + 1);
  return ErasedMark{*erasure, value->back() != 0};
}

std::string erased_value(const ErasedMark& mark) {
  std::string out(mark.erasure.view());
  out += mark.decided ? '\1' : '\0';
  return out;
}

bool is_content(const PackEntry& entry, const ContentDigest& digest) {
  if (const auto* content = std::get_if<Content>(&entry)) return content->digest() == digest;
  return std::get<Tombstone>(entry).digest == digest;
}

std::optional<v1::CaseState> load_state(const StoreView& store, const ReportId& report) {
  const std::optional<std::string> bytes = store.get(Family::reports, report.view());
  if (!bytes) return std::nullopt;
  v1::CaseState out;
  CHECK(out.ParseFromString(*bytes));
  return out;
}

std::vector<KeptEvent> load_events(const StoreView& store, const v1::CaseState& state) {
  if (!state.only_event().empty()) return {only_event(state)};
  std::vector<KeptEvent> out;
  store.scan(Family::timeline, state.report(), state.report(),
             [&](std::string_view key, std::string_view value) {
               out.push_back(read_event(*EventId::from(key.substr(ReportId::kSize)), value));
               return true;
             });
  return out;
}

std::optional<KeptEvent> load_event(const StoreView& store, const v1::CaseState& state,
                                    const EventId& event) {
  if (!state.only_event().empty()) {
    KeptEvent only = only_event(state);
    if (only.fold.id != event) return std::nullopt;
    return only;
  }
  const auto report = ReportId::from(state.report());
  const auto value = store.get(Family::timeline, timeline_key(*report, event));
  if (!value) return std::nullopt;
  return read_event(event, *value);
}

std::optional<KeptEvent> load_event(const StoreView& store, const ReportId& report,
                                    const EventId& event) {
  const std::optional<v1::CaseState> state = load_state(store, report);
  return state ? load_event(store, *state, event) : std::nullopt;
}

std::string kept_value(const KeptEvent& event) {
  return timeline_value(
      {event.fold.past_cut, event.arrival, event.index, event.content, event.bytes});
}

const KeptEvent* find_event(const std::vector<KeptEvent>& events, const EventId& id) {
  const auto found = std::find_if(events.begin(), events.end(),
                                  [&](const KeptEvent& event) { return event.fold.id == id; });
  return found == events.end() ? nullptr : &*found;
}

std::optional<BatchPlace> place_of_arrival(const StoreView& store, Arrival arrival) {
  const std::optional<std::string> key = store.get(Family::arrivals, arrival_key(arrival));
  if (!key) return std::nullopt;
  return parse_batch_key(*key);
}

std::vector<EventPlace> places_of(const StoreView& store, const KeptEvent& event) {
  std::vector<EventPlace> out;
  const auto add = [&](Arrival arrival, std::uint32_t index) {
    const auto place = place_of_arrival(store, arrival);
    if (place) out.push_back({arrival, *place, index});
  };
  add(event.arrival, event.index);
  store.scan(Family::events, event.fold.id.view(), event.fold.id.view(),
             [&](std::string_view key, std::string_view value) {
               const Arrival arrival = place_arrival(key);
               if (arrival != event.arrival) add(arrival, read_be32(value));
               return true;
             });
  return out;
}

std::optional<PackEntry> find_content(const StoreView& store, OpenPacks& packs,
                                      const KeptEvent& event, const ContentDigest& digest) {
  const std::optional<ErasedMark> mark = erased_mark(store, digest);
  if (mark) return Tombstone{digest, mark->erasure};
  const auto first = place_of_arrival(store, event.arrival);
  const PackEntry* entry =
      first ? entry_of(packs, *first, order_of(event, digest), digest) : nullptr;
  if (entry != nullptr) return *entry;
  for (const EventPlace& place : places_of(store, event)) {
    entry = entry_of(packs, place.batch, 0, digest);
    if (entry != nullptr) return *entry;
  }
  return std::nullopt;
}

std::optional<PackEntry> find_content(const StoreView& store, const KeptEvent& event,
                                      const ContentDigest& digest) {
  OpenPacks packs(store);
  return find_content(store, packs, event, digest);
}

}  // namespace jenjang

#include "node/views/reader.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "node/views/projection.h"
#include "schema/batch.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

ReportId last_id() {
  ReportId out;
  out.bytes.fill(255);
  return out;
}

std::string timed_key(ReportQuery::By by, Listed listed, WallTime time, const ReportId& report) {
  return by == ReportQuery::By::received ? received_key(listed, time, report)
                                         : updated_key(listed, time, report);
}

bool in_sight(const v1::CaseState& state, Sight sight) {
  return visible(state) && (sight == Sight::secret_too || !state.secret());
}

bool has(const auto& list, const auto& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool matches(const ReportQuery& query, const v1::CaseState& state) {
  if (!in_sight(state, query.sight)) return false;
  if (!query.received.contains({state.received_ms()})) return false;
  if (!query.updated.contains({state.updated_ms()})) return false;
  if (query.kind && state.kind() != *query.kind) return false;
  if (!query.statuses.empty() && !has(query.statuses, state.status())) return false;
  if (!query.categories.empty() && !has(query.categories, state.category())) return false;
  if (query.place && !query.place->contains(*Area::from_digits(state.place()))) return false;
  return !query.holder || query.holder->contains(*Area::from_digits(state.holder()));
}

// The words to show: those an officer edited last, else those of the submit.
std::optional<ContentRef> words_of(const v1::CaseState& state) {
  std::optional<ContentRef> out;
  for (const v1::ContentRef& ref : state.words()) {
    const bool sent = ref.role() == v1::CONTENT_ROLE_WORDS;
    if (!sent && ref.role() != v1::CONTENT_ROLE_EDITED_WORDS) continue;
    if (sent && out) continue;
    out = ContentRef{*ContentDigest::from(ref.digest()), ref.role()};
  }
  return out;
}

struct Place {
  v1::Standing standing{};
  std::size_t order = 0;
};

// Where each event stands in the history; a report whose submit is all there is has that alone.
std::map<EventId, Place> places(const v1::CaseState& state) {
  std::map<EventId, Place> out;
  if (state.history().empty()) {
    out[*EventId::from(state.submit())] = {v1::STANDING_STANDS, 0};
    return out;
  }
  std::size_t order = 0;
  for (const v1::FoldedEvent& event : state.history()) {
    out[*EventId::from(event.id())] = {event.standing(), order++};
  }
  return out;
}

}  // namespace

std::optional<v1::CaseState> Reader::state(const ReportId& id, Sight sight) const {
  std::optional<v1::CaseState> out = load_state(view_, id);
  if (!out || !in_sight(*out, sight)) return std::nullopt;
  return out;
}

ShownReport Reader::shown(v1::CaseState state) const {
  ShownReport out;
  const std::optional<ContentRef> ref = words_of(state);
  out.state = std::move(state);
  if (!ref) return out;
  const std::optional<KeptEvent> event = event_of(out.state, *ref);
  if (!event) return out;
  ShownContent content = this->content(*event, *ref);
  out.words_state = content.state;
  out.edited = ref->role == v1::CONTENT_ROLE_EDITED_WORDS;
  if (content.content.has_words()) out.words = std::move(*content.content.mutable_words());
  return out;
}

std::optional<ShownReport> Reader::report(const ReportId& id, Sight sight) const {
  std::optional<v1::CaseState> found = state(id, sight);
  if (!found) return std::nullopt;
  return shown(std::move(*found));
}

std::vector<ReportId> Reader::find(const ReportIdPrefix& code, Sight sight) const {
  std::vector<ReportId> found;
  const std::string low = code.low_bytes();
  view_.scan(Family::reports, std::string_view(low).substr(0, code.bits / 8), low,
             [&](std::string_view key, std::string_view) {
               const ReportId id = *ReportId::from(key);
               if (!code.matches(id)) return false;
               if (state(id, sight)) found.push_back(id);
               return found.size() < 2;
             });
  return found;
}

std::vector<ReportId> Reader::find_lapor(std::uint64_t lapor_id, Sight sight) const {
  std::vector<ReportId> out;
  const auto look = [&](Listed listed) {
    std::string prefix = lapor_key(listed, lapor_id, ReportId());
    prefix.resize(prefix.size() - ReportId::kSize);
    view_.scan(Family::indexes, prefix, prefix, [&](std::string_view key, std::string_view) {
      out.push_back(*ReportId::from(key.substr(prefix.size())));
      return out.size() < 2;
    });
  };
  look(Listed::openly);
  if (sight == Sight::secret_too && out.size() < 2) look(Listed::secretly);
  return out;
}

std::vector<ShownEvent> Reader::timeline(const ReportId& id) const {
  const std::optional<v1::CaseState> found = state(id, Sight::secret_too);
  if (!found) return {};
  const std::map<EventId, Place> standing = places(*found);
  const std::size_t skipped =
      standing.size() > kTimelineEventsMax ? standing.size() - kTimelineEventsMax : 0;
  std::map<std::size_t, ShownEvent> ordered;
  for (KeptEvent& kept : load_events(view_, *found)) {
    const auto place = standing.find(kept.fold.id);
    if (place == standing.end() || place->second.order < skipped) continue;
    ShownEvent& out = ordered[place->second.order];
    out.id = kept.fold.id;
    out.standing = place->second.standing;
    for (const ContentRef& ref : contents_of(kept.fold.event.payload)) {
      out.contents.push_back(content(kept, ref));
    }
    out.event = std::move(kept.fold.event);
  }
  std::vector<ShownEvent> out;
  out.reserve(ordered.size());
  for (auto& [order, event] : ordered) out.push_back(std::move(event));
  return out;
}

Reader::Rows Reader::rows(const ReportQuery& query, Listed listed, std::size_t skipped,
                          std::size_t wanted) const {
  constexpr WallTime kLast{INT64_MAX};
  const TimeRange& range = query.by == ReportQuery::By::received ? query.received : query.updated;
  const std::string from =
      query.after ? timed_key(query.by, listed, query.after->time, query.after->report)
                  : timed_key(query.by, listed, range.until.value_or(kLast), last_id());
  Rows out;
  std::size_t examined = 0;
  std::string last;
  view_.scan_down(Family::indexes, std::string_view(from).substr(0, 1), from,
                  [&](std::string_view key, std::string_view) {
                    const TimedReport at = parse_timed_key(key);
                    if (range.from && at.time < *range.from) return false;
                    if (query.after && key == from) return true;
                    if (examined++ == kListExaminedMax) {
                      out.stopped = last;
                      return false;
                    }
                    last = key.substr(1);
                    std::optional<v1::CaseState> found = state(at.report, query.sight);
                    if (!found || !matches(query, *found)) return true;
                    if (skipped > 0) {
                      --skipped;
                      return true;
                    }
                    out.found.push_back({last, std::move(*found)});
                    return out.found.size() < wanted;
                  });
  return out;
}

// One index is a list by itself; of two the newest of either come first, down to where one of them
// was left.
ReportPage Reader::list(const ReportQuery& query) const {
  Rows all;
  std::size_t offset = query.offset;
  if (query.sight == Sight::open) {
    all = rows(query, Listed::openly, std::exchange(offset, 0), query.limit + 1);
  } else {
    all = rows(query, Listed::openly, 0, offset + query.limit + 1);
    Rows more = rows(query, Listed::secretly, 0, offset + query.limit + 1);
    all.stopped = std::max(all.stopped, more.stopped);
    std::move(more.found.begin(), more.found.end(), std::back_inserter(all.found));
    std::sort(all.found.begin(), all.found.end(),
              [](const Row& a, const Row& b) { return a.key > b.key; });
    std::erase_if(all.found, [&](const Row& row) { return all.stopped && row.key < *all.stopped; });
  }
  ReportPage out;
  std::optional<std::string> next = all.stopped;
  for (std::size_t at = offset; at < all.found.size(); ++at) {
    if (out.reports.size() == query.limit) {
      next = all.found[at - 1].key;
      break;
    }
    out.reports.push_back(shown(std::move(all.found[at].state)));
  }
  const char letter = timed_key(query.by, Listed::openly, {}, {})[0];
  if (next) out.next = parse_timed_key(letter + *next);
  return out;
}

std::optional<KeptEvent> Reader::event_of(const v1::CaseState& state, const ContentRef& ref) const {
  const auto names = [&](const KeptEvent& event) {
    return has(contents_of(event.fold.event.payload), ref);
  };
  // Nearly always the submit, which needs no scan.
  if (ref.role == v1::CONTENT_ROLE_WORDS) {
    std::optional<KeptEvent> submit = load_event(view_, state, *EventId::from(state.submit()));
    if (submit && names(*submit)) return submit;
  }
  for (KeptEvent& event : load_events(view_, state)) {
    if (names(event)) return std::move(event);
  }
  return std::nullopt;
}

ShownContent Reader::content(const KeptEvent& event, const ContentRef& ref) const {
  ShownContent out{.ref = ref};
  const std::optional<PackEntry> entry = find_content(view_, packs_, event, ref.digest);
  if (!entry) return out;
  out.state = ContentState::erased;
  const auto* content = std::get_if<Content>(&*entry);
  if (content == nullptr) return out;
  Result<v1::Content> read = read_content(*content);
  if (!read) {
    out.state = ContentState::missing;
    return out;
  }
  const bool sealed = read->has_sealed() || read->has_key_wrap();
  out.state = sealed ? ContentState::sealed : ContentState::present;
  if (!sealed) out.content = std::move(*read);
  return out;
}

void Reader::count_cells(const CountQuery& query, std::string_view prefix, Counts& out) const {
  view_.scan_counters(prefix, [&](std::string_view key, std::int64_t value) {
    const std::optional<CounterCell> cell = parse_counter_key(key);
    CHECK(cell.has_value());
    if (query.month_from && cell->month < *query.month_from) return true;
    if (query.month_until && cell->month > *query.month_until) return false;
    const auto kind = static_cast<Kind>(cell->kind);
    const auto status = static_cast<v1::Status>(cell->status);
    if (query.kind && kind != *query.kind) return true;
    if (query.status && status != *query.status) return true;
    if (cell->secret && query.sight == Sight::open) return true;
    out.total += value;
    if (cell->secret) out.secret += value;
    out.by_kind[kind] += value;
    out.by_status[status] += value;
    return true;
  });
}

// The months that have counts.
std::vector<std::uint32_t> Reader::months(const CountQuery& query) const {
  std::set<std::uint32_t> out;
  std::string prefix = status_counter_key({.area = query.area});
  prefix.resize(prefix.size() - 7);
  view_.scan_counters(prefix, [&](std::string_view key, std::int64_t) {
    out.insert(parse_counter_key(key).value().month);
    return true;
  });
  return {out.begin(), out.end()};
}

Counts Reader::counts(const CountQuery& query) const {
  Counts out;
  if (!query.category) {
    std::string prefix = status_counter_key({.area = query.area});
    prefix.resize(prefix.size() - 7);  // From the month on.
    count_cells(query, prefix, out);
  } else {
    for (const std::uint32_t month : months(query)) {
      for (int kind = v1::Kind_MIN; kind <= v1::Kind_MAX; ++kind) {
        std::string prefix = category_counter_key({.area = query.area,
                                                   .month = month,
                                                   .kind = static_cast<std::uint8_t>(kind),
                                                   .category = *query.category});
        prefix.resize(prefix.size() - 2);  // From the status on.
        count_cells(query, prefix, out);
      }
    }
  }
  std::erase_if(out.by_kind, [](const auto& one) { return one.second == 0; });
  std::erase_if(out.by_status, [](const auto& one) { return one.second == 0; });
  return out;
}

std::vector<std::string> Reader::directory_entries() const {
  std::vector<std::string> out;
  std::set<EntryId> seen;
  view_.scan(Family::batches, "*", "*", [&](std::string_view, std::string_view value) {
    Result<OpenBatch> batch = open_batch(value);
    CHECK(batch.ok());
    for (BatchItem& item : batch->items) {
      if (seen.insert(entry_id(item.body)).second) out.push_back(std::move(item.body));
    }
    return true;
  });
  return out;
}

}  // namespace jenjang

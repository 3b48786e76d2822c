#include "node/turn/projector.h"

#include <algorithm>
#include <unordered_map>

#include "node/turn/contents.h"
#include "node/views/projection.h"
#include "schema/base/key_codec.h"
#include "schema/content.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

Notice unreadable(const StoredBatch& batch, std::uint32_t index, const std::string& why) {
  return {"event-unreadable", "feed=" + batch.header.feed.to_string() +
                                  " number=" + std::to_string(batch.header.number) +
                                  " index=" + std::to_string(index) + " " + why};
}

// An event stands in the feed its author wrote it to: same writer, same incarnation.
bool belongs(const Event& event, const FeedId& feed) {
  return event.author == feed.writer && event.incarnation == feed.incarnation;
}

}  // namespace

// The events of one report that a slice brings, merged into what is kept of it.
class ReportUpdate {
 public:
  ReportUpdate(const StoreView& store, const ReportId& report) : file_(load_case(store, report)) {}
  explicit ReportUpdate(CaseFile file) : file_(std::move(file)) {}

  void add(KeptEvent event) {
    const auto known =
        std::find_if(file_.events.begin(), file_.events.end(),
                     [&](const KeptEvent& kept) { return kept.fold.id == event.fold.id; });
    if (known == file_.events.end()) {
      changed_.push_back(event.fold.id);
      file_.events.push_back(std::move(event));
    } else if (known->fold.past_cut && !event.fold.past_cut) {
      // One place within the cut is enough to count.
      changed_.push_back(event.fold.id);
      *known = std::move(event);
    }
  }
  void mark_past_cut(std::size_t at, bool past_cut) {
    if (file_.events[at].fold.past_cut == past_cut) return;
    file_.events[at].fold.past_cut = past_cut;
    changed_.push_back(file_.events[at].fold.id);
  }

  const CaseFile& file() const { return file_; }
  bool changed() const { return !changed_.empty(); }

  void write(Writes& writes, CounterDeltas& deltas) {
    for (const EventId& id : changed_) {
      const KeptEvent& kept = *file_.find(id);
      writes.put(Family::timeline, timeline_key(file_.report, id),
                 timeline_value({kept.fold.past_cut, kept.arrival, kept.index, kept.bytes}));
    }
    file_.folded = fold_events(file_.report, file_.events);
    project_report(file_.report, file_.state, file_.folded, writes, deltas);
  }

 private:
  CaseFile file_;
  std::vector<EventId> changed_;
};

std::optional<KeptEvent> Projector::read_item(const StoredBatch& batch, std::uint32_t index,
                                              Findings& findings) {
  const BatchItem& item = batch.items[index];
  Result<Event> event = decode_event(item.body);
  if (!event) {
    findings.notices.push_back(unreadable(batch, index, event.error().message));
    return std::nullopt;
  }
  FeedId feed = batch.header.feed;
  std::uint64_t number = batch.header.number;
  if (item.origin) {
    const Result<BatchHeader> origin = open_origin(item);
    if (!origin || origin->feed.book.is_directory()) {
      findings.notices.push_back(unreadable(batch, index, "its origin proves nothing"));
      return std::nullopt;
    }
    feed = origin->feed;
    number = origin->number;
  }
  const Enrolment* author = directory_.node(event->author);
  const bool genuine = belongs(*event, feed) && author != nullptr && author->area == event->area;
  const bool in_book = !event->book || (!item.origin && feed.book == Book::of(*event->book));
  if (!genuine || !in_book) {
    findings.notices.push_back(unreadable(batch, index, "it is not its feed's writer's"));
    return std::nullopt;
  }
  KeptEvent out;
  out.fold.id = event_id(item.body);
  out.fold.event = std::move(*event);
  out.fold.past_cut = directory_.past_revocation(feed, number);
  out.arrival = batch.arrival;
  out.index = index;
  out.bytes = item.body;
  return out;
}

void Projector::place_contents(const StoredBatch& batch, const std::set<ContentDigest>& named,
                               Writes& writes, Findings& findings) {
  const BatchPlace place{batch.header.feed, batch.header.number};
  std::set<ContentDigest> found;
  const Result<Pack> pack = decode_pack(batch.pack);
  if (pack) {
    for (std::uint32_t i = 0; i < pack->entries.size(); ++i) {
      const PackEntry& entry = pack->entries[i];
      const auto* content = std::get_if<Content>(&entry);
      const ContentDigest digest =
          content != nullptr ? content->digest() : std::get<Tombstone>(entry).digest;
      if (!named.contains(digest)) continue;
      found.insert(digest);
      writes.put(Family::contents, content_place_key(digest, batch.arrival), index_value(i));
    }
  }
  const bool lacking = std::any_of(named.begin(), named.end(), [&](const ContentDigest& digest) {
    return !found.contains(digest) && !find_content(store_, digest);
  });
  if (lacking) findings.broken_packs.emplace_back(place, batch.arrival);
}

void Projector::project(const std::vector<const StoredBatch*>& batches, Writes& writes,
                        Findings& findings) {
  std::vector<Work> work;
  std::unordered_map<ReportId, std::size_t, FixedBytesHash> where;
  for (const StoredBatch* batch : batches) {
    if (batch->header.feed.book.is_directory()) continue;
    std::set<ContentDigest> named;
    for (std::uint32_t i = 0; i < batch->items.size(); ++i) {
      std::optional<KeptEvent> event = read_item(*batch, i, findings);
      if (!event) continue;
      const Event& said = event->fold.event;
      writes.put(Family::events, event_place_key(event->fold.id, batch->arrival), index_value(i));
      for (const ContentRef& ref : contents_of(said.payload)) named.insert(ref.digest);
      if (std::holds_alternative<ContentErased>(said.payload)) {
        findings.erasures.emplace_back(said.report, event->fold.id);
      }
      const auto [at, fresh] = where.emplace(said.report, work.size());
      if (fresh) work.push_back({said.report, {}});
      work[at->second].events.push_back(std::move(*event));
    }
    if (!named.empty()) place_contents(*batch, named, writes, findings);
  }
  CounterDeltas deltas;
  const bool cuts = directory_.has_cuts();
  for (Work& one : work) {
    findings.touched.push_back(one.report);
    ReportUpdate update(store_, one.report);
    for (KeptEvent& event : one.events) update.add(std::move(event));
    // Even without news: a known event in a new place may be what some book still lacks.
    if (update.changed()) update.write(writes, deltas);
    const std::set<Area>& audience = update.file().folded.audience;
    if (cuts || cover(audience).size() > 1) findings.adopt.push_back(one.report);
  }
  deltas.flush(writes);
}

void Projector::refold(const ReportId& report, Writes& writes, Findings& findings) {
  ReportUpdate update(store_, report);
  for (std::size_t i = 0; i < update.file().events.size(); ++i) {
    const KeptEvent& kept = update.file().events[i];
    if (!directory_.revoked(kept.fold.event.author)) continue;
    // Void only if every place it was found in is past the cut.
    bool past = true;
    store_.scan(Family::events, kept.fold.id.view(), kept.fold.id.view(),
                [&](std::string_view key, std::string_view value) {
                  const auto batch = open_stored(store_, place_arrival(key));
                  const std::uint32_t index = read_be32(value);
                  if (!batch || index >= batch->items.size()) return true;
                  Findings ignored;
                  const auto read = read_item(*batch, index, ignored);
                  past = past && read && read->fold.past_cut;
                  return past;
                });
    update.mark_past_cut(i, past);
  }
  CounterDeltas deltas;
  if (update.changed()) update.write(writes, deltas);
  findings.adopt.push_back(report);
  deltas.flush(writes);
}

}  // namespace jenjang

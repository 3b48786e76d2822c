#include "node/turn/projector.h"

#include <algorithm>
#include <unordered_map>

#include "node/turn/contents.h"
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

// What an erasure may do can change with every event of its report.
void judge_again(const CaseFile& file, Findings& findings) {
  const bool any = std::any_of(file.events.begin(), file.events.end(), [](const KeptEvent& kept) {
    return std::holds_alternative<ContentErased>(kept.fold.event.payload);
  });
  if (any) findings.judge.push_back(file.report);
}

// A node seals the words it writes of a secret report, unless it had not heard that the report is
// secret: it was tightened later, or handed in twice with different wishes.
bool may_lie_open(const CaseFile& file) {
  const v1::CaseState& state = file.folded.state;
  if (!file.visible() || (!state.secret() && !state.anonymous())) return false;
  std::size_t submits = 0;
  return std::any_of(file.events.begin(), file.events.end(), [&](const KeptEvent& kept) {
    const Payload& payload = kept.fold.event.payload;
    if (std::holds_alternative<Tightened>(payload)) return true;
    return std::holds_alternative<Submitted>(payload) && ++submits > 1;
  });
}

}  // namespace

// The events of one report that a slice brings, merged into what is kept of it.
class ReportUpdate {
 public:
  ReportUpdate(const StoreView& store, const ReportId& report)
      : file_(load_case(store, report)), books_before_(cover(file_.folded.audience)) {}
  explicit ReportUpdate(CaseFile file) : file_(std::move(file)) {}

  void add(KeptEvent event, Writes& writes) {
    const auto known =
        std::find_if(file_.events.begin(), file_.events.end(),
                     [&](const KeptEvent& kept) { return kept.fold.id == event.fold.id; });
    if (known == file_.events.end()) {
      changed_.push_back(event.fold.id);
      file_.events.push_back(std::move(event));
      return;
    }
    if (known->arrival == event.arrival) return;
    // One place within the cut is enough to count; the other is a further one.
    if (known->fold.past_cut && !event.fold.past_cut) {
      changed_.push_back(event.fold.id);
      std::swap(*known, event);
    }
    writes.put(Family::events, event_place_key(event.fold.id, event.arrival),
               index_value(event.index));
  }
  // Keeps it at this other place of it.
  void move_to(std::size_t at, const EventPlace& place, Writes& writes) {
    KeptEvent& kept = file_.events[at];
    if (kept.arrival == place.arrival) return;
    writes.put(Family::events, event_place_key(kept.fold.id, kept.arrival),
               index_value(kept.index));
    kept.arrival = place.arrival;
    kept.index = place.index;
    changed_.push_back(kept.fold.id);
  }
  void mark_past_cut(std::size_t at, bool past_cut) {
    if (file_.events[at].fold.past_cut == past_cut) return;
    file_.events[at].fold.past_cut = past_cut;
    changed_.push_back(file_.events[at].fold.id);
  }

  const CaseFile& file() const { return file_; }
  bool changed() const { return !changed_.empty(); }
  // Whether some book of the audience may lack an event. `books`: those that brought the update.
  bool scattered(const std::set<Book>& books) const {
    const std::vector<Area> wanted = cover(file_.folded.audience);
    if (wanted.empty()) return false;
    if (wanted.size() > 1 || books != std::set<Book>{Book::of(wanted.front())}) return true;
    // It moved down to a book that has seen nothing yet of what was said above.
    return file_.events.size() > changed_.size() && wanted != books_before_;
  }
  // Whether what counts of it may lie past a cut alone: its events, and their copies, which only a
  // report of several books has.
  bool touched_by_cuts(const Directory& directory) const {
    if (!directory.has_cuts()) return false;
    return cover(file_.folded.audience).size() > 1 ||
           std::any_of(file_.events.begin(), file_.events.end(), [&](const KeptEvent& kept) {
             return directory.has_cuts(kept.fold.event.author);
           });
  }

  void write(Writes& writes, CounterDeltas& deltas) {
    file_.folded = fold_events(file_.report, file_.events);
    std::string only_event;
    if (file_.events.size() == 1) {
      only_event = kept_value(file_.events.front());
    } else {
      // The event that was the only one moves out of the state.
      if (file_.state && !file_.state->only_event().empty()) {
        write_event(file_.events.front(), writes);
      }
      for (const EventId& id : changed_) write_event(*file_.find(id), writes);
    }
    project_report(file_.report, file_.state, file_.folded, std::move(only_event), writes, deltas);
  }

 private:
  void write_event(const KeptEvent& event, Writes& writes) const {
    writes.put(Family::timeline, timeline_key(file_.report, event.fold.id), kept_value(event));
  }

  CaseFile file_;
  std::vector<Area> books_before_;
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
  Area area = batch.header.area;
  bool accepted = false;
  if (!item.origin) accepted = ledger_.accepts(feed, batch.header.number);
  if (item.origin) {
    const Result<BatchHeader> origin = open_origin(item);
    if (!origin || !origin->feed.carries_events()) {
      findings.notices.push_back(unreadable(batch, index, "its origin proves nothing"));
      return std::nullopt;
    }
    feed = origin->feed;
    area = origin->area;
    accepted = directory_.accepts(*origin, *item.origin);
    auto fork = ledger_.fork_by(*origin, item.origin->header);
    if (fork) findings.forks.push_back(std::move(*fork));
  }
  if (directory_.node(event->author) == nullptr && !directory_.revoked(event->author)) {
    // Adopted before its author's enrolment came: to be read again when the directory has grown.
    findings.unknown_authors.push_back(batch.arrival);
    return std::nullopt;
  }
  const bool genuine = belongs(*event, feed) && event->area == area;
  const bool in_book = !event->book || (!item.origin && feed.book == Book::of(*event->book));
  if (!genuine || !in_book) {
    findings.notices.push_back(unreadable(batch, index, "it is not its feed's writer's"));
    return std::nullopt;
  }
  KeptEvent out;
  out.fold.id = event_id(item.body);
  out.fold.event = std::move(*event);
  out.fold.past_cut = !accepted;
  out.arrival = batch.arrival;
  out.index = index;
  out.bytes = item.body;
  return out;
}

PackIndex Projector::index_pack(const StoredBatch& batch, Findings& findings) {
  PackIndex out;
  // Nothing was taken out of it meanwhile.
  if (batch.contents && !any_erased_) {
    for (std::uint32_t i = 0; i < batch.contents->size(); ++i) out.emplace((*batch.contents)[i], i);
    return out;
  }
  const Result<Pack> pack = decode_pack(batch.pack);
  if (!pack) {
    findings.unclean_packs.push_back({{batch.header.feed, batch.header.number}, std::nullopt});
    return out;
  }
  bool unclean = false;
  for (std::uint32_t i = 0; i < pack->entries.size(); ++i) {
    const PackEntry& entry = pack->entries[i];
    const auto* content = std::get_if<Content>(&entry);
    if (content == nullptr) continue;
    const ContentDigest digest = content->digest();
    out.emplace(digest, i);
    const auto mark = any_erased_ ? erased_mark(store_, digest) : std::nullopt;
    unclean = unclean || (mark && mark->decided);
  }
  if (unclean) {
    findings.unclean_packs.push_back({{batch.header.feed, batch.header.number}, std::nullopt});
  }
  return out;
}

std::vector<Projector::Work> Projector::read_items(const std::vector<const StoredBatch*>& batches,
                                                   Findings& findings) {
  std::vector<Work> out;
  std::unordered_map<ReportId, std::size_t, FixedBytesHash> where;
  for (const StoredBatch* batch : batches) {
    if (!batch->header.feed.carries_events()) continue;
    const PackIndex contents = index_pack(*batch, findings);
    std::set<ContentDigest> named;
    bool all_read = true;
    for (std::uint32_t i = 0; i < batch->items.size(); ++i) {
      std::optional<KeptEvent> event = read_item(*batch, i, findings);
      all_read = all_read && event;
      if (!event) continue;
      const Event& said = event->fold.event;
      if (std::holds_alternative<ContentErased>(said.payload)) {
        findings.judge.push_back(said.report);
      }
      const auto [at, fresh] = where.emplace(said.report, out.size());
      if (fresh) out.push_back({said.report, {}});
      Fresh& read = out[at->second].events.emplace_back();
      const ContentRefs& refs = contents_of(said.payload);
      for (const ContentRef& ref : refs) {
        const auto found = contents.find(ref.digest);
        if (found != contents.end()) named.insert(ref.digest);
        if (found == contents.end()) {
          read.lacking.push_back(ref.digest);
        } else if (&ref == &refs.front()) {
          event->content = found->second;
        }
      }
      read.batch = batch;
      read.event = std::move(*event);
    }
    if (all_read && named.size() < contents.size()) {
      findings.unclean_packs.push_back({{batch->header.feed, batch->header.number}, named});
    }
  }
  return out;
}

void Projector::apply(Work work, Writes& writes, CounterDeltas& deltas, Findings& findings) {
  ReportUpdate update(store_, work.report);
  std::set<Book> books;
  bool touched = false;
  for (Fresh& fresh : work.events) {
    touched = touched || directory_.has_cuts(fresh.batch->header.feed.writer);
    const KeptEvent* known = update.file().find(fresh.event.fold.id);
    const bool broken =
        std::any_of(fresh.lacking.begin(), fresh.lacking.end(), [&](const ContentDigest& digest) {
          if (erased_mark(store_, digest)) return false;
          return known == nullptr || !find_content(store_, *known, digest);
        });
    const BatchHeader& header = fresh.batch->header;
    books.insert(header.feed.book);
    if (broken) {
      findings.broken_packs.push_back({{header.feed, header.number}, fresh.batch->arrival});
    }
    update.add(std::move(fresh.event), writes);
  }
  // Even without news: a known event in a new place may be what some book still lacks.
  if (update.changed()) {
    update.write(writes, deltas);
    judge_again(update.file(), findings);
  }
  // Without news too: a copy of a known event may bring a content that was missing.
  if (may_lie_open(update.file())) findings.seal.push_back(update.file().report);
  findings.folded.push_back(work.report);
  touched = touched || update.touched_by_cuts(directory_);
  if (touched || update.scattered(books)) findings.adopt.push_back(work.report);
}

void Projector::project(const std::vector<const StoredBatch*>& batches, Writes& writes,
                        Findings& findings) {
  CounterDeltas deltas;
  for (Work& work : read_items(batches, findings)) {
    apply(std::move(work), writes, deltas, findings);
  }
  deltas.flush(writes);
}

void Projector::refold(const ReportId& report, Writes& writes, Findings& findings) {
  ReportUpdate update(store_, report);
  for (std::size_t i = 0; i < update.file().events.size(); ++i) {
    const KeptEvent& kept = update.file().events[i];
    // Who was revoked by a thief may be back.
    if (!directory_.revoked(kept.fold.event.author) && !kept.fold.past_cut) continue;
    // Void only if every place it was found in is past the cut; a place within it proves more.
    std::optional<EventPlace> sound;
    for (const EventPlace& place : places_of(store_, kept)) {
      const auto batch = open_stored(store_, place.arrival);
      if (!batch || place.index >= batch->items.size()) continue;
      Findings ignored;
      const auto read = read_item(*batch, place.index, ignored);
      if (!sound && read && !read->fold.past_cut) sound = place;
    }
    update.mark_past_cut(i, !sound);
    if (sound) update.move_to(i, *sound, writes);
  }
  CounterDeltas deltas;
  if (update.changed()) {
    update.write(writes, deltas);
    judge_again(update.file(), findings);
  }
  if (update.changed() || update.touched_by_cuts(directory_)) findings.adopt.push_back(report);
  // The node that acted for the holder may be revoked.
  if (may_lie_open(update.file())) findings.seal.push_back(report);
  deltas.flush(writes);
}

}  // namespace jenjang

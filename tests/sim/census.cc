#include "tests/sim/census.h"

#include <algorithm>

#include "schema/hash.h"

namespace jenjang {

Census::Census(const World& world, const std::vector<int>& nodes, const Directory& directory) {
  for (const int node : nodes) read(node, world.node(node).store(), directory);
}

void Census::read(int index, const SimStore& store, const Directory& directory) {
  for (const auto& [key, bytes] : store.values(Family::batches)) {
    const BatchPlace place = parse_batch_key(key);
    std::vector<Batch>& branches = batches_[place];
    // The header says it all: of the payload, zstd has many spellings that unpack alike.
    const Result<SealedBatch> sealed = decode_batch(bytes);
    CHECK(sealed.ok());
    const std::string& header = sealed->header.bytes;
    const auto same = std::find_if(branches.begin(), branches.end(),
                                   [&](const Batch& b) { return b.header == header; });
    if (same != branches.end()) {
      same->holders.insert(index);
    } else {
      branches.push_back({header, {index}});
    }
    if (place.feed.book.is_directory()) continue;
    const OpenBatch batch = open_batch(bytes).value();
    for (const BatchItem& item : batch.items) read_item(index, batch.header, item, directory);
  }
}

void Census::read_item(int index, const BatchHeader& header, const BatchItem& item,
                       const Directory& directory) {
  const Result<Event> event = decode_event(item.body);
  if (!event) return;
  FeedId feed = header.feed;
  std::uint64_t number = header.number;
  if (item.origin) {
    ++adopted_;
    const Result<BatchHeader> origin = open_origin(item);
    if (!origin) return;
    feed = origin->feed;
    number = origin->number;
  }
  const Enrolment* author = directory.node(event->author);
  const bool genuine = author != nullptr && author->area == event->area &&
                       event->author == feed.writer && event->incarnation == feed.incarnation;
  const bool at_home = event->wide() || (!item.origin && feed.book == Book::of(*event->book));
  if (!genuine || !at_home) return;
  const EventId id = event_id(item.body);
  const bool past = directory.past_revocation(feed, number);
  const auto [at, fresh] = events_.try_emplace(id);
  if (fresh) {
    at->second.fold = {id, *event, past};
    reports_[event->report].push_back(id);
  }
  // One place that counts is enough.
  at->second.fold.past_cut = at->second.fold.past_cut && past;
  at->second.holders.insert(index);
}

OracleEvents Census::events_of(const ReportId& report) const {
  OracleEvents out;
  const auto found = reports_.find(report);
  if (found == reports_.end()) return out;
  for (const EventId& id : found->second) out.emplace(id, events_.at(id).fold);
  return out;
}

OracleEvents Census::events_of(const ReportId& report, int node) const {
  OracleEvents out = events_of(report);
  std::erase_if(out, [&](const auto& e) { return !events_.at(e.first).holders.contains(node); });
  return out;
}

void Census::read_disk(const SimStore& store, std::set<EventId>& events,
                       std::set<ReportId>& submits) {
  for (const auto& [key, bytes] : store.values(Family::batches)) {
    if (parse_batch_key(key).feed.book.is_directory()) continue;
    const OpenBatch batch = open_batch(bytes).value();
    for (const BatchItem& item : batch.items) {
      events.insert(event_id(item.body));
      const Result<Event> event = decode_event(item.body);
      if (event && std::holds_alternative<Submitted>(event->payload)) {
        submits.insert(event->report);
      }
    }
  }
}

}  // namespace jenjang

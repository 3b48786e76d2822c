#include "tests/sim/census.h"

#include <algorithm>

#include "schema/hash.h"

namespace jenjang {

Census::Census(const World& world, const std::vector<int>& nodes, const Directory& directory) {
  for (const int node : nodes) read(node, world.node(node).store(), directory);
  judge(directory);
}

HeaderHash Census::note(const BatchHeader& header, const std::string& bytes) {
  const HeaderHash out = header_hash(bytes);
  headers_.try_emplace(out, Header{header.feed, header.number, header.previous, header.continues});
  return out;
}

std::set<HeaderHash> Census::lead_back(const std::map<FeedId, FeedCut>& cuts) const {
  std::set<HeaderHash> out;
  std::vector<HeaderHash> open;
  for (const auto& [feed, cut] : cuts) {
    if (cut.number > 0) open.push_back(cut.head);
  }
  while (!open.empty()) {
    const HeaderHash at = open.back();
    open.pop_back();
    const auto header = headers_.find(at);
    if (header == headers_.end() || !out.insert(at).second) continue;
    if (header->second.number > 1) open.push_back(header->second.previous);
    for (const FeedHead& head : header->second.continues) open.push_back(head.hash);
  }
  return out;
}

void Census::judge(const Directory& directory) {
  std::map<NodeId, std::set<HeaderHash>> accepted;
  for (auto& [id, placed] : events_) {
    const NodeId& author = placed.fold.event.author;
    const auto* cuts = directory.cuts_of(author);
    if (cuts == nullptr) continue;
    if (!accepted.contains(author)) accepted[author] = lead_back(*cuts);
    const std::set<HeaderHash>& known = accepted.at(author);
    placed.fold.past_cut = std::none_of(placed.written.begin(), placed.written.end(),
                                        [&](const HeaderHash& at) { return known.contains(at); });
  }
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
    if (!place.feed.carries_events()) continue;
    const OpenBatch batch = open_batch(bytes).value();
    const HeaderHash hash = note(batch.header, header);
    for (const BatchItem& item : batch.items) {
      read_item(index, {batch.header, hash}, item, directory);
    }
  }
}

void Census::read_item(int index, const Carrier& carrier, const BatchItem& item,
                       const Directory& directory) {
  const Result<Event> event = decode_event(item.body);
  if (!event) return;
  FeedId feed = carrier.header.feed;
  HeaderHash written = carrier.hash;
  if (item.origin) {
    ++adopted_;
    const Result<BatchHeader> origin = open_origin(item);
    if (!origin || !origin->feed.carries_events()) return;
    feed = origin->feed;
    written = note(*origin, item.origin->header.bytes);
  }
  const Enrolment* author = directory.node(event->author);
  const bool genuine = author != nullptr && author->area == event->area &&
                       event->author == feed.writer && event->incarnation == feed.incarnation;
  const bool at_home = event->wide() || (!item.origin && feed.book == Book::of(*event->book));
  if (!genuine || !at_home) return;
  const EventId id = event_id(item.body);
  const auto [at, fresh] = events_.try_emplace(id);
  if (fresh) {
    at->second.fold = {id, *event, false};
    reports_[event->report].push_back(id);
  }
  at->second.written.insert(written);
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

}  // namespace jenjang

#include "replication/witnesses.h"

#include <algorithm>

#include "jenjang/v1/store.pb.h"
#include "replication/marks.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

// Keys of family `meta`, + node and witness -> WitnessRecord.
constexpr std::string_view kMetaWitness = "witness/";
// Batches that are looked through, from the last one back, in a feed whose writer was cut.
constexpr std::uint64_t kReadBackMax = 64;

std::string witness_key(const NodeId& node, const NodeId& witness) {
  return mark_key(kMetaWitness, std::string(node.view()) + std::string(witness.view()));
}

bool same_history(const Heads& a, const Heads& b) {
  return a.books == b.books && a.directory == b.directory;
}

std::optional<Witnessed> decode_record(std::string_view bytes) {
  v1::WitnessRecord record;
  if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
  const std::optional<FeedId> feed = read_feed(record.feed());
  const Result<CountersignedHeads> item = decode_countersigned(record.item());
  if (!feed || !item) return std::nullopt;
  Result<Heads> heads = decode_heads(item->heads);
  if (!heads) return std::nullopt;
  return Witnessed{std::move(*heads), item->wall, {*feed, record.number()}, {record.kept_ms()}};
}

}  // namespace

bool may_witness(const Area& witness, const Area& of) {
  if (of.tier() == 0) return witness.tier() == 1;
  return witness != of && witness.contains(of);
}

Book witness_book(const Area& witness, const Area& of) {
  CHECK(may_witness(witness, of));
  return Book::of(of.tier() == 0 ? witness : of);
}

std::optional<Area> witnessed_area(const Area& witness, const Book& book) {
  if (book.is_directory()) return std::nullopt;
  const Area of = book.area() == witness ? Area::nation() : book.area();
  if (!may_witness(witness, of)) return std::nullopt;
  return of;
}

Result<void> Witnesses::load() {
  std::optional<Error> failed;
  store_.scan(
      Family::meta, kMetaWitness, kMetaWitness, [&](std::string_view key, std::string_view value) {
        const std::string_view ids = key.substr(kMetaWitness.size());
        const auto node = NodeId::from(ids.substr(0, NodeId::kSize));
        std::optional<Witnessed> record = decode_record(value);
        if (!node || !record) {
          failed =
              Error{Code::corrupt, "store: a witness record does not decode; restore this node"};
          return false;
        }
        newest_[*node][record->place.feed.writer] = std::move(*record);
        return true;
      });
  if (failed) return *failed;
  return {};
}

const Witnesses::Of& Witnesses::of(const NodeId& node) const {
  static const Of kNone;
  const auto found = newest_.find(node);
  return found == newest_.end() ? kNone : found->second;
}

const Witnesses::Heard* Witnesses::heard(const NodeId& node) const {
  const auto found = heard_.find(node);
  return found == heard_.end() ? nullptr : &found->second;
}

void Witnesses::hear(const Enrolment& peer, const HeardHeads& heads, Now now) {
  if (!may_witness(own_.area, peer.area)) return;
  const NodeId node = peer.node();
  heard_[node] = {own_.id, heads.heads, now.wall};
  owed_.erase(node);
  if (heads.heads.books.zero() || !is_datable(now.wall)) return;
  Instant due = now.mono;
  const Of& known = of(node);
  const auto last = known.find(own_.id);
  if (last != known.end() && counts(last->second.place)) {
    if (same_history(last->second.heads, heads.heads)) return;
    const std::int64_t passed = ms_between(last->second.kept, now.wall);
    // A clock that was put back further than that says nothing of the time between.
    const bool waits = passed < kWitnessEveryMs && passed > -kWitnessEveryMs;
    if (waits) due = due + (kWitnessEveryMs - passed) * kMillisecondUs;
  }
  const auto written = written_.find(node);
  if (written != written_.end()) {
    if (same_history(written->second.heads, heads.heads)) return;
    due = std::max(due, written->second.at + kWitnessEveryMs * kMillisecondUs);
  }
  const CountersignedHeads item{heads.said.bytes, heads.said.signature, peer.sign_key, now.wall};
  owed_[node] = {item, heads.heads, witness_book(own_.area, peer.area), due};
}

void Witnesses::hear_own(const NodeId& peer, const Heads& heads, WallTime wall) {
  heard_[own_.id] = {peer, heads, wall};
}

std::map<Book, std::vector<BatchItem>> Witnesses::take_due(Now now) {
  std::map<Book, std::vector<BatchItem>> out;
  const bool revoked = ledger_.directory().revoked(own_.id);
  std::erase_if(owed_, [&](const auto& owed) {
    const auto& [node, what] = owed;
    if (revoked || !ledger_.directory().active(node)) return true;
    if (now.mono < what.due) return false;
    out[what.book].push_back({encode_countersigned(what.item), std::nullopt});
    written_[node] = {what.heads, now.mono};
    return true;
  });
  return out;
}

Instant Witnesses::wake_at() const {
  Instant out{INT64_MAX};
  for (const auto& [node, owed] : owed_) out = std::min(out, owed.due);
  return out;
}

void Witnesses::read(const StoredBatch& batch, WallTime now, Writes& writes) {
  const FeedId& feed = batch.header.feed;
  if (feed.lane != v1::LANE_WITNESS || !counts({feed, batch.header.number})) return;
  for (const BatchItem& item : batch.items) {
    keep(batch.header, item, Reading::arriving, now, writes);
  }
}

// A batch past a fork counts for its writer, but not all holders of the book have it.
bool Witnesses::counts(const BatchPlace& place) const {
  const std::optional<std::uint64_t> end = ledger_.end_of(place.feed);
  return ledger_.accepts(place.feed, place.number) && (!end || place.number <= *end);
}

bool Witnesses::continues(const FeedId& feed, const FeedId& other) const {
  const std::vector<FeedHead> heads = ledger_.at(feed).continues;
  return std::any_of(heads.begin(), heads.end(),
                     [&](const FeedHead& head) { return head.feed == other; });
}

bool Witnesses::newer(const BatchPlace& place, WallTime wall, const Witnessed& than,
                      Reading reading) const {
  if (place.feed == than.place.feed) return place.number > than.place.number;
  if (!counts(than.place)) return true;
  const bool open = ledger_.is_open(place.feed);
  if (open != ledger_.is_open(than.place.feed)) return open;
  if (continues(place.feed, than.place.feed)) return true;
  if (continues(than.place.feed, place.feed)) return false;
  return reading == Reading::arriving || std::pair(wall, place) > std::pair(than.wall, than.place);
}

void Witnesses::keep(const BatchHeader& header, const BatchItem& item, Reading reading,
                     WallTime now, Writes& writes) {
  const std::optional<Area> area = witnessed_area(header.area, header.feed.book);
  const Result<CountersignedHeads> said = decode_countersigned(item.body);
  if (item.origin || !area || !said) return;
  Result<Heads> heads = open_countersigned(*said, *area);
  if (!heads) return;
  const NodeId node = heads->node;
  const BatchPlace place{header.feed, header.number};
  const Of& known = of(node);
  const auto last = known.find(header.feed.writer);
  if (last != known.end() && !newer(place, said->wall, last->second, reading)) return;
  if (last == known.end()) forget_oldest(header.feed, writes);
  newest_[node][header.feed.writer] = {std::move(*heads), said->wall, place, now};
  v1::WitnessRecord record;
  write_feed(header.feed, *record.mutable_feed());
  record.set_number(header.number);
  record.set_item(item.body);
  record.set_kept_ms(now.ms);
  writes.put(Family::meta, witness_key(node, header.feed.writer), record.SerializeAsString());
}

void Witnesses::forget(const NodeId& node, const NodeId& witness, Writes& writes) {
  const auto found = newest_.find(node);
  found->second.erase(witness);
  if (found->second.empty()) newest_.erase(found);
  writes.erase(Family::meta, witness_key(node, witness));
}

void Witnesses::forget_oldest(const FeedId& feed, Writes& writes) {
  std::size_t nodes = 0;
  std::optional<std::pair<WallTime, NodeId>> oldest;
  for (const auto& [node, witnesses] : newest_) {
    const auto said = witnesses.find(feed.writer);
    if (said == witnesses.end() || said->second.place.feed.book != feed.book) continue;
    ++nodes;
    const std::pair at(said->second.wall, node);
    if (!oldest || at < *oldest) oldest = at;
  }
  if (nodes >= kWitnessedNodesMax) forget(oldest->second, feed.writer, writes);
}

void Witnesses::judge_cut(const std::set<NodeId>& writers, Writes& writes) {
  std::vector<std::pair<NodeId, NodeId>> fallen;
  for (const auto& [node, witnesses] : newest_) {
    for (const auto& [witness, said] : witnesses) {
      if (writers.contains(witness) && !counts(said.place)) fallen.emplace_back(node, witness);
    }
  }
  for (const auto& [node, witness] : fallen) forget(node, witness, writes);
  if (writers.contains(own_.id)) written_.clear();
  for (const NodeId& writer : writers) {
    for (const auto& [feed, state] : ledger_.feeds_of(writer)) {
      if (feed.lane == v1::LANE_WITNESS) read_back(feed, state.number, writes);
    }
  }
}

void Witnesses::read_back(const FeedId& feed, std::uint64_t number, Writes& writes) {
  std::uint64_t last = std::min(number, ledger_.end_of(feed).value_or(number));
  for (std::uint64_t read = 0; last > 0 && read < kReadBackMax; --last, ++read) {
    if (!counts({feed, last})) continue;
    const auto bytes = store_.get(Family::batches, batch_key(feed, last));
    if (!bytes) continue;  // Of this very turn, and read as it came.
    const Result<OpenBatch> batch = open_batch(*bytes);
    CHECK(batch.ok());
    for (const BatchItem& item : batch->items) {
      keep(batch->header, item, Reading::again, batch->header.sealed, writes);
    }
  }
}

}  // namespace jenjang

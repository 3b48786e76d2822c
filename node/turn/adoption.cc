#include "node/turn/adoption.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "schema/hash.h"
#include "schema/merkle.h"

namespace jenjang {

namespace {

// Events to copy, parents first: those that count, and whatever they stand on, be it void or a
// stranger's, since nobody folds an event without its parents.
std::vector<const KeptEvent*> wanted_events(const CaseFile& file) {
  std::vector<const KeptEvent*> out;
  std::set<EventId> seen;
  for (const Placed& placed : file.folded.history) {
    const KeptEvent* kept = file.find(placed.id);
    const bool counts =
        placed.standing != v1::STANDING_STRANGER && placed.standing != v1::STANDING_UNREADABLE;
    if (kept == nullptr || !kept->fold.event.wide() || !counts || kept->fold.past_cut) continue;
    seen.insert(placed.id);
    out.push_back(kept);
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    for (const EventId& parent : out[i]->fold.event.parents) {
      const KeptEvent* kept = seen.insert(parent).second ? file.find(parent) : nullptr;
      if (kept != nullptr && kept->fold.event.wide()) out.push_back(kept);
    }
  }
  // An event's time is after its parents'.
  std::sort(out.begin(), out.end(), [](const KeptEvent* a, const KeptEvent* b) {
    return std::tie(a->fold.event.time, a->fold.id) < std::tie(b->fold.event.time, b->fold.id);
  });
  return out;
}

// Whether a node that knows the event from this place alone takes it for valid: a copy is as good
// as the batch of its author that it comes from.
bool is_sound(const StoreView& store, const Ledger& ledger, const EventPlace& place) {
  const std::optional<StoredBatch> batch = open_stored(store, place.arrival);
  if (!batch || place.index >= batch->items.size()) return false;
  const BatchItem& item = batch->items[place.index];
  if (!item.origin) return ledger.accepts(place.batch.feed, place.batch.number);
  const Result<BatchHeader> origin = decode_header(item.origin->header.bytes);
  return origin && ledger.directory().accepts(*origin, *item.origin);
}

// A book below will do: who holds this one holds that one too.
bool has_place_in(const StoreView& store, const Ledger& ledger, const KeptEvent& event,
                  const Area& book) {
  const std::vector<EventPlace> places = counted_places(store, ledger, event);
  const bool doubtful = !event.fold.past_cut && ledger.directory().revoked(event.fold.event.author);
  return std::any_of(places.begin(), places.end(), [&](const EventPlace& place) {
    return place.batch.feed.book.held_by(book) && (!doubtful || is_sound(store, ledger, place));
  });
}

// Whether others will take the copy for its author's word. A revoked author's needs proof that the
// revocation accepts it, which is added where this node can give it.
bool prove_accepted(const Ledger& ledger, Origin& origin) {
  const Result<BatchHeader> header = decode_header(origin.header.bytes);
  CHECK(header.ok());
  if (ledger.directory().accepts(*header, origin)) return true;
  const FeedId& feed = header->feed;
  const bool held = header->number <= ledger.at(feed).number;
  if (!held || ledger.hash_at(feed, header->number) != header_hash(origin.header.bytes)) {
    return false;
  }
  origin.accepted = ledger.prove_accepted(feed, header->number);
  return ledger.directory().accepts(*header, origin);
}

// The event with proof of the batch it was written in; a copy's proof is copied.
std::optional<BatchItem> prove(const StoreView& store, const Ledger& ledger,
                               const KeptEvent& kept) {
  const std::optional<StoredBatch> batch = open_stored(store, kept.arrival);
  if (!batch || kept.index >= batch->items.size()) return std::nullopt;
  BatchItem item = batch->items[kept.index];
  if (!item.origin) {
    std::vector<MerkleHash> leaves;
    for (const BatchItem& other : batch->items) {
      leaves.push_back(item_leaf(batch->header.feed, other));
    }
    const auto bytes =
        store.get(Family::batches, batch_key(batch->header.feed, batch->header.number));
    CHECK(bytes.has_value());
    Result<SealedBatch> sealed = decode_batch(*bytes);
    CHECK(sealed.ok());
    item.origin = Origin{sealed->header, kept.index, merkle_path(leaves, kept.index)};
  }
  const bool accepted = prove_accepted(ledger, *item.origin);
  // Without proof nobody would believe it, and it would be missing again.
  if (!accepted && !kept.fold.past_cut) return std::nullopt;
  return item;
}

}  // namespace

std::size_t Outgoing::bytes() const {
  std::size_t out = item.body.size();
  if (item.origin) out += item.origin->header.bytes.size() + 64 + item.origin->path.size() * 34;
  if (item.origin && item.origin->accepted) out += 16 + item.origin->accepted->path.size() * 34;
  for (const Rider& rider : contents) {
    const auto* content = std::get_if<Content>(&rider.entry);
    out += content != nullptr ? content->body.size() + 24 : 72;
  }
  return out;
}

std::vector<Outgoing> missing_in(const StoreView& store, const Ledger& ledger, const CaseFile& file,
                                 const Area& book) {
  std::vector<Outgoing> out;
  for (const KeptEvent* kept : wanted_events(file)) {
    if (has_place_in(store, ledger, *kept, book)) continue;
    std::optional<BatchItem> item = prove(store, ledger, *kept);
    if (!item) continue;
    Outgoing& one = out.emplace_back();
    one.item = std::move(*item);
    for (const ContentRef& ref : contents_of(kept->fold.event.payload)) {
      std::optional<PackEntry> entry = find_content(store, *kept, ref.digest);
      if (entry) one.contents.push_back({ref.digest, std::move(*entry)});
    }
  }
  return out;
}

std::optional<int> adoption_rank(const Directory& directory, const CaseFile& file, const Area& own,
                                 const NodeId& self) {
  const std::vector<Area> books = cover(file.folded.audience);
  // What a revoked node copies counts for nobody, and would be missing again at once.
  if (books.empty() || !directory.listened_to(self)) return std::nullopt;
  const bool within =
      std::any_of(books.begin(), books.end(), [&](const Area& book) { return own.contains(book); });
  if (!within) return std::nullopt;
  Area lowest = books[0];
  for (const Area& book : books) lowest = common_ancestor(lowest, book);
  int levels = 0;
  for (Area at = lowest; at != own && own.contains(at) && at.tier() > 0; at = at.parent()) ++levels;
  const std::vector<NodeId> nodes = directory.nodes_of(own);
  const auto self_at = std::find(nodes.begin(), nodes.end(), self);
  const auto turn = static_cast<int>(self_at - nodes.begin());
  // Below the lowest common holder only its own book concerns a node, after a fork.
  if (!own.contains(lowest)) return 3 + turn;
  return levels * 3 + turn;
}

std::optional<std::size_t> acting_rank(const Directory& directory, const CaseFile& file,
                                       const Area& own, const NodeId& self) {
  std::vector<Area> areas = file.holder().lineage();
  const auto add = [&](const Area& lowest) {
    for (const Area& area : lowest.lineage()) {
      if (std::find(areas.begin(), areas.end(), area) == areas.end()) areas.push_back(area);
    }
  };
  const auto& chain = file.folded.state.chain();
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    const KeptEvent* move = file.find(*EventId::from(*at));
    const auto to = move == nullptr ? std::nullopt : destination_of(move->fold.event.payload);
    if (to) add(*to);
  }
  add(*Area::from_digits(file.folded.state.intake()));
  std::size_t before = 0;
  for (const Area& area : areas) {
    for (const NodeId& node : directory.nodes_of(area)) {
      if (area == own && node == self) return before;
      ++before;
    }
  }
  return std::nullopt;
}

}  // namespace jenjang

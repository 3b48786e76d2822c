#include "tests/sim/rogue.h"

#include <algorithm>

#include "schema/hash.h"

namespace jenjang {

void Rogue::act(int node) {
  const std::vector<int> neighbours = world_.neighbours(node);
  if (neighbours.empty()) return;
  const int to = random_.pick(neighbours);
  const std::uint64_t how = random_.below(10);
  if (how < 2) return forge(node, to);
  if (how < 3) return fork_feed(node, to);
  if (how < 4) return misadopt(node, to);
  if (how < 5 && random_.chance(500)) return bear_false_witness(node, to);
  misjudge(node, to);
}

// A writer nobody knows, a book that the writer may not write, a number out of the blue.
void Rogue::forge(int node, int to) {
  const PlannedNode& plan = world_.node(node).plan();
  NodeSignKeys keys = plan.sign;
  SealSpot spot;
  spot.feed = {Book::of(plan.area), keys.id, {random_.next()}, v1::LANE_NEWS};
  spot.number = 1;
  switch (random_.below(3)) {
    case 0:
      keys = NodeSignKeys::from_seed(random_.bytes<Seed>(), plan.area);
      spot.feed.writer = keys.id;
      break;
    case 1:
      spot.feed.book = Book::of(random_.pick(topology_.areas()));
      break;
    default:
      spot.number = 1 + random_.below(5);
      spot.previous = spot.number > 1 ? random_.bytes<HeaderHash>() : HeaderHash{};
      break;
  }
  spot.sealed = {random_.between(0, 1'900'000'000'000)};
  const SealedBatch batch = seal(spot, {{"no event at all", std::nullopt}}, keys);
  meddler_.slip(node, to, batch, "");
  world_.saw("forged");
}

// Same number, other batch: on top of what the node itself has written.
void Rogue::fork_feed(int node, int to) {
  const SimNode& own = world_.node(node);
  if (!own.running()) return;
  std::vector<FeedId> feeds;
  for (const auto& [feed, state] : own.core().replica().ledger().feeds_of(own.id())) {
    feeds.push_back(feed);
  }
  if (feeds.empty()) return;
  const FeedId feed = random_.pick(feeds);
  const std::uint64_t head = own.core().replica().ledger().at(feed).number;
  SealSpot spot{feed, 1 + random_.below(head + 1), {}, own.now(world_.agenda().now_us()).wall};
  if (spot.number > 1) {
    const auto before = own.core().replica().ledger().batch(feed, spot.number - 1);
    if (!before) return;
    spot.previous = header_hash(before->header.bytes);
    spot.total_bytes = decode_header(before->header.bytes)->total_bytes;
  }
  const auto length = static_cast<std::size_t>(1 + random_.below(3));
  for (std::size_t i = 0; i < length; ++i) {
    std::optional<std::string> body;
    if (!feed.book.is_directory() && random_.chance(500)) body = forged_event(node, to, feed);
    if (!body) body = "a branch " + std::to_string(random_.next());
    const SealedBatch batch = seal(spot, {{*body, std::nullopt}}, own.plan().sign);
    meddler_.slip(node, to, batch, "");
    ++spot.number;
    spot.previous = header_hash(batch.header.bytes);
    spot.total_bytes = decode_header(batch.header.bytes)->total_bytes;
  }
  world_.saw("forked");
}

std::optional<ReportId> Rogue::some_report() {
  const int at = static_cast<int>(random_.below(static_cast<std::uint64_t>(world_.size())));
  const SimStore::Values& reports = world_.node(at).store().values(Family::reports);
  if (reports.empty()) return std::nullopt;
  auto one = reports.begin();
  std::advance(one, static_cast<std::ptrdiff_t>(random_.below(reports.size())));
  return ReportId::from(one->first);
}

// What an author knows who has heard of some events only, and of all that they follow from.
CaseFile Rogue::half_heard(const CaseFile& file) {
  std::vector<EventId> open;
  for (const KeptEvent& kept : file.events) {
    if (random_.chance(600)) open.push_back(kept.fold.id);
  }
  std::set<EventId> heard;
  while (!open.empty()) {
    const EventId id = open.back();
    open.pop_back();
    const KeptEvent* kept = file.find(id);
    if (kept == nullptr || !heard.insert(id).second) continue;
    open.insert(open.end(), kept->fold.event.parents.begin(), kept->fold.event.parents.end());
  }
  CaseFile out;
  out.report = file.report;
  for (const KeptEvent& kept : file.events) {
    if (heard.contains(kept.fold.id)) out.events.push_back(kept);
  }
  out.folded = fold_events(out.report, out.events);
  return out;
}

void Rogue::misjudge(int node, int to) {
  const std::optional<ReportId> report = some_report();
  if (!report) return;
  CaseFile file = load_case(world_.node(node).store(), *report);
  // One who has only guessed the id, or read it elsewhere.
  if (file.events.empty()) file = load_case(world_.node(to).store(), *report);
  if (random_.chance(600)) file = half_heard(file);
  Event event = blank(node, file);
  event.payload = draw_payload(node, file);
  Written& written = written_[{node, file.report}];
  const bool narrower = random_.chance(100) && std::holds_alternative<FollowedUp>(event.payload);
  if (narrower) event.book = random_.chance(800) ? event.area : random_.pick(topology_.areas());
  link(event, file, written);
  if (!std::holds_alternative<Submitted>(event.payload) && event.parents.empty()) return;
  std::vector<Area> books;
  for (const Area& area : topology_.areas()) {
    const bool sensible =
        !file.folded.audience.empty() ? file.folded.audience.contains(area) : true;
    if (event.area.contains(area) && (sensible || area == event.area)) books.push_back(area);
  }
  write(node, to, narrower ? *event.book : random_.pick(books), event);
}

Event Rogue::blank(int node, const CaseFile& file) {
  const SimNode& own = world_.node(node);
  Event out;
  out.author = own.id();
  out.area = own.area();
  out.incarnation = incarnations_.emplace(node, Incarnation{random_.next()}).first->second;
  world_.add_rogue(out.incarnation);
  out.report = file.report;
  out.time = HybridTime::from(own.now(world_.agenda().now_us()).wall);
  if (random_.chance(150)) out.time.value -= random_.below(std::uint64_t{90'000} << 16);
  if (random_.chance(20)) out.time.value = UINT64_MAX;
  out.actor = random_.bytes<AccountId>();
  return out;
}

void Rogue::link(Event& event, const CaseFile& file, Written& written) {
  if (std::holds_alternative<Submitted>(event.payload)) {
    event.counter = 1;
    return;
  }
  const auto& chain = file.folded.state.chain();
  if (written.last && !random_.chance(100)) event.parents.push_back(*written.last);
  for (const EventId& head : file.folded.heads) {
    const bool left_out = random_.chance(150);
    if (!left_out && event.parents.size() < kParentsMax) event.parents.push_back(head);
  }
  if (random_.chance(15)) event.parents.push_back(random_.bytes<EventId>());
  std::sort(event.parents.begin(), event.parents.end());
  event.parents.erase(std::unique(event.parents.begin(), event.parents.end()), event.parents.end());
  if (event.parents.size() > kParentsMax) event.parents.resize(kParentsMax);
  if (!chain.empty()) event.under = EventId::from(*chain.rbegin());
  if (!file.events.empty() && (!event.under || random_.chance(250))) {
    event.under = random_.pick(file.events).fold.id;
  }
  if (event.wide()) event.counter = ++written.count + (random_.chance(50) ? 1 : 0);
}

Payload Rogue::draw_payload(int node, const CaseFile& file) {
  const Area& anywhere = random_.pick(topology_.areas());
  const Area own = world_.node(node).area();
  switch (random_.below(9)) {
    case 0:
    case 1:
      return Forwarded{random_.chance(500) ? own : anywhere, 0, {}};
    case 2:
      return Returned{
          own.tier() > 0 && random_.chance(700) ? own.parent() : anywhere, std::nullopt, 0, {}};
    case 3:
      return Disposed{random_.chance(800) ? own : anywhere, 3, {}};
    case 4:
      return Closed{v1::OUTCOME_ANSWERED, {}};
    case 5:
      return Verified{v1::DECISION_ACCEPTED, v1::KIND_COMPLAINT, 1, {}};
    case 6: {
      if (file.events.empty() || !file.visible()) return FollowedUp{};
      // Perhaps with a claim to the same report from elsewhere.
      const KeptEvent* first = file.find(*EventId::from(file.folded.state.submit()));
      Submitted again = std::get<Submitted>(first->fold.event.payload);
      again.addressee = random_.chance(500) ? again.addressee : own;
      return again;
    }
    case 7: {
      ContentErased out;
      out.reason = v1::ERASURE_REASON_COURT;
      for (const KeptEvent& kept : file.events) {
        for (const ContentRef& ref : contents_of(kept.fold.event.payload)) {
          if (out.digests.size() < 2) out.digests.push_back(ref.digest);
        }
      }
      if (out.digests.empty()) return FollowedUp{};
      return out;
    }
    default:
      return FollowedUp{};
  }
}

void Rogue::write(int node, int to, const Area& book, const Event& event) {
  const std::string bytes = encode_event(event);
  if (!decode_event(bytes)) return world_.saw("rogue-unwritable");
  Written& written = written_[{node, event.report}];
  if (event.wide() && !std::holds_alternative<Submitted>(event.payload)) {
    written.last = event_id(bytes);
  }
  FeedId id{Book::of(book), event.author, event.incarnation, v1::LANE_NEWS};
  if (std::holds_alternative<ContentErased>(event.payload)) id.lane = v1::LANE_CONTROL;
  world_.saw("rogue-event");
  meddler_.write(node, to, id, {bytes, std::nullopt});
}

// As the author might have written it in that feed, of a report that the other node knows.
std::optional<std::string> Rogue::forged_event(int author, int to, const FeedId& feed) {
  const std::optional<ReportId> report = some_report();
  if (!report) return std::nullopt;
  const CaseFile file = load_case(world_.node(to).store(), *report);
  Event event = blank(author, file);
  event.payload = draw_payload(author, file);
  Written written;
  link(event, file, written);
  event.incarnation = feed.incarnation;
  if (event.wide()) event.counter = 1;
  std::string bytes = encode_event(event);
  if (decode_event(bytes)) {
    world_.add_forged(event_id(bytes));
    return bytes;
  }
  world_.saw("rogue-unwritable");
  return std::nullopt;
}

// Heads of nobody, of a node that has not signed them, and of one that the rogue has made up.
void Rogue::bear_false_witness(int node, int to) {
  const Area& about = random_.pick(topology_.areas());
  const NodeSignKeys keys = NodeSignKeys::from_seed(random_.bytes<Seed>(), about);
  Heads heads;
  heads.node = random_.chance(500) ? keys.id : random_.bytes<NodeId>();
  heads.wall = {random_.between(0, 1'900'000'000'000)};
  heads.books = random_.bytes<VectorDigest>();
  heads.events = random_.next();
  CountersignedHeads item;
  item.heads = encode_heads(heads);
  item.signature = sign(Domain::heads, item.heads, keys.secret);
  item.key = keys.key;
  item.wall = heads.wall;
  const Incarnation own = incarnations_.emplace(node, Incarnation{random_.next()}).first->second;
  world_.add_rogue(own);
  const FeedId id{Book::of(about), world_.node(node).id(), own, v1::LANE_WITNESS};
  world_.saw("false-witness");
  meddler_.write(node, to, id,
                 {random_.chance(300) ? "no heads at all" : encode_countersigned(item), {}});
}

// A copy of what its author never wrote: signed with the author's key, stolen or found, under a
// number that one of its feeds has had long since.
void Rogue::misadopt(int node, int to) {
  const int victim = static_cast<int>(random_.below(topology_.nodes().size()));
  if (victim == node) return;
  const NodeSignKeys& keys = world_.node(victim).plan().sign;
  const Ledger& ledger = world_.node(to).core().replica().ledger();
  std::vector<FeedHead> heads;
  for (const auto& [feed, state] : ledger.feeds_of(keys.id)) {
    if (!feed.book.is_directory()) heads.push_back({feed, state.number, state.head});
  }
  if (heads.empty()) return;
  const FeedHead head = random_.pick(heads);
  SealSpot spot{head.feed, 1 + random_.below(head.number), {}, {}};
  if (spot.number > 1) spot.previous = ledger.hash_at(head.feed, spot.number - 1);
  spot.sealed = {static_cast<std::int64_t>(random_.below(1'000'000))};
  const std::optional<std::string> bytes = forged_event(victim, to, head.feed);
  if (!bytes) return;
  const SealedBatch forged = seal(spot, {{*bytes, std::nullopt}}, keys);
  world_.add_stray(keys.id);
  world_.saw("misadopted");
  const Incarnation own = incarnations_.emplace(node, Incarnation{random_.next()}).first->second;
  world_.add_rogue(own);
  const FeedId id{Book::of(world_.node(node).area()), world_.node(node).id(), own,
                  v1::LANE_HISTORY};
  meddler_.write(node, to, id, {*bytes, Origin{forged.header, 0, {}}});
}

}  // namespace jenjang

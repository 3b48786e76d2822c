#include "tests/sim/checks.h"

#include <algorithm>

#include "node/turn/contents.h"
#include "node/views/projection.h"
#include "schema/hash.h"
#include "tests/sim/rebuilt.h"

namespace jenjang {

namespace {

// A narrower event's contents are erased where that event is.
bool names_any(const OracleEvents& events, const std::vector<ContentDigest>& digests) {
  return std::any_of(events.begin(), events.end(), [&](const auto& e) {
    const ContentRefs& refs = contents_of(e.second.event.payload);
    return std::any_of(refs.begin(), refs.end(), [&](const ContentRef& ref) {
      return std::find(digests.begin(), digests.end(), ref.digest) != digests.end();
    });
  });
}

// What every holder must have: all but strangers' events, and void ones that nothing counted needs.
std::vector<FoldEvent> counted(const OracleEvents& events, const std::set<EventId>& strangers) {
  std::set<EventId> needed;
  std::vector<EventId> open;
  for (const auto& [id, e] : events) {
    if (e.event.wide() && !e.past_cut && !strangers.contains(id)) open.push_back(id);
  }
  while (!open.empty()) {
    const EventId id = open.back();
    open.pop_back();
    if (!events.contains(id) || !needed.insert(id).second) continue;
    const auto& parents = events.at(id).event.parents;
    open.insert(open.end(), parents.begin(), parents.end());
  }
  std::vector<FoldEvent> out;
  for (const EventId& id : needed) {
    if (events.at(id).event.wide()) out.push_back(events.at(id));
  }
  return out;
}

}  // namespace

Checks::Checks(World& world, const std::vector<int>& nodes, const Clients& clients,
               const Losses& losses)
    : world_(world),
      nodes_(nodes),
      clients_(clients),
      losses_(losses),
      census_(world, nodes, world.node(nodes.front()).core().directory()) {}

const Directory& Checks::directory() const {
  return world_.node(nodes_.front()).core().directory();
}

void Checks::fail(int node, const std::string& what) {
  if (failures_.size() > 40) return;
  failures_.push_back((node < 0 ? "all" : world_.node(node).plan().name) + ": " + what);
}

// Who has an event and what it says, to begin a search with.
std::string Checks::where(const EventId& id) const {
  const Census::Placed& placed = census_.events().at(id);
  const Event& event = placed.fold.event;
  std::string out = " (payload " + std::to_string(event.payload.index()) + " by area " +
                    event.area.to_string() + " counter " + std::to_string(event.counter);
  if (const auto to = destination_of(event.payload)) out += " to " + to->to_string();
  out += event.wide() ? "" : " narrower";
  out += placed.fold.past_cut ? " past cut" : "";
  if (event.under) out += " under " + brief(event.under->view()).substr(0, 4);
  for (const EventId& parent : event.parents) out += " <" + brief(parent.view()).substr(0, 4);
  for (const int holder : placed.holders) {
    out += " " + world_.node(holder).plan().name + ":";
    const SimStore& store = world_.node(holder).store();
    const auto kept = load_event(store, event.report, id);
    if (!kept) continue;
    for (const EventPlace& place : places_of(store, *kept)) {
      out += " " + place.batch.feed.to_string() + "#" + std::to_string(place.batch.number);
    }
  }
  return out + ")";
}

std::string Checks::tell(const ReportId& id) const {
  std::string out = "report " + brief(id.view());
  for (const auto& [event, fold] : census_.events_of(id)) {
    out += "\n    " + brief(event.view()) + where(event);
  }
  return out;
}

const std::vector<std::string>& Checks::run() {
  links();
  one_open_feed();
  share();
  leaks();
  witnesses();
  reports();
  acknowledged();
  for (const int node : nodes_) {
    counters(node);
    for (const std::string& what : rebuilt_differences(world_.node(node))) fail(node, what);
  }
  world_.seen()["adopted"] += census_.adopted();
  return failures_;
}

void Checks::links() {
  for (const int node : nodes_) {
    const Core& core = world_.node(node).core();
    if (!core.caught_up()) fail(node, "has batches that are not folded");
    const VectorDigest digest = core.replica().ledger().digest_of_directory();
    const Replica& first = world_.node(nodes_.front()).core().replica();
    if (digest != first.ledger().digest_of_directory()) {
      fail(node, "has another directory");
    }
  }
}

// However often a node has started: each of its lives goes on from the one before.
void Checks::one_open_feed() {
  for (const int node : nodes_) {
    std::map<std::tuple<Book, NodeId, Lane>, int> open;
    for (const auto& [book, held] : world_.node(node).core().replica().ledger().books()) {
      for (const auto& [feed, state] : held.feeds) ++open[{book, feed.writer, feed.lane}];
    }
    for (const auto& [of, count] : open) {
      const NodeId& writer = std::get<NodeId>(of);
      if (count == 1 || world_.stray(writer) || directory().revoked(writer)) continue;
      fail(node, "has " + std::to_string(count) + " open feeds of " + brief(writer.view()) +
                     " in book " + std::get<Book>(of).to_string());
    }
  }
}

void Checks::share() {
  for (const auto& [place, branches] : census_.batches()) {
    bool counts = true;
    for (const int node : nodes_) {
      const bool held = place.feed.book.held_by(world_.node(node).area());
      const auto end = world_.node(node).core().replica().ledger().end_of(place.feed);
      if (held) counts = !end || place.number <= *end;
      const auto copies = std::count_if(branches.begin(), branches.end(),
                                        [&](const auto& b) { return b.holders.contains(node); });
      const std::string what = place.feed.to_string() + " #" + std::to_string(place.number);
      if (!held && copies > 0) fail(node, "holds what is not its share: " + what);
      if (held && counts && copies == 0) fail(node, "lacks " + what);
    }
    if (counts && branches.size() > 1) {
      fail(-1,
           "two branches count: " + place.feed.to_string() + " #" + std::to_string(place.number));
    }
  }
}

// A narrower event is held only by its own area and those above.
void Checks::leaks() {
  for (const auto& [id, placed] : census_.events()) {
    if (placed.fold.event.wide()) continue;
    for (const int node : placed.holders) {
      if (world_.node(node).area().contains(*placed.fold.event.book)) continue;
      fail(node, "holds a narrower event of another area: " + brief(id.view()));
    }
  }
}

void Checks::reports() {
  for (const int node : nodes_) {
    for (const auto& [key, frame] : world_.node(node).store().values(Family::packs)) {
      const Result<Pack> pack = decode_pack(frame);
      if (!pack) {
        fail(node, "has a pack that does not decode");
        continue;
      }
      for (const PackEntry& entry : pack->entries) {
        const auto* content = std::get_if<Content>(&entry);
        if (content != nullptr) kept_[content->digest()].insert(node);
      }
    }
  }
  for (const auto& [id, events] : census_.reports()) report(id);
}

// A rogue put the event into a book that this node holds.
bool Checks::written_there(const FoldEvent& event, int node) const {
  const SimStore& store = world_.node(node).store();
  const auto kept = load_event(store, event.event.report, event.id);
  if (!kept) return false;
  const std::vector<EventPlace> places = places_of(store, *kept);
  return std::any_of(places.begin(), places.end(), [&](const EventPlace& place) {
    return world_.rogue(place.batch.feed.incarnation);
  });
}

void Checks::report(const ReportId& id) {
  const OracleEvents all = census_.events_of(id);
  const OracleCustody oracle = oracle_custody(all);
  OracleEvents uncut = all;
  for (auto& [event, fold] : uncut) fold.past_cut = false;
  const std::set<Area> ever = oracle_custody(uncut).audience;
  erasures(id, all, oracle);
  world_.seen()["void"] += oracle.voided.size();
  world_.seen()["waiting"] += oracle.waiting.size();
  world_.seen()["stranger"] += oracle.strangers.size();
  for (const int node : nodes_) {
    if (is_member(world_.node(node).area(), oracle.audience)) {
      member(id, node, all);
      continue;
    }
    for (const auto& [event, fold] : census_.events_of(id, node)) {
      const bool own = is_member(world_.node(node).area(), {fold.event.area});
      // What waits for a parent that is lost is nobody's yet.
      const bool stranger = oracle.strangers.contains(event) || oracle.waiting.contains(event) ||
                            oracle.order.empty();
      // A rogue writes in any book below it, and who holds the book holds that.
      const bool rogue = world_.forged(event) || written_there(fold, node);
      // A narrower event goes where it is addressed; leaks() looks after those.
      if (!fold.event.wide() || rogue || stranger || own ||
          is_member(world_.node(node).area(), ever))
        continue;
      // A disk took the move with it that had brought the event here.
      if (losses_.lost(id)) continue;
      fail(node, "is no member of report " + brief(id.view()) + " and holds its event " +
                     brief(event.view()) + where(event));
    }
  }
}

void Checks::member(const ReportId& id, int node, const OracleEvents& all) {
  const OracleEvents own = census_.events_of(id, node);
  const OracleCustody oracle = oracle_custody(own);
  const CaseFile file = load_case(world_.node(node).store(), id);
  const std::set<EventId> strangers = oracle_custody(all).strangers;
  const auto needed = counted(all, strangers);
  for (const FoldEvent& event : needed) {
    if (own.contains(event.id)) continue;
    fail(node, "lacks event " + brief(event.id.view()) + " of report " + brief(id.view()) +
                   where(event.id));
  }
  if (state_bytes(fold(id, counted(own, strangers))) != state_bytes(fold(id, needed))) {
    fail(node, "folds to another state " + tell(id));
  }
  for (const auto& [event, fold] : own) {
    const KeptEvent* kept = file.find(event);
    if (kept == nullptr) {
      fail(node, "does not show event " + brief(event.view()));
    } else if (kept->fold.past_cut != fold.past_cut) {
      fail(node, "shows event " + brief(event.view()) + (fold.past_cut ? " as no void" : " void") +
                     where(event));
    }
  }
  folded_as_oracle(file, node, oracle);
  tightened(file, node, own, oracle);
  stored_state(file, node);
  contents(file, node);
}

void Checks::folded_as_oracle(const CaseFile& file, int node, const OracleCustody& oracle) {
  std::vector<EventId> chain;
  for (const std::string& raw : file.folded.state.chain()) chain.push_back(*EventId::from(raw));
  const std::string of = " of report " + brief(file.report.view());
  if (chain != oracle.chain) fail(node, "has another standing chain" + of);
  if (file.visible() && file.folded.audience != oracle.audience) {
    fail(node, "has another audience" + of);
  }
  if (file.visible() && file.folded.state.chain().empty()) fail(node, "has no holder" + of);
  std::vector<EventId> order;
  for (const Placed& placed : file.folded.history) {
    if (!placed.wide) continue;
    const bool apart =
        placed.standing == v1::STANDING_WAITING || placed.standing == v1::STANDING_STRANGER;
    if (!apart) order.push_back(placed.id);
    const bool voided = placed.standing == v1::STANDING_VOID;
    if (file.visible() && voided != oracle.voided.contains(placed.id)) {
      fail(node, "disagrees whether an event is void" + of);
    }
  }
  if (file.visible() && order != oracle.order) fail(node, "has another order" + of);
}

// Every wish for secrecy in the history counts unless it is void, whichever area wrote it; and the
// holder's nodes seal the open contents.
void Checks::tightened(const CaseFile& file, int node, const OracleEvents& own,
                       const OracleCustody& oracle) {
  if (!file.visible()) return;
  bool anonymous = false;
  bool secret = false;
  for (const EventId& id : oracle.order) {
    if (oracle.voided.contains(id)) continue;
    const Payload& payload = own.at(id).event.payload;
    if (const auto* submitted = std::get_if<Submitted>(&payload)) {
      anonymous = anonymous || submitted->anonymous;
      secret = secret || submitted->secret;
    } else if (const auto* tightened = std::get_if<Tightened>(&payload)) {
      anonymous = anonymous || tightened->anonymous;
      secret = secret || tightened->secret;
    }
  }
  const v1::CaseState& state = file.folded.state;
  if (state.anonymous() != anonymous || state.secret() != secret) {
    fail(node, "shows a report more openly than its history asks " + tell(file.report));
  }
  if (!secret) return;
  const SimStore& store = world_.node(node).store();
  for (const EventId& id : oracle.order) {
    const KeptEvent* kept = file.find(id);
    if (kept == nullptr) continue;
    for (const ContentRef& ref : contents_of(kept->fold.event.payload)) {
      const std::optional<PackEntry> entry = find_content(store, *kept, ref.digest);
      const auto* content = entry ? std::get_if<Content>(&*entry) : nullptr;
      if (content == nullptr) continue;
      const Result<v1::Content> message = read_content(*content);
      const bool open = message && (message->has_words() || message->has_note());
      // A seal that fell with its author leaves no words to seal anew where it was obeyed; who did
      // not obey it may have the last copy, and hides it.
      if (open && !erased_once(ref.digest)) {
        fail(node, "keeps words of a secret report in the open " + tell(file.report));
      }
      world_.saw("secret-kept");
    }
  }
}

void Checks::stored_state(const CaseFile& file, int node) {
  if (!file.state) return fail(node, "has no state of report " + brief(file.report.view()));
  v1::CaseState stored = *file.state;
  if (stored.only_event().empty() == (file.events.size() == 1)) {
    fail(node, "keeps events of report " + brief(file.report.view()) + " where nobody looks");
  }
  stored.clear_report();
  stored.clear_history();
  stored.clear_only_event();
  v1::CaseState fresh = file.folded.state;
  fresh.clear_report();
  fresh.clear_history();
  if (stored.SerializeAsString() != fresh.SerializeAsString()) {
    fail(node, "has stored another state of report " + brief(file.report.view()));
  }
}

// Whether some node has the content beside a copy of the event that names it.
bool Checks::somewhere(const FoldEvent& event, const ContentDigest& digest) const {
  const auto& holders = census_.events().at(event.id).holders;
  return std::any_of(holders.begin(), holders.end(), [&](int holder) {
    const SimStore& store = world_.node(holder).store();
    const auto kept = load_event(store, event.event.report, event.id);
    const auto found = kept ? find_content(store, *kept, digest) : std::nullopt;
    return found && std::holds_alternative<Content>(*found);
  });
}

// Who has erased a content gives it to nobody any more, also where a revocation takes the authority
// of that erasure away afterwards.
bool Checks::erased_once(const ContentDigest& digest) const {
  return std::any_of(nodes_.begin(), nodes_.end(), [&](int node) {
    const std::optional<ErasedMark> mark = erased_mark(world_.node(node).store(), digest);
    return mark && mark->decided;
  });
}

void Checks::contents(const CaseFile& file, int node) {
  for (const KeptEvent& kept : file.events) {
    if (!kept.fold.event.wide()) continue;
    for (const ContentRef& ref : contents_of(kept.fold.event.payload)) {
      const auto found = find_content(world_.node(node).store(), kept, ref.digest);
      if (found || erased_once(ref.digest) || !somewhere(kept.fold, ref.digest)) continue;
      fail(node, "lacks content " + brief(ref.digest.view()) + " of event " +
                     brief(kept.fold.id.view()) + " of report " + brief(file.report.view()) +
                     where(kept.fold.id));
    }
  }
}

void Checks::erasures(const ReportId& id, const OracleEvents& all, const OracleCustody& oracle) {
  if (oracle.chain.empty()) return;
  std::set<ContentDigest> named;
  for (const auto& [event, fold] : all) {
    for (const ContentRef& ref : contents_of(fold.event.payload)) named.insert(ref.digest);
  }
  const auto& submit = std::get<Submitted>(all.at(oracle.chain.front()).event.payload);
  for (const EventId& event : oracle.order) {
    const Event& order = all.at(event).event;
    const auto* erased = std::get_if<ContentErased>(&order.payload);
    if (erased == nullptr || oracle.voided.contains(event)) continue;
    const bool under = order.under && oracle.mandated.contains(*order.under);
    const auto to = under ? destination_of(all.at(*order.under).event.payload) : std::nullopt;
    const bool allowed = order.area.contains(submit.intake) || (to && order.area.contains(*to));
    const bool own = std::all_of(erased->digests.begin(), erased->digests.end(),
                                 [&](const auto& digest) { return named.contains(digest); });
    if (!allowed || !own) continue;
    world_.saw("erasure-stands");
    for (const ContentDigest& digest : erased->digests) erased_at_members(digest, oracle.audience);
    for (const int node : nodes_) {
      // One that a revocation has put out of the audience hears nothing more of the report.
      if (!is_member(world_.node(node).area(), oracle.audience)) continue;
      if (!names_any(census_.events_of(id, node), erased->digests)) continue;
      const bool told = std::any_of(all.begin(), all.end(), [&](const auto& e) {
        const auto* ack = std::get_if<ErasureAcknowledged>(&e.second.event.payload);
        return ack != nullptr && ack->erasure == event &&
               e.second.event.author == world_.node(node).id();
      });
      if (!told) {
        fail(node, "has not acknowledged erasure " + brief(event.view()) + " of report " +
                       brief(id.view()));
      }
    }
  }
}

void Checks::erased_at_members(const ContentDigest& digest, const std::set<Area>& audience) {
  const auto kept = kept_.find(digest);
  if (kept == kept_.end()) return;
  for (const int node : kept->second) {
    if (!is_member(world_.node(node).area(), audience)) {
      world_.saw("erasure-not-heard");
      continue;
    }
    fail(node, "has content " + brief(digest.view()) + " in a pack, which was erased");
  }
}

void Checks::counters(int node) {
  const SimStore& store = world_.node(node).store();
  CounterDeltas deltas;
  for (const auto& [key, value] : store.values(Family::reports)) {
    v1::CaseState state;
    CHECK(state.ParseFromString(value));
    deltas.change(std::nullopt, state);
  }
  Writes recount;
  deltas.flush(recount);
  SimStore::Counters wanted;
  for (const WriteOp& op : recount.ops()) wanted[op.key] = op.delta;
  SimStore::Counters kept = store.counters();
  std::erase_if(kept, [](const auto& cell) { return cell.second == 0; });
  if (kept != wanted) fail(node, "counts other than its reports come to");
}

}  // namespace jenjang

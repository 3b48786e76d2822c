// The faults of a run, and when they come.
#include <algorithm>

#include "schema/hash.h"
#include "tests/sim/simulation.h"

namespace jenjang {

void Simulation::fault() {
  if (options_.lines && random_.chance(600)) disturb_line();
  if (random_.chance(600)) disturb_node();
  do_wrong();
}

void Simulation::do_wrong() {
  const int node = static_cast<int>(random_.below(static_cast<std::uint64_t>(world_.size())));
  if (options_.meddling) meddler_.set_permille(random_.chance(300) ? random_.below(60) : 0);
  if (options_.meddling && random_.chance(50)) {
    const std::vector<std::pair<int, int>> lines = world_.network().lines();
    if (!lines.empty()) meddler_.keep_back(random_.pick(lines).second, random_.pick(lines).first);
  }
  if (options_.rogues && random_.chance(400) && enrolled_.contains(node)) rogue_.act(node);
  if (options_.revocations && random_.chance(30)) revoke();
  if (options_.revocations && random_.chance(300)) clients_.resubmit();
  if (options_.misrule && random_.chance(300)) renew();
  if (options_.lies && random_.chance(30)) liar_.corrupt(node);
  if (options_.misrule && random_.chance(300) && enrolled_.contains(node)) misrule_.act(node);
  if (options_.packs) falsify_packs();
  watch_room(node);
  if (options_.floods) flood(node);
  if (options_.rotations && others_.chance(20)) rotate(others_.pick(topology_.areas()));
  if (options_.rotations && options_.misrule && others_.chance(40)) usurp(node);
  if (options_.clones && clones_.empty() && random_.chance(50)) start_clone();
}

void Simulation::falsify_packs() {
  const auto nodes = static_cast<std::uint64_t>(topology_.nodes().size());
  if (random_.chance(40)) false_packs_.corrupt(static_cast<int>(random_.below(nodes)));
  if (random_.chance(500)) false_packs_.act();
}

void Simulation::start_clone() {
  const auto of = random_.below(topology_.nodes().size());
  if (topology_.nodes()[of].late) return;
  const int clone = world_.add_clone(topology_, static_cast<int>(of), random_);
  clones_.insert(clone);
  world_.add_stray(world_.node(clone).id());
  world_.boot(clone);
  world_.saw("clone");
}

// Whether the holders of each book, the directory too, can still all reach each other without the
// nodes that are gone.
bool Simulation::connected_without(const std::set<int>& gone) const {
  std::set<int> all;
  for (int i = 0; i < static_cast<int>(topology_.nodes().size()); ++i) {
    if (!gone.contains(i)) all.insert(i);
  }
  return connected(all) &&
         std::all_of(topology_.areas().begin(), topology_.areas().end(), [&](const Area& area) {
           std::set<int> holders;
           for (const Area& above : area.lineage()) {
             for (const int node : topology_.nodes_of(above)) {
               if (!gone.contains(node)) holders.insert(node);
             }
           }
           return connected(holders);
         });
}

// Late ones are known to others only through those who are there from the start.
bool Simulation::connected(const std::set<int>& nodes) const {
  const auto dials = [&](int from, int to) {
    const std::vector<int>& peers = topology_.nodes()[static_cast<std::size_t>(from)].dials;
    return std::find(peers.begin(), peers.end(), to) != peers.end();
  };
  std::set<int> early;
  std::set<int> left;
  for (const int node : nodes) {
    const bool late = topology_.nodes()[static_cast<std::size_t>(node)].late;
    (late ? left : early).insert(node);
  }
  const std::set<int> all = early;
  std::vector<int> open;
  while (!early.empty()) {
    if (open.empty() && early.size() < all.size()) return false;
    if (open.empty()) open.push_back(early.extract(early.begin()).value());
    const int node = open.back();
    open.pop_back();
    for (auto at = early.begin(); at != early.end();) {
      const bool line = dials(node, *at) || dials(*at, node);
      if (line) open.push_back(*at);
      at = line ? early.erase(at) : std::next(at);
    }
  }
  return std::all_of(left.begin(), left.end(), [&](int node) {
    return std::any_of(all.begin(), all.end(),
                       [&](int other) { return dials(node, other) || dials(other, node); });
  });
}

// By the authority, on what some node holds of the revoked one's feeds; perhaps twice, differently.
void Simulation::revoke() {
  const auto nodes = static_cast<std::uint64_t>(topology_.nodes().size());
  const int node = static_cast<int>(random_.below(nodes));
  const int witness = static_cast<int>(random_.below(nodes));
  std::set<int> gone = leaving_;
  gone.insert(node);
  // Nobody listens to a witness that is revoked itself.
  const bool may = gone.size() <= 2 && !gone.contains(witness) && enrolled_.contains(node) &&
                   world_.node(witness).running() && connected_without(gone);
  if (may) revoke(node, witness);
}

void Simulation::revoke(int node, int witness) {
  std::vector<FeedCut> cuts;
  const Ledger& ledger = world_.node(witness).core().replica().ledger();
  const bool dated = random_.chance(300);
  const Arrival before = dated ? random_.below(ledger.arrivals() + 1) : ledger.arrivals();
  const Ledger::Held held = ledger.held_before(world_.node(node).id(), before);
  for (const FeedCut& cut : ledger.cuts_at(held)) {
    if (random_.chance(100)) continue;
    FeedHead head{cut.feed, cut.number, cut.head};
    if (random_.chance(300)) head.number = random_.below(head.number + 1);
    if (head.number > 0) head.hash = ledger.hash_at(head.feed, head.number);
    cuts.push_back(ledger.cut_at(head));
  }
  const SignedEntry entry = topology_.revocation_of(node, cuts, 1 + random_.below(3));
  leaving_.insert(node);
  revocations_.emplace_back(node, entry);
  world_.ask(witness, AddEntries{{entry}}, [this](const Result<Reply>& reply) {
    if (reply) world_.saw("revocation");
  });
}

bool Simulation::revocation_asked(int node) const {
  return std::any_of(revocations_.begin(), revocations_.end(),
                     [&](const auto& one) { return one.first == node; });
}

void Simulation::flood(int node) {
  if (!flooder_ && others_.chance(100) && enrolled_.contains(node)) {
    std::set<int> leaving = leaving_;
    const bool may = leaving.insert(node).second && leaving.size() <= 2;
    if (!may || !connected_without(leaving)) return;
    leaving_ = leaving;
    flooder_ = node;
  }
  if (flooder_ && others_.chance(700)) flood_.act(*flooder_);
}

// Operators hear of a barred writer by an alarm, and look at what a sound node has of it.
void Simulation::revoke_barred() {
  if (!flooder_ || barred_for_long_ || revocation_asked(*flooder_)) return;
  for (const int member : members()) {
    const Directory& known = world_.node(member).core().directory();
    if (member == *flooder_ || !known.barred(world_.node(*flooder_).id())) continue;
    world_.saw("barred-revoked");
    return revoke(*flooder_, member);
  }
}

void Simulation::watch_room(int node) {
  if (!world_.node(node).running()) return;
  const Directory& known = world_.node(node).core().directory();
  for (const Area& area : topology_.areas()) {
    const std::size_t nodes = known.nodes_of(area).size();
    if (nodes > 16) world_.violate(node, std::to_string(nodes) + " nodes of " + area.to_string());
  }
}

// Another key for the area; what operators signed with the one before is kept, but perhaps for one
// enrolment, which the new key signs anew.
void Simulation::rotate(const Area& area) {
  if (!topology_.can_rotate(area)) return;
  std::vector<int> nodes;
  for (const int node : enrolled_) {
    if (area.contains(world_.node(node).area()) && !leaving_.contains(node)) {
      nodes.push_back(node);
    }
  }
  std::optional<int> dropped;
  if (!nodes.empty() && others_.chance(400)) dropped = others_.pick(nodes);
  Rotation rotation{area, topology_.authority(area).authority(), {}};
  rotation.entries = topology_.rotate(area, dropped);
  usurped_.erase(area);
  rotations_.push_back(rotation);
  const std::vector<int> all = members();
  if (all.empty()) return;
  world_.ask(others_.pick(all), AddEntries{rotation.entries}, [this](const Result<Reply>& reply) {
    if (reply) world_.saw("rotation");
  });
}

// A thief has the authority's key until its operators notice.
void Simulation::usurp(int node) {
  const Area area = world_.node(node).area();
  if (!enrolled_.contains(node) || !topology_.can_rotate(area)) return;
  world_.saw("usurped");
  usurped_.insert(area);
  misrule_.usurp(node);
  world_.agenda().after(others_.between(0, 20 * kSecondUs), [this, area] {
    if (usurped_.contains(area)) rotate(area);
  });
}

// A node under another name; its operator hands it in somewhere.
void Simulation::renew() {
  const int node = static_cast<int>(random_.below(topology_.nodes().size()));
  if (!enrolled_.contains(node)) return;
  const SignedEntry entry = topology_.renew(node);
  renewals_.insert_or_assign(node, entry);
  std::vector<int> running;
  for (const int other : members()) {
    if (enrolled_.contains(other)) running.push_back(other);
  }
  if (running.empty()) return;
  world_.ask(random_.pick(running), AddEntries{{entry}}, [this](const Result<Reply>& reply) {
    if (reply) world_.saw("renewal");
  });
}

void Simulation::disturb_line() {
  const std::vector<std::pair<int, int>> lines = world_.network().lines();
  if (lines.empty()) return;
  const auto [a, b] = random_.pick(lines);
  SimNetwork& network = world_.network();
  LineQuality quality;
  switch (random_.below(7)) {
    case 0:
      return network.cut(a, b);
    case 1:
      network.block(a, b);
      return;
    case 2:
      network.block(a, b);
      network.block(b, a);
      return;
    case 3:
      return network.unblock_all();
    case 4:
      quality.loss_permille = static_cast<std::uint64_t>(random_.between(1, 300));
      break;
    case 5:
      quality.bytes_per_second = random_.between(4'000, 100'000);
      quality.delay_max_us = random_.between(10'000, 800'000);
      break;
    default:
      break;
  }
  network.set_quality(a, b, quality);
}

// A disk as it was on an earlier day, or an empty one.
void Simulation::put_back(int node) {
  SimNode& own = world_.node(node);
  const Losses::Disk before = Losses::read(own.store());
  own.restore();
  losses_.note(before);
  world_.add_stray(own.id());
}

// Does as the operator of a node is told whose disk cannot be read: starts again, or puts a backup
// back, or begins with an empty disk.
void Simulation::mend_disk(int node) {
  if (options_.backups && faulty_ && random_.chance(400)) put_back(node);
}

void Simulation::disturb_node() {
  const int node = static_cast<int>(random_.below(static_cast<std::uint64_t>(world_.size())));
  SimNode& own = world_.node(node);
  if (!enrolled_.contains(node)) return;
  const std::uint64_t how = random_.below(5);
  if (options_.clocks && how == 0) {
    const std::int64_t jumps[] = {-86'400'000, -5'000, 5'000, 3'600'000, 40'000'000'000};
    own.jump_wall(jumps[random_.below(random_.chance(100) ? 5 : 4)]);
    world_.saw("clock-jump");
  }
  if (!own.running()) return;
  if (options_.crashes && how == 1) {
    using enum SimStore::Trouble;
    const SimStore::Trouble troubles[] = {crash_before, crash_after, fail};
    own.store().plan_trouble(troubles[random_.below(3)], random_.below(6));
  }
  if (options_.crashes && how == 2) world_.crash(node);
  if (options_.crashes && random_.chance(80)) own.store().plan_unreadable(random_.below(3'000));
  if (options_.backups && how == 3) {
    own.back_up();
    world_.saw("backup");
  }
  if (options_.backups && how == 4 && random_.chance(300)) {
    world_.crash(node);
    put_back(node);
    world_.saw("restore");
  }
}

}  // namespace jenjang

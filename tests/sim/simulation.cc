#include "tests/sim/simulation.h"

#include <algorithm>

#include "schema/hash.h"

namespace jenjang {

namespace {

constexpr std::int64_t kStepUs = 5 * kSecondUs;
constexpr std::int64_t kQuietUs = 60 * kSecondUs;
constexpr std::int64_t kResubmitUs = 60 * kSecondUs;  // Operators go on that long.
constexpr std::int64_t kHourUs = 3600 * kSecondUs;

SimRandom seeded(std::uint64_t seed) {
  seed_sodium(seed);
  return SimRandom(seed);
}

}  // namespace

void SimOptions::keep_only(std::string_view names) {
  for (const auto& [name, fault] : kSimFaults) {
    if (names.find(name) == std::string_view::npos) this->*fault = false;
  }
}

SimOptions SimOptions::draw(SimRandom& random) {
  SimOptions out;
  out.size.national = static_cast<int>(random.between(1, 2));
  out.size.provinces = static_cast<int>(random.between(1, 3));
  out.size.regencies = static_cast<int>(random.between(1, 3));
  out.size.replica_permille = random.below(1000);
  out.size.late_permille = random.chance(500) ? 0 : 250;
  out.vsat = random.chance(200);
  out.faulty_us = random.between(20, 80) * kSecondUs;
  out.call_every_us = random.between(50, 600) * kMillisecondUs;
  if (out.vsat) out.calm_us *= 4;
  for (const auto& [name, fault] : kSimFaults) out.*fault = random.chance(600);
  return out;
}

Simulation::Simulation(std::uint64_t seed)
    : Simulation(seed, [&] {
        SimRandom random = seeded(seed);
        return SimOptions::draw(random);
      }()) {}

Simulation::Simulation(std::uint64_t seed, const SimOptions& options)
    : seed_(seed),
      random_(seeded(seed)),
      others_(seed ^ 0x6f7468657273),
      options_(options),
      topology_(options.size, random_, others_.fork()),
      world_(topology_, options.profile(), random_),
      clients_(world_, topology_, random_.fork()),
      losses_(world_),
      meddler_(world_, random_.fork()),
      rogue_(world_, topology_, meddler_, random_.fork()),
      misrule_(world_, topology_, meddler_, SimRandom(~seed)),
      liar_(world_, SimRandom(seed ^ 0x6c696172)),
      false_packs_(world_, meddler_, SimRandom(seed ^ 0x7061636b)),
      flood_(world_, topology_, meddler_, others_.fork()) {
  world_.network().set_meddle([this](int from, int to, Connection connection, std::string& bytes) {
    liar_.pass(from, to, connection, bytes);
    false_packs_.pass(from, to, connection, bytes);
    return meddler_.pass(from, to, connection, bytes);
  });
  barred_for_long_ = others_.chance(500);
  clients_.set_secrets(options.secrets);
  clients_.set_erasures(options.erasures);
  world_.on_death([this](int node) { bring_up_later(node); });
  world_.on_unreadable([this](int node) { mend_disk(node); });
}

SimResult Simulation::run(bool log) {
  world_.log_notices(log);
  start();
  call_clients();
  plan_faults();
  world_.agenda().run_until(options_.faulty_us);
  calm();
  const std::int64_t deadline = world_.agenda().now_us() + options_.calm_us;
  bool done = false;
  // Contents that nobody has any more are asked for to the end.
  while ((!done || asking()) && world_.agenda().now_us() < deadline) done = settled();
  // Witnesses say each hour what has changed.
  if (done) {
    barred_for_long_ = false;
    world_.agenda().run_until(world_.agenda().now_us() + 2 * kHourUs);
    const std::int64_t later = world_.agenda().now_us() + options_.calm_us;
    do {
      done = settled();
    } while (!done && world_.agenda().now_us() < later);
  }
  SimResult out;
  if (!done) {
    out.failures.push_back("not settled by the deadline: " + unsettled());
  } else {
    std::set<int> gone = revoked_;
    gone.insert(clones_.begin(), clones_.end());
    losses_.settle(gone);
    Checks checks(world_, members(), clients_, losses_);
    out.failures = checks.run();
    judge_directory(out.failures);
  }
  out.failures.insert(out.failures.end(), world_.violations().begin(), world_.violations().end());
  judge_memory(out.failures);
  look_around();
  out.seen = world_.seen();
  out.trace = world_.network().trace();
  return out;
}

// The room that a node may have claimed, and one batch, bound the bytes on their way to it.
void Simulation::judge_memory(std::vector<std::string>& failures) {
  const std::int64_t most = world_.network().bulk_most();
  if (most <= static_cast<std::int64_t>(kWindowBytesMax + kBatchWireBytesMax)) return;
  failures.push_back(std::to_string(most) + " bytes were on their way on one link");
}

void Simulation::start() {
  for (int i = 0; i < world_.size(); ++i) {
    if (topology_.nodes()[static_cast<std::size_t>(i)].late) {
      world_.agenda().at(random_.between(0, options_.faulty_us), [this, i] { enrol(i); });
    } else {
      enrolled_.insert(i);
      world_.agenda().at(random_.between(0, kSecondUs), [this, i] { world_.boot(i); });
    }
    if (options_.clocks) world_.node(i).jump_wall(random_.between(-60'000, 60'000));
  }
}

void Simulation::enrol(int node) {
  note_revoked();
  const auto speaks = [this](int other) {
    return world_.node(other).running() && enrolled_.contains(other) && !revoked_.contains(other);
  };
  std::vector<int> above;
  for (const Area& area : world_.node(node).area().parent().lineage()) {
    for (const int other : topology_.nodes_of(area)) {
      if (speaks(other)) above.push_back(other);
    }
  }
  // An authority signed the entry: where all above are down or revoked, anyone can carry it.
  for (int other = 0; above.empty() && other < world_.size(); ++other) {
    if (speaks(other)) above.push_back(other);
  }
  const auto later = [this, node] {
    world_.agenda().after(kSecondUs, [this, node] { enrol(node); });
  };
  if (above.empty()) return later();
  world_.ask(random_.pick(above), AddEntries{topology_.enrolment_of(node)},
             [this, node](const Result<Reply>& reply) {
               if (!reply || !enrolled_.insert(node).second) return;
               world_.saw("late-enrolment");
               world_.boot(node);
             });
  // The operator tries again until it is done.
  world_.agenda().after(kSecondUs, [this, node] {
    if (!enrolled_.contains(node)) enrol(node);
  });
}

void Simulation::call_clients() {
  if (!faulty_) return;
  clients_.step();
  world_.agenda().after(random_.between(0, 2 * options_.call_every_us), [this] { call_clients(); });
}

void Simulation::plan_faults() {
  if (!faulty_) return;
  fault();
  world_.agenda().after(random_.between(0, 2 * kSecondUs), [this] { plan_faults(); });
}

void Simulation::bring_up_later(int node) {
  if (calm_ && clones_.contains(node)) return;
  const std::int64_t delay = calm_ ? kSecondUs : random_.between(0, 15 * kSecondUs);
  world_.agenda().after(delay, [this, node] { world_.boot(node); });
}

void Simulation::calm() {
  faulty_ = false;
  calm_ = true;
  meddler_.stop();
  false_packs_.stop();
  for (const int node : liar_.stop()) world_.crash(node);
  for (const Area& area : std::set<Area>(usurped_)) rotate(area);
  for (const int clone : clones_) world_.crash(clone);
  hand_in_again();
  world_.network().unblock_all();
  world_.network().reset_quality();
  for (int i = 0; i < world_.size(); ++i) {
    world_.node(i).store().plan_trouble(SimStore::Trouble::none, 0);
    world_.node(i).store().plan_unreadable(UINT64_MAX);
  }
}

// The entries that operators have handed in and that not all who remain have heard of.
std::vector<SignedEntry> Simulation::unheard() const {
  const std::vector<int> all = members();
  const auto all_know = [&](const auto& knows) {
    return std::all_of(all.begin(), all.end(),
                       [&](int member) { return knows(world_.node(member).core().directory()); });
  };
  std::vector<SignedEntry> out;
  for (const int node : enrolled_) {
    const NodeId id = world_.node(node).id();
    if (all_know([&](const Directory& known) { return known.node(id) != nullptr; })) continue;
    for (SignedEntry& entry : topology_.enrolment_of(node)) out.push_back(std::move(entry));
  }
  for (const auto& [node, entry] : renewals_) {
    const NodeId id = world_.node(node).id();
    const std::uint64_t serial = std::get<Enrolment>(entry.entry).serial;
    const auto knows = [&](const Directory& known) {
      const Enrolment* standing = known.node(id);
      return standing != nullptr && standing->serial >= serial;
    };
    if (!all_know(knows)) out.push_back(entry);
  }
  for (const auto& [node, entry] : revocations_) {
    const NodeId id = world_.node(node).id();
    if (!all_know([&](const Directory& known) { return known.revoked(id); })) out.push_back(entry);
  }
  add_unheard_rotations(out);
  return out;
}

// All of them, where a node lacks one: a later authority's entries may need an earlier one's.
void Simulation::add_unheard_rotations(std::vector<SignedEntry>& entries) const {
  const std::vector<int> all = members();
  const bool all_heard = std::all_of(rotations_.begin(), rotations_.end(), [&](const auto& one) {
    const AuthorityKey key = topology_.authority(one.area).authority();
    return std::all_of(all.begin(), all.end(), [&](int member) {
      const Directory& known = world_.node(member).core().directory();
      return known.speaks_for(key, one.area) && !known.speaks_for(one.ended, one.area);
    });
  });
  if (all_heard) return;
  for (const Rotation& one : rotations_) {
    entries.insert(entries.end(), one.entries.begin(), one.entries.end());
  }
}

// A cut that nobody can complete is cut again, by what a sound node has.
void Simulation::cut_again() {
  const std::vector<int> all = members();
  for (const int node : revoked_) {
    const NodeId& id = world_.node(node).id();
    for (const int member : all) {
      const Ledger& ledger = world_.node(member).core().replica().ledger();
      const auto* cuts = ledger.directory().cuts_of(id);
      if (cuts == nullptr) continue;
      const bool lost = std::any_of(cuts->begin(), cuts->end(), [&](const auto& cut) {
        return cut.second.number > 0 && std::none_of(all.begin(), all.end(), [&](int other) {
                 return world_.node(other).core().replica().ledger().at(cut.first).number >=
                        cut.second.number;
               });
      });
      // It holds all that the node may have written.
      if (!lost || !world_.node(member).area().contains(world_.node(node).area())) continue;
      const Ledger::Held held = ledger.held_before(id, ledger.arrivals());
      const SignedEntry entry = topology_.revocation_of(node, ledger.cuts_at(held), ++serial_);
      world_.ask(member, AddEntries{{entry}}, [this](const Result<Reply>& reply) {
        if (reply) world_.saw("cut-again");
      });
      break;
    }
  }
}

// To the end: whom it was handed to may have lost it with its disk, or was revoked since, and then
// nobody listens to that one.
void Simulation::hand_in_again() {
  cut_again();
  revoke_barred();
  if (options_.revocations && world_.agenda().now_us() < options_.faulty_us + kResubmitUs) {
    clients_.resubmit();
  }
  std::vector<SignedEntry> entries = unheard();
  const std::vector<int> all = members();
  if (!entries.empty() && !all.empty()) {
    world_.ask(random_.pick(all), AddEntries{std::move(entries)}, [](const Result<Reply>&) {});
  }
  world_.agenda().after(kSecondUs, [this] { hand_in_again(); });
}

std::vector<int> Simulation::members() const {
  std::vector<int> out;
  for (int i = 0; i < world_.size(); ++i) {
    const bool belongs = !clones_.contains(i) && !revoked_.contains(i);
    if (belongs && world_.node(i).running()) out.push_back(i);
  }
  return out;
}

namespace {

std::string difference(const SimNode& here, const SimNode& there) {
  const Ledger& ours = here.core().replica().ledger();
  const Ledger& theirs = there.core().replica().ledger();
  std::string out;
  const auto add = [&](const std::vector<FeedHead>& left, const std::vector<FeedHead>& right,
                       const std::string& side) {
    for (const FeedHead& head : left) {
      if (std::find(right.begin(), right.end(), head) != right.end() || out.size() > 600) continue;
      out += side + head.feed.to_string() + "#" + std::to_string(head.number);
    }
  };
  add(ours.vector_of_directory(), theirs.vector_of_directory(), " here ");
  add(theirs.vector_of_directory(), ours.vector_of_directory(), " there ");
  add(ours.vector_of_books(there.area()), theirs.vector_of_books(here.area()), " here ");
  add(theirs.vector_of_books(here.area()), ours.vector_of_books(there.area()), " there ");
  return out;
}

}  // namespace

std::string Simulation::link_trouble(int from, int to) const {
  const SimNode& here = world_.node(from);
  const SimNode& there = world_.node(to);
  const std::string link = here.plan().name + " -> " + there.plan().name;
  const auto& sessions = here.core().replica().sessions();
  const auto session = sessions.find({LinkId::Side::dialled, there.id()});
  if (session == sessions.end()) return link + " has no session; ";
  if (!session->second->open()) return link + " is not in contact; ";
  if (!session->second->equal()) return link + " is not equal" + difference(here, there) + "; ";
  const auto& theirs = there.core().replica().sessions();
  const auto back = theirs.find({LinkId::Side::accepted, here.id()});
  const bool equal = back != theirs.end() && back->second->equal();
  return equal ? "" : link + " is not equal there; ";
}

std::string Simulation::unsettled() const {
  std::string out;
  for (int i = 0; i < world_.size(); ++i) {
    const SimNode& node = world_.node(i);
    if (clones_.contains(i)) continue;
    if (!node.running()) return node.plan().name + " is down";
  }
  for (int i = 0; i < world_.size(); ++i) {
    const SimNode& node = world_.node(i);
    if (clones_.contains(i) || revoked_.contains(i)) continue;
    if (!node.core().caught_up()) out += node.plan().name + " is behind in folding; ";
    for (const int peer : node.plan().dials) {
      if (!revoked_.contains(peer)) out += link_trouble(i, peer);
    }
  }
  return out;
}

// Whoever asked for a revocation may have died before the answer; the revoked one itself may never
// hear of it.
void Simulation::note_revoked() {
  for (int i = 0; i < world_.size(); ++i) {
    for (int j = 0; j < world_.size(); ++j) {
      const bool told = world_.node(j).running() && !clones_.contains(j);
      // A thief's word does not last.
      if (told && revocation_asked(i) &&
          world_.node(j).core().directory().revoked(world_.node(i).id())) {
        revoked_.insert(i);
      }
    }
  }
}

// Equal everywhere, and nothing stored for a while.
bool Simulation::settled() {
  note_revoked();
  const auto stored = [&] {
    std::uint64_t out = 0;
    for (int i = 0; i < world_.size(); ++i) {
      if (world_.node(i).running()) out += world_.node(i).core().replica().ledger().arrivals();
    }
    return out;
  };
  const std::uint64_t before = stored();
  for (std::int64_t waited = 0; waited < kQuietUs; waited += kStepUs) {
    world_.agenda().run_until(world_.agenda().now_us() + kStepUs);
    if (!unsettled().empty() || stored() != before) return false;
  }
  return true;
}

bool Simulation::asking() const {
  const std::vector<int> nodes = members();
  return std::any_of(nodes.begin(), nodes.end(),
                     [&](int node) { return world_.node(node).core().asks_for_packs(); });
}

void Simulation::look_around() {
  world_.seen()["straggler"] = world_.network().stragglers();
  world_.seen()["bulk-most"] = static_cast<std::uint64_t>(world_.network().bulk_most());
  for (int i = 0; i < world_.size(); ++i) world_.harvest(i);
  for (const int i : members()) {
    const Ledger& ledger = world_.node(i).core().replica().ledger();
    for (const auto& [feed, state] : ledger.feeds_of(world_.node(i).id())) {
      world_.saw(ledger.is_open(feed) ? "feed-open" : "feed-closed");
    }
  }
}

}  // namespace jenjang

#include "tests/sim/world.h"

#include <iostream>

#include "tests/support/plain_sums.h"

namespace jenjang {

namespace {

constexpr std::size_t kMessagesPerTurnMax = 256;
constexpr std::uint64_t kTurnsPerAudit = 8;
constexpr std::int64_t kTurnUs = 300;
constexpr std::int64_t kSyncMaxUs = 4'000;
constexpr std::int64_t kScrubUs = 2 * kSecondUs;
constexpr std::int64_t kOperatorMaxUs = 10 * kSecondUs;

CoreConfig config_of(const Topology& topology, int index, const SessionProfile& profile) {
  const PlannedNode& plan = topology.nodes()[static_cast<std::size_t>(index)];
  std::vector<NodeId> dialled;
  for (const int peer : plan.dials) {
    dialled.push_back(topology.nodes()[static_cast<std::size_t>(peer)].sign.id);
  }
  return {{plan.sign, topology.root(), dialled, profile},
          plan.seal,
          plan.name,
          topology.invitation(index)};
}

}  // namespace

World::World(const Topology& topology, const SessionProfile& profile, SimRandom& random)
    : random_(random.fork()), network_(agenda_, random.fork(), [this](int to, Inbound message) {
        node(to).inbox.push_back(std::move(message));
        plan_turn(to, agenda_.now_us());
      }) {
  for (std::size_t i = 0; i < topology.nodes().size(); ++i) {
    const int index = static_cast<int>(i);
    CoreConfig config = config_of(topology, index, profile);
    network_.add_node(index, config.replica.keys.id, config.replica.dialled, true);
    nodes_.push_back(
        std::make_unique<SimNode>(topology.nodes()[i], std::move(config), random.fork()));
  }
}

std::vector<int> World::neighbours(int index) const {
  std::vector<int> out;
  for (const auto& [dialler, accepter] : network_.lines()) {
    const int other = dialler == index ? accepter : dialler;
    if ((dialler == index || accepter == index) && node(other).running()) out.push_back(other);
  }
  return out;
}

std::optional<int> World::find(const NodeId& id) const {
  for (int i = 0; i < size(); ++i) {
    if (node(i).id() == id) return i;
  }
  return std::nullopt;
}

int World::add_clone(const Topology& topology, int of, SimRandom& random) {
  CoreConfig config = node(of).config();
  network_.add_node(size(), config.replica.keys.id, config.replica.dialled, false);
  nodes_.push_back(std::make_unique<SimNode>(topology.nodes()[static_cast<std::size_t>(of)],
                                             std::move(config), random.fork()));
  return size() - 1;
}

void World::audit(int index, const SimStore& store, const Writes& writes) {
  if (store.values(Family::erased).empty()) return;
  for (const WriteOp& op : writes.ops()) {
    if (op.what != WriteOp::What::put || op.family != Family::packs) continue;
    const Result<Pack> pack = decode_pack(op.value);
    if (!pack) continue;
    for (const PackEntry& entry : pack->entries) {
      const auto* content = std::get_if<Content>(&entry);
      const auto mark = content != nullptr ? erased_mark(store, content->digest()) : std::nullopt;
      if (mark && mark->decided) violate(index, "an erased content was written again");
    }
  }
}

void World::audit_sums(int index) {
  const Replica& replica = node(index).core().replica();
  const Ledger& ledger = replica.ledger();
  const std::vector<FeedHead> directory = ledger.vector_of_directory();
  const VectorDigest plain = directory.empty() ? VectorDigest{} : digest_of(directory);
  if (ledger.digest_of_directory() != plain) violate(index, "the digest of the directory is off");
  for (const auto& [link, session] : replica.sessions()) {
    if (session->to_send() != plain_to_send(*session, ledger)) violate(index, "lag to send is off");
    if (session->to_receive() != plain_to_receive(*session, ledger)) {
      violate(index, "lag to receive is off");
    }
    const Area& peer = session->peer_area();
    if (ledger.digest_of_books(peer) != plain_digest_of_books(ledger, peer)) {
      violate(index, "the digest of shared books is off");
    }
  }
}

void World::boot(int index) {
  if (node(index).running()) return;
  node(index).store().set_audit(
      [this, index](const SimStore& store, const Writes& writes) { audit(index, store, writes); });
  const bool up = node(index).boot(agenda_.now_us());
  if (up) network_.up(index);
  if (!up) return crash(index);
  plan_turn(index, agenda_.now_us());
}

void World::harvest(int index) {
  if (!node(index).running()) return;
  const Replica& replica = node(index).core().replica();
  for (const auto& [verdict, times] : replica.verdicts()) {
    seen_["verdict=" + std::string(verdict_name(verdict))] += times;
  }
  for (const auto& [link, session] : replica.sessions()) {
    seen_["stale-contact"] += session->counts().stale;
    seen_["held-back"] += session->counts().held_back;
  }
}

void World::crash(int index) {
  if (!node(index).running()) return;
  harvest(index);
  network_.down(index);
  if (node(index).die()) saw("refused-shown");
  if (node(index).store().take_unreadable()) {
    saw("unreadable");
    if (on_unreadable_) on_unreadable_(index);
  }
  if (on_death_) on_death_(index);
}

void World::ask(int index, Command command, Completion done) {
  if (!node(index).running()) return;
  node(index).requests.push_back({std::move(command), std::move(done)});
  plan_turn(index, agenda_.now_us());
}

void World::plan_turn(int index, std::int64_t time_us) {
  SimNode& own = node(index);
  const std::int64_t at = std::max({time_us, own.busy_until_us, agenda_.now_us()});
  if (at >= own.turn_at_us) return;
  own.turn_at_us = at;
  agenda_.at(at, [this, index, generation = ++own.generation] {
    if (node(index).generation == generation) run_turn(index);
  });
}

void World::run_turn(int index) {
  SimNode& own = node(index);
  own.turn_at_us = INT64_MAX;
  ++own.turns;
  TurnInput input;
  while (!own.inbox.empty() && input.messages.size() < kMessagesPerTurnMax) {
    input.messages.push_back(std::move(own.inbox.front()));
    own.inbox.pop_front();
  }
  input.requests = std::exchange(own.requests, {});
  input.scrubbed = std::exchange(own.scrubbed, std::nullopt);
  const Now now = own.now(agenda_.now_us());
  const bool failed_before = own.core().failed().has_value();
  own.store().set_in_process(true);
  try {
    TurnOutput out = own.core().turn(now, std::move(input));
    own.busy_until_us = agenda_.now_us() + kTurnUs + random_.between(0, kSyncMaxUs);
    if (own.core().failed() && !out.messages.empty()) violate(index, "speaks with a failed store");
    give_out(index, std::move(out));
    own.core().fold(now);
    own.store().set_in_process(false);
    if (own.turns % kTurnsPerAudit == 0) audit_sums(index);
  } catch (const SimCrash&) {
    own.store().set_in_process(false);
    saw("crash-in-turn");
    return crash(index);
  }
  if (own.core().failed() && !failed_before) {
    saw("store-failed");
    end_later(index);
  }
  const Instant wake = own.core().wake_at();
  if (!own.inbox.empty()) {
    plan_turn(index, agenda_.now_us());
  } else if (wake.us != INT64_MAX) {
    plan_turn(index, wake.us <= 0 ? agenda_.now_us() : own.time_of(wake));
  }
}

// An operator sees what its node says of itself.
void World::end_later(int index) {
  const std::uint64_t process = node(index).boots;
  agenda_.after(random_.between(0, kOperatorMaxUs), [this, index, process] {
    if (node(index).boots == process) crash(index);
  });
}

void World::give_out(int index, TurnOutput out) {
  for (const LinkId& link : out.redial) {
    saw("redial");
    network_.redial(index, link);
  }
  for (Outbound& message : out.messages) network_.send(index, std::move(message));
  for (const NodeId& peer : out.disconnect) network_.disconnect(index, peer);
  for (const Notice& notice : out.notices) note(index, notice);
  if (!out.scrub) return;
  const std::uint64_t process = node(index).boots;
  agenda_.after(kScrubUs, [this, index, process] {
    SimNode& own = node(index);
    // Told to the process that asked, if it is still there.
    if (!own.running() || own.boots != process) return;
    own.scrubbed = own.store().scrub({Family::packs});
    if (random_.chance(100)) own.scrubbed = Error{Code::unavailable, "scrub: disk is full"};
    plan_turn(index, agenda_.now_us());
  });
}

void World::note(int index, const Notice& notice) {
  saw(notice.what);
  if (log_notices_) {
    std::cerr << agenda_.now_us() / 1000 << "ms " << node(index).plan().name << " " << notice.what
              << " " << notice.detail << "\n";
  }
}

}  // namespace jenjang

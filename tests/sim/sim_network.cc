#include "tests/sim/sim_network.h"

#include <cstring>

#include "schema/base/check.h"

namespace jenjang {

namespace {

constexpr std::int64_t kRedialUs = 100 * kMillisecondUs;
constexpr std::int64_t kStragglesUs = 300 * kMillisecondUs;
constexpr std::size_t kQueueMax = 2000;  // Messages; what a high-water mark would hold.

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9fb21c651e98df25ULL;
  return hash ^ (hash >> 29);
}

}  // namespace

SimNetwork::SimNetwork(Agenda& agenda, SimRandom random, Deliver deliver)
    : agenda_(agenda), random_(random), deliver_(std::move(deliver)) {}

void SimNetwork::note(std::uint64_t value) { trace_ = mix(trace_, value); }

void SimNetwork::add_node(int node, const NodeId& id, const std::vector<NodeId>& dials,
                          bool reachable) {
  ids_[node] = id;
  dials_[node] = dials;
  if (reachable) addresses_[id] = node;
}

std::optional<int> SimNetwork::reachable(const NodeId& id) const {
  const auto found = addresses_.find(id);
  if (found == addresses_.end()) return std::nullopt;
  return found->second;
}

void SimNetwork::up(int node) {
  up_.insert(node);
  for (const NodeId& peer : dials_[node]) {
    const std::optional<int> to = reachable(peer);
    if (!to) continue;
    try_dial({node, *to, Connection::control});
    try_dial({node, *to, Connection::bulk});
  }
}

void SimNetwork::down(int node) {
  up_.erase(node);
  for (auto& [id, wire] : wires_) {
    if (id.dialler == node || id.accepter == node) break_wire(id);
  }
}

void SimNetwork::try_dial(const WireId& id) {
  Wire& wire = wires_[id];
  if (wire.open || !up_.contains(id.dialler)) return;
  const std::uint64_t epoch = ++wire.epoch;
  const bool free = up_.contains(id.accepter) &&
                    !blocked_.contains(std::pair(id.dialler, id.accepter)) &&
                    !blocked_.contains(std::pair(id.accepter, id.dialler));
  if (!free) {
    agenda_.after(kRedialUs, [this, id, epoch] {
      if (wires_[id].epoch == epoch) try_dial(id);
    });
    return;
  }
  const LineQuality line = quality(id.dialler, id.accepter);
  agenda_.after(line.delay_min_us + line.delay_max_us, [this, id, epoch] { dial(id, epoch); });
}

void SimNetwork::dial(const WireId& id, std::uint64_t epoch) {
  Wire& wire = wires_[id];
  if (wire.epoch != epoch || wire.open || !up_.contains(id.dialler)) return;
  if (!up_.contains(id.accepter)) return try_dial(id);
  wire.open = true;
  routes_[{id.accepter, ids_.at(id.dialler), id.connection}] = id.dialler;
  // As the real transport tells of a connection.
  if (id.connection == Connection::control) {
    deliver_(id.accepter, {{LinkId::Side::accepted, ids_.at(id.dialler)}, ""});
  }
}

void SimNetwork::lose_tail(const WireId& id, bool to_accepter) {
  Wire& wire = wires_[id];
  Direction& direction = to_accepter ? wire.to_accepter : wire.to_dialler;
  const int from = to_accepter ? id.dialler : id.accepter;
  const int to = to_accepter ? id.accepter : id.dialler;
  std::uint64_t kept = random_.below(direction.under_way.size() + 1);
  if (!up_.contains(to)) kept = 0;
  while (direction.under_way.size() > kept) {
    const Message& lost = direction.under_way.back();
    if (id.connection == Connection::bulk && !lost.injected) {
      count_bulk(from, to, -static_cast<std::int64_t>(lost.bytes.size()));
    }
    direction.under_way.pop_back();
  }
  straggle(id, to_accepter);
  direction.free_at_us = agenda_.now_us();
}

void SimNetwork::straggle(const WireId& id, bool to_accepter) {
  Wire& wire = wires_[id];
  Direction& direction = to_accepter ? wire.to_accepter : wire.to_dialler;
  const std::int64_t delay = random_.chance(500) ? random_.between(0, kStragglesUs) : 0;
  for (Message& message : std::exchange(direction.under_way, {})) {
    const std::int64_t due = message.due_us + delay;
    agenda_.at(due, [this, id, to_accepter, late = std::move(message)]() mutable {
      if (wires_[id].open) ++stragglers_;
      hand_over(id, to_accepter, std::move(late));
    });
  }
  direction.last_due_us = agenda_.now_us();
}

void SimNetwork::break_wire(const WireId& id) {
  Wire& wire = wires_[id];
  lose_tail(id, true);
  lose_tail(id, false);
  wire.open = false;
  ++wire.epoch;
  agenda_.after(kRedialUs, [this, id, epoch = wire.epoch] {
    if (wires_[id].epoch == epoch) try_dial(id);
  });
}

void SimNetwork::redial(int from, const LinkId& link) {
  if (link.side != LinkId::Side::dialled) return;
  const std::optional<int> to = reachable(link.peer);
  if (!to) return;
  for (const Connection connection : {Connection::control, Connection::bulk}) {
    break_wire({from, *to, connection});
    try_dial({from, *to, connection});
  }
}

void SimNetwork::disconnect(int node, const NodeId& peer) {
  for (auto& [id, wire] : wires_) {
    const int other = id.dialler == node ? id.accepter : id.dialler;
    if ((id.dialler == node || id.accepter == node) && ids_.at(other) == peer) break_wire(id);
  }
}

void SimNetwork::cut(int a, int b) {
  for (auto& [id, wire] : wires_) {
    const bool between =
        (id.dialler == a && id.accepter == b) || (id.dialler == b && id.accepter == a);
    if (between) break_wire(id);
  }
}

void SimNetwork::set_quality(int a, int b, const LineQuality& quality) {
  qualities_[{std::min(a, b), std::max(a, b)}] = quality;
}

LineQuality SimNetwork::quality(int a, int b) const {
  const auto found = qualities_.find({std::min(a, b), std::max(a, b)});
  return found == qualities_.end() ? LineQuality{} : found->second;
}

void SimNetwork::send(int from, Outbound message) {
  if (message.link.side == LinkId::Side::dialled) {
    const std::optional<int> to = reachable(message.link.peer);
    if (to) put({from, *to, message.connection}, true, std::move(message.bytes));
    return;
  }
  const auto route = routes_.find({from, message.link.peer, message.connection});
  if (route == routes_.end()) return;
  put({route->second, from, message.connection}, false, std::move(message.bytes));
}

void SimNetwork::inject(int from, int to, Connection connection, std::string bytes) {
  for (const bool to_accepter : {true, false}) {
    const WireId id{to_accepter ? from : to, to_accepter ? to : from, connection};
    const auto wire = wires_.find(id);
    if (wire != wires_.end() && wire->second.open) {
      return carry(id, to_accepter, {0, std::move(bytes), true});
    }
  }
}

void SimNetwork::put(const WireId& id, bool to_accepter, std::string bytes) {
  Wire& wire = wires_[id];
  Direction& direction = to_accepter ? wire.to_accepter : wire.to_dialler;
  const int from = to_accepter ? id.dialler : id.accepter;
  const int to = to_accepter ? id.accepter : id.dialler;
  const LineQuality line = quality(from, to);
  const bool passes = wire.open && !blocked_.contains(std::pair(from, to)) &&
                      direction.under_way.size() < kQueueMax && !random_.chance(line.loss_permille);
  if (!passes || (meddle_ && !meddle_(from, to, id.connection, bytes))) {
    ++dropped_;
    return;
  }
  carry(id, to_accepter, {0, std::move(bytes), false});
}

void SimNetwork::carry(const WireId& id, bool to_accepter, Message message) {
  Wire& wire = wires_[id];
  Direction& direction = to_accepter ? wire.to_accepter : wire.to_dialler;
  const int from = to_accepter ? id.dialler : id.accepter;
  const int to = to_accepter ? id.accepter : id.dialler;
  const LineQuality line = quality(from, to);
  std::int64_t sent = agenda_.now_us();
  if (!message.injected) {
    const auto size = static_cast<std::int64_t>(message.bytes.size());
    sent = std::max(sent, direction.free_at_us) + size * kSecondUs / line.bytes_per_second;
    direction.free_at_us = sent;
    if (id.connection == Connection::bulk) count_bulk(from, to, size);
  }
  message.due_us = sent + random_.between(line.delay_min_us, line.delay_max_us);
  message.due_us = direction.last_due_us = std::max(message.due_us, direction.last_due_us);
  agenda_.at(message.due_us, [this, id, to_accepter] { arrive(id, to_accepter); });
  direction.under_way.push_back(std::move(message));
}

void SimNetwork::arrive(const WireId& id, bool to_accepter) {
  Wire& wire = wires_[id];
  Direction& direction = to_accepter ? wire.to_accepter : wire.to_dialler;
  if (direction.under_way.empty() || direction.under_way.front().due_us > agenda_.now_us()) return;
  Message message = std::move(direction.under_way.front());
  direction.under_way.pop_front();
  hand_over(id, to_accepter, std::move(message));
}

void SimNetwork::hand_over(const WireId& id, bool to_accepter, Message message) {
  const int from = to_accepter ? id.dialler : id.accepter;
  const int to = to_accepter ? id.accepter : id.dialler;
  std::string& bytes = message.bytes;
  if (id.connection == Connection::bulk && !message.injected) {
    count_bulk(from, to, -static_cast<std::int64_t>(bytes.size()));
  }
  if (!up_.contains(to)) return;
  note(static_cast<std::uint64_t>(agenda_.now_us()));
  note(static_cast<std::uint64_t>(from) << 32 | static_cast<std::uint64_t>(to));
  for (std::size_t i = 0; i < bytes.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, std::min<std::size_t>(8, bytes.size() - i));
    note(word);
  }
  const LinkId::Side side = to_accepter ? LinkId::Side::accepted : LinkId::Side::dialled;
  deliver_(to, Inbound{LinkId{side, ids_.at(from)}, std::move(bytes)});
}

void SimNetwork::count_bulk(int from, int to, std::int64_t bytes) {
  std::int64_t& under_way = bulk_under_way_[{from, to}];
  under_way += bytes;
  CHECK(under_way >= 0);
  bulk_most_ = std::max(bulk_most_, under_way);
}

std::vector<std::pair<int, int>> SimNetwork::lines() const {
  std::vector<std::pair<int, int>> out;
  for (const auto& [id, wire] : wires_) {
    if (id.connection == Connection::control) out.emplace_back(id.dialler, id.accepter);
  }
  return out;
}

}  // namespace jenjang

#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "replication/ports.h"
#include "tests/sim/agenda.h"
#include "tests/sim/sim_random.h"

namespace jenjang {

// How a pair of nodes is connected at the moment.
struct LineQuality {
  std::int64_t delay_min_us = 500;
  std::int64_t delay_max_us = 5'000;
  std::uint64_t loss_permille = 0;
  std::int64_t bytes_per_second = 12'000'000;
};

// The simulated transport. Every dialled link is two connections, control and bulk, each in order
// in both directions; between them anything may overtake. Messages vanish silently (loss, a blocked
// direction, a full queue), a cut loses any tail of what is under way, and connections come back by
// themselves without telling either end. What a broken connection still brings, in its order, may
// come after what the next one has brought. Nothing comes twice that was not sent twice.
class SimNetwork {
 public:
  using Deliver = std::function<void(int to, Inbound message)>;
  // May change the bytes, or say that they vanish (false).
  using Meddle = std::function<bool(int from, int to, Connection connection, std::string& bytes)>;

  SimNetwork(Agenda& agenda, SimRandom random, Deliver deliver);

  // Two processes with the keys of one node are two processes; `reachable` is whom a dialler finds.
  void add_node(int node, const NodeId& id, const std::vector<NodeId>& dials, bool reachable);
  void up(int node);
  // Its connections break; of what is under way any tail is lost.
  void down(int node);
  bool is_up(int node) const { return up_.contains(node); }

  void send(int from, Outbound message);
  // Slips a message in between two nodes, as one who owns the line or a stolen key can; how much
  // that is does not count for the line, nor for bulk_most().
  void inject(int from, int to, Connection connection, std::string bytes);
  void redial(int from, const LinkId& link);
  void disconnect(int node, const NodeId& peer);

  void set_quality(int a, int b, const LineQuality& quality);
  void block(int from, int to) { blocked_.emplace(from, to); }
  void unblock_all() { blocked_.clear(); }
  // Breaks the connections between two nodes; they come back soon.
  void cut(int a, int b);
  void reset_quality() { qualities_.clear(); }
  void set_meddle(Meddle meddle) { meddle_ = std::move(meddle); }

  // The most bulk bytes that were ever under way in one direction of a link.
  std::int64_t bulk_most() const { return bulk_most_; }
  std::uint64_t dropped() const { return dropped_; }
  // Messages of a broken connection that came when the next one was open.
  std::uint64_t stragglers() const { return stragglers_; }
  std::uint64_t trace() const { return trace_; }
  // Pairs (dialler, accepter), for the faults to choose from.
  std::vector<std::pair<int, int>> lines() const;

 private:
  struct Message {
    std::int64_t due_us = 0;
    std::string bytes;
    bool injected = false;  // It takes nothing of the line, nor of the room that was claimed.
  };
  struct Direction {
    std::deque<Message> under_way;
    std::int64_t free_at_us = 0;
    std::int64_t last_due_us = 0;
  };
  struct Wire {
    bool open = false;
    std::uint64_t epoch = 0;
    Direction to_accepter;
    Direction to_dialler;
  };
  struct WireId {
    int dialler = 0;
    int accepter = 0;
    Connection connection{};
    auto operator<=>(const WireId&) const = default;
  };

  std::optional<int> reachable(const NodeId& id) const;
  void dial(const WireId& id, std::uint64_t epoch);
  void try_dial(const WireId& id);
  void break_wire(const WireId& id);
  void lose_tail(const WireId& id, bool to_accepter);
  void straggle(const WireId& id, bool to_accepter);
  void hand_over(const WireId& id, bool to_accepter, Message message);
  void put(const WireId& id, bool to_accepter, std::string bytes);
  void carry(const WireId& id, bool to_accepter, Message message);
  void arrive(const WireId& id, bool to_accepter);
  LineQuality quality(int a, int b) const;
  void count_bulk(int from, int to, std::int64_t bytes);
  void note(std::uint64_t value);

  Agenda& agenda_;
  SimRandom random_;
  Deliver deliver_;
  Meddle meddle_;
  std::map<int, NodeId> ids_;
  std::map<int, std::vector<NodeId>> dials_;
  std::map<NodeId, int> addresses_;
  std::set<int> up_;
  std::map<WireId, Wire> wires_;
  // Which dialler an accepter reaches under an id: the one that connected last.
  std::map<std::tuple<int, NodeId, Connection>, int> routes_;
  std::set<std::pair<int, int>> blocked_;
  std::map<std::pair<int, int>, LineQuality> qualities_;
  std::map<std::pair<int, int>, std::int64_t> bulk_under_way_;
  std::int64_t bulk_most_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t stragglers_ = 0;
  std::uint64_t trace_ = 0;
};

}  // namespace jenjang

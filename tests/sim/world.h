#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/sim/agenda.h"
#include "tests/sim/sim_network.h"
#include "tests/sim/sim_node.h"

namespace jenjang {

// Every node of a run, its network and its time: what a daemon's loop does for one node, done for
// all of them by the agenda. Who uses it decides what happens to them.
class World {
 public:
  World(const Topology& topology, const SessionProfile& profile, SimRandom& random);

  Agenda& agenda() { return agenda_; }
  SimNetwork& network() { return network_; }
  SimNode& node(int index) { return *nodes_[static_cast<std::size_t>(index)]; }
  const SimNode& node(int index) const { return *nodes_[static_cast<std::size_t>(index)]; }
  int size() const { return static_cast<int>(nodes_.size()); }
  std::optional<int> find(const NodeId& id) const;
  // The running nodes that it has a line with.
  std::vector<int> neighbours(int index) const;

  // A second process with the keys of a node, on a disk of its own.
  int add_clone(const Topology& topology, int of, SimRandom& random);

  void boot(int index);
  // Power off, now; the process may be brought up again by boot().
  void crash(int index);
  // Asks a running node; `done` is called after its commit, or never.
  void ask(int index, Command command, Completion done);

  // What was seen, by a stable word: the rare paths that a swarm must have taken.
  std::map<std::string, std::uint64_t>& seen() { return seen_; }
  void saw(const std::string& what) { ++seen_[what]; }
  // What may never happen, even for a moment: with the node it happened at.
  void violate(int index, const std::string& what) {
    violations_.push_back(node(index).plan().name + ": " + what);
  }
  // What is written under it is no honest node's.
  void add_rogue(Incarnation incarnation) { rogues_.insert(incarnation); }
  bool rogue(Incarnation incarnation) const { return rogues_.contains(incarnation); }
  // Written by a rogue in a feed of an honest life.
  void add_forged(const EventId& event) { forged_.insert(event); }
  bool forged(const EventId& event) const { return forged_.contains(event); }
  // Its disk went back, or its key writes from a second place too.
  void add_stray(const NodeId& node) { strays_.insert(node); }
  bool stray(const NodeId& node) const { return strays_.contains(node); }
  const std::vector<std::string>& violations() const { return violations_; }
  // Adds what the running process has counted; called before it goes.
  void harvest(int index);
  // Called when a node went down, after its process has gone.
  void on_death(std::function<void(int)> what) { on_death_ = std::move(what); }
  // Its disk could not be read.
  void on_unreadable(std::function<void(int)> what) { on_unreadable_ = std::move(what); }
  void log_notices(bool on) { log_notices_ = on; }

 private:
  void plan_turn(int index, std::int64_t time_us);
  void run_turn(int index);
  // Ends the process some time from now, if it is still the same.
  void end_later(int index);
  void give_out(int index, TurnOutput out);
  // What was erased for good is never written again.
  void audit(int index, const SimStore& store, const Writes& writes);
  void note(int index, const Notice& notice);
  // Checks that running sums and kept digests are what a walk gives.
  void audit_sums(int index);

  Agenda agenda_;
  SimRandom random_;
  SimNetwork network_;
  std::vector<std::unique_ptr<SimNode>> nodes_;
  std::map<std::string, std::uint64_t> seen_;
  std::vector<std::string> violations_;
  std::set<Incarnation> rogues_;
  std::set<EventId> forged_;
  std::set<NodeId> strays_;
  std::function<void(int)> on_death_;
  std::function<void(int)> on_unreadable_;
  bool log_notices_ = false;
};

}  // namespace jenjang

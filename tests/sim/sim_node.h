#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "node/turn/core.h"
#include "tests/sim/sim_store.h"
#include "tests/sim/topology.h"

namespace jenjang {

// What survives a process and what does not: the machine of one node, with its disk, its keys, its
// backups, its clocks, and the process that runs on it now and then.
class SimNode {
 public:
  SimNode(const PlannedNode& plan, CoreConfig config, SimRandom random)
      : plan_(plan), config_(std::move(config)), random_(random) {}

  const PlannedNode& plan() const { return plan_; }
  const Area& area() const { return plan_.area; }
  const NodeId& id() const { return plan_.sign.id; }
  const CoreConfig& config() const { return config_; }
  bool running() const { return core_ != nullptr; }
  // Requires running().
  Core& core() { return *core_; }
  const Core& core() const { return *core_; }
  SimStore& store() { return store_; }
  const SimStore& store() const { return store_; }

  // False where its disk cannot be read.
  bool boot(std::int64_t now_us);
  // The process is gone, and what its disk had not synced may be. True where the disk has what it
  // had refused.
  bool die();
  void back_up() { backup_ = store_.backup(); }
  // Requires !running(). An empty disk where there is no backup.
  void restore();

  void jump_wall(std::int64_t by_ms) { wall_skew_ms_ += by_ms; }
  // The process's clocks at a simulated time, and back.
  Now now(std::int64_t time_us) const;
  std::int64_t time_of(Instant instant) const { return instant.us - mono_offset_us_; }

  std::deque<Inbound> inbox;
  std::vector<Request> requests;
  std::optional<Result<void>> scrubbed;
  // When its next turn is planned, and until when the last one lasts.
  std::int64_t turn_at_us = INT64_MAX;
  std::int64_t busy_until_us = 0;
  std::uint64_t turns = 0;
  std::uint64_t boots = 0;
  std::uint64_t generation = 0;  // Grows with each plan and each process, so that old ones lapse.

 private:
  const PlannedNode plan_;
  const CoreConfig config_;
  SimRandom random_;
  SimStore store_;
  std::optional<SimStore> backup_;
  std::unique_ptr<SimRandom> process_random_;
  std::unique_ptr<Core> core_;
  std::int64_t wall_skew_ms_ = 0;
  std::int64_t mono_offset_us_ = 0;
};

}  // namespace jenjang

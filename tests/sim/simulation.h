#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/sim/checks.h"
#include "tests/sim/clients.h"
#include "tests/sim/world.h"

namespace jenjang {

// How often things go wrong, in a thousand of what is tried.
struct SimOptions {
  TopologySize size;
  bool vsat = false;
  std::int64_t faulty_us = 60 * kSecondUs;
  std::int64_t calm_us = 400 * kSecondUs;  // By then everybody must have met.
  std::int64_t call_every_us = 150 * kMillisecondUs;
  bool lines = false;    // Loss, slow and blocked lines, cuts.
  bool crashes = false;  // At any point of a turn.
  bool backups = false;  // Disks put back to an earlier day, or wiped.
  bool clocks = false;   // Wall clocks that are wrong, and jump.
  bool secrets = false;
  bool erasures = false;

  static SimOptions draw(SimRandom& random);
};

struct SimResult {
  std::vector<std::string> failures;
  std::map<std::string, std::uint64_t> seen;
  std::uint64_t trace = 0;
};

// One run: faults, then calm, nothing reset by hand, then everything is checked.
class Simulation {
 public:
  explicit Simulation(std::uint64_t seed);
  Simulation(std::uint64_t seed, const SimOptions& options);
  SimResult run(bool log);

 private:
  void start();
  void call_clients();
  void plan_faults();
  void fault();
  void disturb_line();
  void disturb_node();
  void bring_up_later(int node);
  void enrol(int node);
  void calm();
  bool settled();
  std::vector<int> members() const;
  std::string unsettled() const;
  std::string link_trouble(int from, int to) const;
  void look_around();

  std::uint64_t seed_;
  SimRandom random_;
  SimOptions options_;
  Topology topology_;
  World world_;
  Clients clients_;
  bool faulty_ = true;
  bool calm_ = false;
  std::set<int> enrolled_;
};

}  // namespace jenjang

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/sim/checks.h"
#include "tests/sim/clients.h"
#include "tests/sim/false_packs.h"
#include "tests/sim/flood.h"
#include "tests/sim/liar.h"
#include "tests/sim/losses.h"
#include "tests/sim/misrule.h"
#include "tests/sim/rogue.h"

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
  bool meddling = false;     // Batches and packs spoilt or kept back on the lines.
  bool rogues = false;       // Forged, forked and unauthorised writing under stolen keys.
  bool revocations = false;  // Of nodes, with cuts that differ.
  bool clones = false;       // A second process with the keys of a node.
  bool lies = false;         // Nodes that say on their links what is not so.
  bool misrule = false;      // An area's authority key, and nodes' keys, in wrong hands.
  bool packs = false;        // Nodes that falsify packs.
  bool floods = false;       // A node's key that fills the directory.
  bool rotations = false;    // Of authorities and the root, at leisure or away from thieves.

  static SimOptions draw(SimRandom& random);
  SessionProfile profile() const { return vsat ? SessionProfile::vsat() : SessionProfile::lan(); }
  // Leaves out what is not named, to narrow a failure down.
  void keep_only(std::string_view names);
};

inline constexpr std::pair<std::string_view, bool SimOptions::*> kSimFaults[] = {
    {"lines", &SimOptions::lines},         {"crashes", &SimOptions::crashes},
    {"backups", &SimOptions::backups},     {"clocks", &SimOptions::clocks},
    {"secrets", &SimOptions::secrets},     {"erasures", &SimOptions::erasures},
    {"meddling", &SimOptions::meddling},   {"rogues", &SimOptions::rogues},
    {"clones", &SimOptions::clones},       {"revocations", &SimOptions::revocations},
    {"misrule", &SimOptions::misrule},     {"lies", &SimOptions::lies},
    {"packs", &SimOptions::packs},         {"floods", &SimOptions::floods},
    {"rotations", &SimOptions::rotations},
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
  void put_back(int node);
  void mend_disk(int node);
  void do_wrong();
  void falsify_packs();
  void revoke();
  void revoke(int node, int witness);
  bool revocation_asked(int node) const;
  void flood(int node);
  void revoke_barred();
  void renew();
  void rotate(const Area& area);
  void usurp(int node);
  void start_clone();
  bool connected_without(const std::set<int>& gone) const;
  bool connected(const std::set<int>& nodes) const;
  void bring_up_later(int node);
  void enrol(int node);
  void calm();
  std::vector<SignedEntry> unheard() const;
  void add_unheard_rotations(std::vector<SignedEntry>& entries) const;
  void hand_in_again();
  void cut_again();
  void note_revoked();
  bool settled();
  bool asking() const;
  std::vector<int> members() const;
  std::string unsettled() const;
  std::string link_trouble(int from, int to) const;
  void judge_directory(std::vector<std::string>& failures) const;
  void judge_authorities(int member, std::vector<std::string>& failures) const;
  void judge_quotas(int member, std::vector<std::string>& failures) const;
  void judge_flood(int member, std::vector<std::string>& failures) const;
  void watch_room(int node);
  void judge_memory(std::vector<std::string>& failures);
  void look_around();

  std::uint64_t seed_;
  SimRandom random_;
  SimRandom others_;  // Draws what came later, so that seeds keep their runs.
  SimOptions options_;
  Topology topology_;
  World world_;
  Clients clients_;
  Losses losses_;
  Meddler meddler_;
  Rogue rogue_;
  Misrule misrule_;
  Liar liar_;
  FalsePacks false_packs_;
  Flood flood_;
  bool faulty_ = true;
  bool calm_ = false;
  std::set<int> enrolled_;
  std::set<int> leaving_;  // Revoked, or to be revoked if it comes to that.
  // As they were handed in: whose, and what.
  std::vector<std::pair<int, SignedEntry>> revocations_;
  std::uint64_t serial_ = 10;            // Of a revocation that is made again.
  std::map<int, SignedEntry> renewals_;  // The last of a node.
  std::optional<int> flooder_;
  bool barred_for_long_ = false;  // Nobody revokes who is barred, until all have met.
  std::set<Area> usurped_;        // Until another key follows.
  struct Rotation {
    Area area;
    AuthorityKey ended;
    std::vector<SignedEntry> entries;
  };
  std::vector<Rotation> rotations_;
  std::set<int> revoked_;  // As those that remain know it.
  std::set<int> clones_;
};

}  // namespace jenjang

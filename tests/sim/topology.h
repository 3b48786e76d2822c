#pragma once

#include <map>
#include <string>
#include <vector>

#include "schema/directory_entry.h"
#include "schema/sealing.h"
#include "schema/sign.h"
#include "tests/sim/sim_random.h"

namespace jenjang {

// One node as it is planned: a late one is enrolled while the run is under way.
struct PlannedNode {
  std::string name;
  Area area;
  NodeSignKeys sign;
  SealKeys seal;
  TransportKey transport;
  std::vector<int> dials;
  bool late = false;
};

struct TopologySize {
  int national = 2;
  int provinces = 2;
  int regencies = 2;  // Of each province, at most.
  std::uint64_t replica_permille = 400;
  std::uint64_t fallback_permille = 200;
  std::uint64_t late_permille = 100;
};

// Three tiers of areas, their nodes and who dials whom, and every key of them.
class Topology {
 public:
  Topology(const TopologySize& size, SimRandom& random);

  const std::vector<PlannedNode>& nodes() const { return nodes_; }
  const std::vector<Area>& areas() const { return areas_; }
  std::vector<int> nodes_of(const Area& area) const;
  Root root() const { return {authorities_.at(Area::nation()).authority(), {}}; }

  // What a node starts from: entries about its lineage, its siblings and what is below it.
  Invitation invitation(int node) const;
  // What an operator hands in above a late node.
  std::vector<SignedEntry> enrolment_of(int node) const;
  SignedEntry revocation_of(int node, std::vector<FeedCut> cuts, std::uint64_t serial) const;
  // As it stands, and as it was before renew().
  Enrolment enrolment(int node) const;
  SignedEntry first_enrolment_of(int node) const;
  // Its operator gives the node another name; the entry that says so.
  SignedEntry renew(int node);
  const SignKeys& authority(const Area& area) const { return authorities_.at(area); }

 private:
  void add_area(const Area& area, SimRandom& random);
  void add_nodes(const Area& area, int count, const TopologySize& size, SimRandom& random);
  void add_dials(int node, const TopologySize& size, SimRandom& random);
  SignedEntry authority_entry(const Area& area) const;
  Enrolment enrolment(int node, std::uint64_t serial) const;
  SignedEntry enrolment_entry(int node, std::uint64_t serial) const;
  SignedEntry area_key_entry(const Area& area, SimRandom& random) const;

  std::vector<Area> areas_;
  std::map<Area, SignKeys> authorities_;
  std::map<Area, SignedEntry> area_keys_;
  std::vector<PlannedNode> nodes_;
  std::map<int, std::uint64_t> serials_;  // Of nodes that were renewed.
};

}  // namespace jenjang

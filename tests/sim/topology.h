#pragma once

#include <map>
#include <optional>
#include <set>
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
  bool meagre = false;  // Enrolled above its area, with a small allowance in the directory.
};

struct TopologySize {
  int national = 2;
  int provinces = 2;
  int regencies = 2;  // Of each province, at most.
  std::uint64_t replica_permille = 400;
  std::uint64_t fallback_permille = 200;
  std::uint64_t late_permille = 100;
  std::uint64_t meagre_permille = 300;
};

// Three tiers of areas, their nodes and who dials whom, and every key of them.
class Topology {
 public:
  // `others` draws what came later, so that seeds keep their federations.
  Topology(const TopologySize& size, SimRandom& random, SimRandom others);

  const std::vector<PlannedNode>& nodes() const { return nodes_; }
  const std::vector<Area>& areas() const { return areas_; }
  std::vector<int> nodes_of(const Area& area) const;
  // The root that every invitation pins, whatever has followed it.
  Root root() const;

  // What a node starts from: entries about its lineage, its siblings and what is below it.
  Invitation invitation(int node) const;
  // What an operator hands in above a late node.
  std::vector<SignedEntry> enrolment_of(int node) const;
  SignedEntry revocation_of(int node, std::vector<FeedCut> cuts, std::uint64_t serial);
  // As it stands, and as it was before renew().
  const Enrolment& enrolment(int node) const;
  const SignedEntry& first_enrolment_of(int node) const;
  // Its operator gives the node another name; the entry that says so.
  SignedEntry renew(int node);

  // The key that speaks for the area, and those before it, which thieves have.
  const SignKeys& authority(const Area& area) const { return authorities_.at(area).back(); }
  const std::vector<SignKeys>& authorities(const Area& area) const { return authorities_.at(area); }
  // A root can be followed as often as roots were made in the beginning.
  bool can_rotate(const Area& area) const;
  // Another key speaks for the area. The end of the one before keeps what operators signed with it,
  // but for the enrolment of `dropped`, which must be renewed then. The entries that say so.
  std::vector<SignedEntry> rotate(const Area& area, std::optional<int> dropped);

 private:
  void add_area(const Area& area, SimRandom& random);
  void add_nodes(const Area& area, int count, const TopologySize& size, SimRandom& random);
  void add_dials(int node, const TopologySize& size, SimRandom& random);
  Root root_at(std::size_t place) const;
  void name_authority(const Area& area);
  void enrol(int node, std::uint64_t serial);
  SignedEntry area_key_entry(const Area& area, SimRandom& random);
  // Every entry of an operator is signed here.
  SignedEntry sign(const DirectoryEntry& entry, const SignKeys& authority);

  SimRandom others_;
  std::vector<Area> areas_;
  std::map<Area, std::vector<SignKeys>> authorities_;  // The one that speaks is the last.
  std::vector<SignKeys> roots_;                        // The pinned one, and its successors.
  std::map<Area, SignedEntry> named_;                  // The authorities, but the root.
  std::map<Area, SignedEntry> area_keys_;
  std::vector<PlannedNode> nodes_;
  std::map<int, std::vector<SignedEntry>> enrolments_;  // The last stands.
  std::map<SignKey, std::set<EntryId>> signed_;
  std::uint64_t ends_ = 0;
};

}  // namespace jenjang

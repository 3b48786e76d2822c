#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "tests/sim/census.h"
#include "tests/sim/clients.h"
#include "tests/sim/losses.h"

namespace jenjang {

// The first digits of an id, as failures name it.
inline std::string brief(std::string_view id) { return to_hex(id).substr(0, 12); }
inline bool is_member(const Area& node, const std::set<Area>& audience) {
  return std::any_of(audience.begin(), audience.end(),
                     [&](const Area& area) { return node.contains(area); });
}

// What must hold once everybody has met: architecture.md section 9 and custody_model.py. Each check
// adds a line for what it finds wrong.
class Checks {
 public:
  // `nodes`: those that still belong, all running.
  Checks(World& world, const std::vector<int>& nodes, const Clients& clients, const Losses& losses);

  const std::vector<std::string>& run();

 private:
  void links();
  void one_open_feed();
  void share();
  void acknowledged();
  void acknowledged_event(const Acknowledged& one);
  void acknowledged_report(const Acknowledged& one);
  void shown(const Acknowledged& one, const std::set<Area>& audience);
  void words_of(const Acknowledged& one, const FoldEvent& event);
  bool waits_for_ever(const Acknowledged& one) const;
  void leaks();
  void witnesses();
  void witnessed(int node, int witness);
  void reports();
  void report(const ReportId& id);
  void member(const ReportId& id, int node, const OracleEvents& all);
  void folded_as_oracle(const CaseFile& file, int node, const OracleCustody& oracle);
  void tightened(const CaseFile& file, int node, const OracleEvents& own,
                 const OracleCustody& oracle);
  void stored_state(const CaseFile& file, int node);
  bool written_there(const FoldEvent& event, int node) const;
  bool erased_once(const ContentDigest& digest) const;
  bool somewhere(const FoldEvent& event, const ContentDigest& digest) const;
  void contents(const CaseFile& file, int node);
  void erasures(const ReportId& id, const OracleEvents& all, const OracleCustody& oracle);
  void erased_at_members(const ContentDigest& digest, const std::set<Area>& audience);
  void counters(int node);
  void fail(int node, const std::string& what);
  const Directory& directory() const;
  std::string where(const EventId& id) const;
  std::string tell(const ReportId& id) const;

  World& world_;
  const std::vector<int> nodes_;
  const Clients& clients_;
  const Losses& losses_;
  Census census_;
  std::map<ContentDigest, std::set<int>> kept_;  // Which disks have a content whole.
  std::vector<std::string> failures_;
};

}  // namespace jenjang

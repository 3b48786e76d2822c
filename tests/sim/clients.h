#pragma once

#include <set>
#include <string>
#include <vector>

#include "node/turn/case_file.h"
#include "tests/sim/world.h"

namespace jenjang {

// Something a node answered for: it may never be lost.
struct Acknowledged {
  int node = 0;
  ReportId report;
  std::optional<EventId> event;  // Nothing: the report's submit, whichever it is.
};

// Citizens and officers: they hand in, retry elsewhere, act, and act where they may not.
class Clients {
 public:
  Clients(World& world, const Topology& topology, SimRandom random)
      : world_(world), topology_(topology), random_(random) {}

  // One call at some running node.
  void step();
  // An operator writes a submit again that fell with the cut of its author, at some node.
  void resubmit();
  const std::vector<Acknowledged>& acknowledged() const { return acknowledged_; }
  // What was written into contents that somebody ordered erased.
  const std::set<ReportId>& reports() const { return reports_; }
  // Whose words nobody may vouch for any more, such as a revoked node's.
  void set_secrets(bool on) { secrets_ = on; }
  void set_erasures(bool on) { erasures_ = on; }

 private:
  void expect_dossier(int node, const ReportId& report, const Area& to,
                      const std::set<EventId>& strangers);
  void submit(int node);
  void import(int node);
  void act(int node, const ReportId& report);
  void send_submit(int node, const Submit& command);
  Submit draw_submit(int node);
  std::optional<Act> draw_act(const SimNode& node, const CaseFile& file);
  std::optional<Erase> draw_erase(const CaseFile& file);
  std::optional<ReportId> known_report(int node);

  World& world_;
  const Topology& topology_;
  SimRandom random_;
  std::vector<Submit> sent_;
  std::set<ReportId> reports_;
  std::vector<Acknowledged> acknowledged_;
  bool secrets_ = true;
  bool erasures_ = true;
};

}  // namespace jenjang

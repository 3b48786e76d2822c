#pragma once

#include <map>

#include "node/turn/case_file.h"
#include "tests/sim/meddler.h"
#include "tests/sim/world.h"

namespace jenjang {

// Holds stolen keys of enrolled nodes, and keys of none. Writes what no honest node would: forged
// batches, a second branch of a feed, and events of stale, unauthorised and careless authors in
// feeds of its own, which everybody must take in and judge alike.
class Rogue {
 public:
  Rogue(World& world, const Topology& topology, Meddler& meddler, SimRandom random)
      : world_(world), topology_(topology), meddler_(meddler), random_(random) {}

  // One misdeed in the name of this node, towards some node it has a line with.
  void act(int node);

 private:
  struct Written {
    std::uint64_t count = 0;
    std::optional<EventId> last;
  };

  void forge(int node, int to);
  void fork_feed(int node, int to);
  void misjudge(int node, int to);
  void misadopt(int node, int to);
  void bear_false_witness(int node, int to);
  std::optional<std::string> forged_event(int author, int to, const FeedId& feed);
  Event blank(int node, const CaseFile& file);
  Payload draw_payload(int node, const CaseFile& file);
  CaseFile half_heard(const CaseFile& file);
  void link(Event& event, const CaseFile& file, Written& written);
  void write(int node, int to, const Area& book, const Event& event);
  std::optional<ReportId> some_report();

  World& world_;
  const Topology& topology_;
  Meddler& meddler_;
  SimRandom random_;
  std::map<int, Incarnation> incarnations_;
  std::map<std::pair<int, ReportId>, Written> written_;
};

}  // namespace jenjang

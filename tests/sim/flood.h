#pragma once

#include <set>

#include "tests/sim/meddler.h"
#include "tests/sim/world.h"

namespace jenjang {

// Fills the directory with the stolen key of an enrolled node: bytes that mean nothing, entries
// that nobody has the authority for, more feeds than anybody needs, branches of them, headers that
// lie about what came before. Goes on when the node's own headers have barred it, and when it has
// been revoked.
class Flood {
 public:
  Flood(World& world, const Topology& topology, Meddler& meddler, SimRandom random)
      : world_(world), topology_(topology), meddler_(meddler), random_(random) {}

  // One wave, towards some node that it has a line with.
  void act(int node);
  // It is one of these entries, which nobody else may pass on as his own.
  bool wrote(const EntryId& entry) const { return junk_.contains(entry); }

 private:
  void write(int node, int to, const FeedId& feed, std::string body);
  void branch(int node, int to);
  void lie_about_total(int node, int to);
  std::string draw_entry(int node);
  FeedId fresh_feed(int node);

  World& world_;
  const Topology& topology_;
  Meddler& meddler_;
  SimRandom random_;
  std::map<int, FeedId> feeds_;  // That it fills at the moment.
  std::set<EntryId> junk_;
};

}  // namespace jenjang

#pragma once

#include <map>
#include <set>
#include <string>

#include "schema/content.h"
#include "schema/link_message.h"
#include "tests/sim/meddler.h"
#include "tests/sim/world.h"

namespace jenjang {

// Nodes that falsify packs: what they answer with when one is asked for again, and what lies beside
// the batches that they pass on, lacks contents, or holds changed ones, others', erased ones, too
// many, or no pack at all. They give unasked, and ask for more than they take in.
class FalsePacks {
 public:
  FalsePacks(World& world, Meddler& meddler, SimRandom random)
      : world_(world), meddler_(meddler), random_(random) {}

  void corrupt(int node) { false_.insert(node); }
  void stop() { false_.clear(); }
  // Something that nobody asked of one of them.
  void act();
  // For SimNetwork::set_meddle.
  void pass(int from, int to, Connection connection, std::string& bytes);

 private:
  void give_unasked(int from, int to);
  void ask_for_much(int from, int to);
  void hoard(const std::string& frame);
  std::string falsify(const std::string& frame);
  PackEntry falsify(const PackEntry& entry);
  std::string too_much() const;

  World& world_;
  Meddler& meddler_;
  SimRandom random_;
  std::set<int> false_;
  std::map<ContentDigest, Content> hoard_;  // Also what was erased since.
};

}  // namespace jenjang

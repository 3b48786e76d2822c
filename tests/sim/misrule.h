#pragma once

#include "tests/sim/meddler.h"
#include "tests/sim/world.h"

namespace jenjang {

// Holds an area's authority key, and stolen keys of nodes anywhere. Signs in the directory what it
// has no right to: others' nodes into its own area, under other names, as revoked, behind a ghost
// that names their transport key; and what was signed long ago, once more.
class Misrule {
 public:
  Misrule(World& world, const Topology& topology, Meddler& meddler, SimRandom random)
      : world_(world), topology_(topology), meddler_(meddler), random_(random) {}

  // One misdeed by the authority of this node's area, towards a node that it has a line with.
  void act(int node);

 private:
  SignedEntry draw(int node, int victim);
  SignedEntry enrol(const Enrolment& enrolment, const SignSecret& agrees, int by) const;

  World& world_;
  const Topology& topology_;
  Meddler& meddler_;
  SimRandom random_;
};

}  // namespace jenjang

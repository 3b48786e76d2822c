#pragma once

#include "tests/sim/meddler.h"
#include "tests/sim/world.h"

namespace jenjang {

// Holds the authority keys of areas, those that have ended too, and stolen keys of nodes anywhere.
// Signs in the directory what such a key has no right to: others' nodes into its own area, under
// other names, as revoked, behind a ghost that names their transport key; and what was signed long
// ago, once more.
class Misrule {
 public:
  Misrule(World& world, const Topology& topology, Meddler& meddler, SimRandom random)
      : world_(world), topology_(topology), meddler_(meddler), random_(random) {}

  // One misdeed by the authority of this node's area, towards a node that it has a line with.
  void act(int node);
  // What the key of that authority may sign, to the harm of its own area and those below; it must
  // be followed by another key.
  void usurp(int node);

  struct Ghost {
    NodeId node;
    AuthorityKey enrolled_by;
  };
  const std::vector<Ghost>& ghosts() const { return ghosts_; }

 private:
  void publish(int node, const SignedEntry& entry);
  SignedEntry draw(int node, int victim);
  SignedEntry draw_end(const Area& area, const SignKeys& by);
  SignedEntry draw_within(int node, const SignKeys& by);
  SignedEntry draw_ghost(const Area& area, const SignKeys& by);
  SignedEntry enrol(const Enrolment& enrolment, const SignSecret& agrees, int by) const;

  World& world_;
  const Topology& topology_;
  Meddler& meddler_;
  SimRandom random_;
  std::vector<Ghost> ghosts_;
};

}  // namespace jenjang

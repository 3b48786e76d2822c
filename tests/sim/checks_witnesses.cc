// Whether those who should know how old an area's data is do.
#include <algorithm>

#include "tests/sim/checks.h"

namespace jenjang {

// After an hour in which nothing was written, whoever holds the book knows heads of the node that
// show it as it is, from each of those above that it dials.
void Checks::witnesses() {
  for (const int node : nodes_) {
    for (const int peer : world_.node(node).plan().dials) {
      if (std::find(nodes_.begin(), nodes_.end(), peer) == nodes_.end()) continue;
      witnessed(node, peer);
      witnessed(peer, node);
    }
  }
}

void Checks::witnessed(int node, int witness) {
  const SimNode& own = world_.node(node);
  const SimNode& above = world_.node(witness);
  if (!may_witness(above.area(), own.area())) return;
  std::vector<FeedHead> heads = own.core().replica().ledger().vector_of_books(above.area());
  std::erase_if(heads, [](const FeedHead& head) { return !head.feed.carries_events(); });
  if (heads.empty()) return;
  for (const int holder : nodes_) {
    const SimNode& at = world_.node(holder);
    if (!witness_book(above.area(), own.area()).held_by(at.area())) continue;
    world_.saw("witnessed");
    const Witnesses::Of& said = at.core().replica().witnesses().of(own.id());
    const auto found = said.find(above.id());
    const std::string what = own.plan().name + " as " + above.plan().name + " has witnessed it";
    if (found == said.end()) {
      fail(holder, "does not know " + what);
    } else if (found->second.heads.books != digest_of(heads) && !world_.stray(above.id())) {
      // Two processes with a stray's key each say what they heard, and the later to arrive stands.
      fail(holder, "knows an old " + what);
    }
  }
}

}  // namespace jenjang

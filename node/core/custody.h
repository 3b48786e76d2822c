#pragma once

#include <vector>

#include "node/core/fold.h"
#include "node/core/mandate.h"
#include "node/core/pasts.h"

namespace jenjang {

// Who had the report when, and which of its wide events count (architecture.md section 4). Points
// into the events it was made from. Positions are indexes into `order`.
struct Custody {
  static constexpr std::size_t kNone = Mandate::kNone;

  // The largest parent-closed subset of what authors of concerned areas wrote, in fold order.
  std::vector<const FoldEvent*> order;
  std::vector<Pasts::Positions> parents;
  Pasts pasts;
  // Past a cut, misconduct, or a submit of an area that is not its own: satisfies parents, counts
  // nothing.
  std::vector<bool> voided;
  // Positions of the submits that are not void.
  std::vector<std::size_t> submits;
  // Positions of the standing moves, from the standing submit on; empty: the report is hidden.
  std::vector<std::size_t> chain;
  // For each position where in `chain` the move is that it acts under, or kNone. Each submit that
  // is not void stands for the standing one here: what was done under a retry's submit, before the
  // two copies met, keeps its place.
  std::vector<std::size_t> chain_place;
  // For each position that of the very move it acts under, or kNone where that is not folded.
  std::vector<std::size_t> under;
  Audience audience;
  // By (time, id): of concerned areas but not folded, and of all others.
  std::vector<const FoldEvent*> waiting;
  std::vector<const FoldEvent*> strangers;
  // Parents that waiting events cite and that are not here.
  std::vector<EventId> missing;
};

// Requires wide events, distinct, in (time, id) order.
//
// The audience is that of mandated moves in the folded subset, and the folded subset that of
// authors in the audience: both grow from the submits until nothing is added. Whether an event is
// void depends on its past alone, so what they grow to does not depend on the steps.
Custody custody_of(const std::vector<const FoldEvent*>& wide);

}  // namespace jenjang

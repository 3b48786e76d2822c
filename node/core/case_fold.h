#pragma once

#include <vector>

#include "jenjang/v1/store.pb.h"
#include "node/core/custody.h"
#include "node/core/fold.h"

namespace jenjang {

// The newest contents that a state lists to be shown; a submit's own words are always first.
inline constexpr std::size_t kShownContentsMax = 64;

// The state that a standing submit alone comes to. Requires a Submitted.
v1::CaseState submitted_state(const FoldEvent& submit);

struct CaseFold {
  v1::CaseState state;
  // By position of the custody's order.
  std::vector<v1::Standing> standings;
};

// Applies the standing moves and, on each, the status events that its holder had the mandate for
// and that the next move knew of. Requires a custody with a standing submit.
CaseFold fold_case(const Custody& custody);

}  // namespace jenjang

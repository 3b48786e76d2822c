#pragma once

#include <vector>

#include "schema/link_message.h"

namespace jenjang {

// Heads that ride beside signed ones; a node with more feeds leaves the last out.
inline constexpr std::size_t kBelowHeadsMax = 4000;
static_assert(kBelowHeadsMax <= kVectorHeadsMax);

// Heads that a peer has said on a link, whose signature holds and whose lower heads give the digest
// in them.
struct HeardHeads {
  SignedHeads said;
  Heads heads;

  // The heads of all feeds that it names.
  std::vector<CountedHead> all() const {
    std::vector<CountedHead> out = heads.own;
    out.insert(out.end(), said.below.begin(), said.below.end());
    return out;
  }
};

}  // namespace jenjang

#pragma once

#include <optional>
#include <vector>

#include "node/turn/case_file.h"
#include "node/turn/contents.h"
#include "replication/ledger.h"
#include "schema/content.h"

namespace jenjang {

// An item about to be written, and the contents that ride beside it.
struct Outgoing {
  BatchItem item;
  std::vector<Rider> contents;
  std::optional<RequestDigest> request{};  // Of a submit that may be asked for again.

  std::size_t bytes() const;
};

// The wide events of the report that `book` has no counted place for, parents first, each with
// proof of where its author wrote it. Void ones and strangers' only where a counted event stands on
// them.
std::vector<Outgoing> missing_in(const StoreView& store, const Ledger& ledger, const CaseFile& file,
                                 const Area& book);

// Who adopts first: 0 for the lowest area that holds all of the audience, more for those above it
// and for later replicas of one area. Nothing where this area has nothing to adopt, and for a
// revoked node.
std::optional<int> adoption_rank(const Directory& directory, const CaseFile& file, const Area& own,
                                 const NodeId& self);

// The rank of this node among those that act for the holder unasked: the active nodes of its area
// first, then those of each area above it, then of the areas that held the report before and of its
// intake with those above them, since the holder's may be gone, revoked or without what others
// still keep. Nothing for a node of any other area.
std::optional<std::size_t> acting_rank(const Directory& directory, const CaseFile& file,
                                       const Area& own, const NodeId& self);

}  // namespace jenjang

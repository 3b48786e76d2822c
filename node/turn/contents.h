#pragma once

#include <optional>
#include <vector>

#include "node/turn/case_file.h"
#include "node/turn/secrets.h"
#include "replication/store.h"
#include "schema/content.h"

namespace jenjang {

// A content, or what is left of it, that is to ride beside an event.
struct Rider {
  ContentDigest digest;
  PackEntry entry;
};

// A sealed content of a report, with every seal of its key: its own and those of later wraps.
struct SealedContent {
  ContentDigest digest;
  ContentRole role{};
  v1::SealedBody body;
  std::vector<v1::AreaSeal> seals;
};
std::vector<SealedContent> sealed_contents(const CaseFile& file, const StoreView& store);

// The content by any of its seals that this node has the area secret for; nothing where it has
// none.
std::optional<v1::Content> open_sealed(const SealedContent& sealed, const Secrets& secrets);

}  // namespace jenjang

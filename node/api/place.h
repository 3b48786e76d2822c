#pragma once

#include "node/api/api_parts.h"
#include "node/core/command.h"

namespace jenjang {

// A report about that area: its place down to kecamatan, the desa in its words, and the area at a
// tier that runs nodes as its addressee, or this node's own where the registry does not list it.
void set_place(const ApiParts& parts, const ApiOptions& options, const Area& area, Submit& out);

}  // namespace jenjang

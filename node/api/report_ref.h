#pragma once

#include <string_view>

#include "node/views/reader.h"
#include "schema/base/result.h"

namespace jenjang {

// The report that a client means: a code, a unique first part of one, or a LAPOR tracking id, which
// is digits only. Secret ones too: whether they may be shown is the caller's matter.
Result<ReportId> resolve_report(const Reader& reader, std::string_view text);

}  // namespace jenjang

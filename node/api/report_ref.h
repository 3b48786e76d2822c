#pragma once

#include <string_view>

#include "node/views/reader.h"
#include "schema/base/result.h"

namespace jenjang {

// The report that a client means: a code, a unique first part of one, or a LAPOR tracking id, which
// is digits only. What is out of sight is not found, in the very words of what is not here.
// conflict: several reports in sight fit, and none is meant more than another.
Result<ReportId> resolve_report(const Reader& reader, std::string_view text, Sight sight);
// The report itself, found in the same way.
Result<ShownReport> find_report(const Reader& reader, std::string_view text, Sight sight);

}  // namespace jenjang

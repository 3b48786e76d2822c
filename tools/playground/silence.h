#pragma once

#include <set>
#include <string>

#include "schema/area.h"
#include "schema/base/result.h"
#include "tools/playground/layout.h"

namespace jenjang {

// Which areas' lines are to be silent: one file an area, so that it outlives every process.
std::set<Area> wanted_silence(const Playground& playground);
Result<void> want_silence(const Playground& playground, const Area& area, bool silent);

// An area that is cut off still speaks within itself.
bool is_silent(const PlaygroundLine& line, const std::set<Area>& silent);

// What the relay has brought about, as it says; nothing while no relay has said anything.
std::optional<std::set<Area>> applied_silence(const Playground& playground);
Result<void> tell_applied(const Playground& playground, const std::set<Area>& silent);

}  // namespace jenjang

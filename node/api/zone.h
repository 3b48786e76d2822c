#pragma once

#include "node/api/iso_time.h"
#include "schema/area.h"

namespace jenjang {

// The time zone of an area, as Keppres 41/1987 draws it; the nation's is WIB.
ZoneOffset zone_of(const Area& area);

}  // namespace jenjang

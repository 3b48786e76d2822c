#pragma once

// The commands about keys, nodes and authorities.
#include "tools/trust/authority.h"
#include "tools/trust/enrol.h"
#include "tools/trust/keys.h"
#include "tools/trust/revoke.h"

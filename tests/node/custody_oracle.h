#pragma once

#include <map>
#include <set>
#include <vector>

#include "node/core/fold.h"
#include "schema/event.h"

namespace jenjang {

// The executable model of mandate and custody, custody_model.py, put into C++ as it stands: slow,
// and made without a look at the fold, which must agree with it. To the model it adds what the
// model leaves out: parents that are missing, author counters, cuts, and several submits of one
// report.
struct OracleCustody {
  std::vector<EventId> order;  // Folded events.
  std::vector<EventId> chain;
  std::set<EventId> mandated;  // With the submits.
  std::set<Area> audience;
  std::set<EventId> voided;
  std::set<EventId> waiting;
  std::set<EventId> strangers;
  bool operator==(const OracleCustody&) const = default;
};

using OracleEvents = std::map<EventId, FoldEvent>;

// Narrower events among them are ignored.
OracleCustody oracle_custody(const OracleEvents& events);

}  // namespace jenjang

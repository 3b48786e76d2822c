#pragma once

#include <map>
#include <vector>

#include "replication/store.h"
#include "schema/ids.h"
#include "schema/time.h"

namespace jenjang {

// Reports that were tightened and may still have contents in the open, or an identity that too many
// can read: the nodes of the holder's area look at each and seal it anew (Author::seal_again).
// Survives a restart by marks in family `meta`. Owned by the core thread.
class Sealer {
 public:
  // Due at once, since nobody knows how long ago each was noted.
  void load(const StoreView& store, Instant now);
  // A report that is noted already keeps its time.
  void note(const ReportId& report, Instant due, Writes& writes);
  // At most `max` of those whose time has come.
  std::vector<ReportId> due(Instant now, std::size_t max) const;
  // Looks at it again then: replicas before this one may do it meanwhile. False if it has waited
  // before.
  bool wait_once(const ReportId& report, Instant until);
  void drop(const ReportId& report, Writes& writes);
  // No report is due before then.
  Instant wake_at() const;

 private:
  struct Noted {
    Instant due;
    bool waited = false;
  };
  std::map<ReportId, Noted> noted_;
};

}  // namespace jenjang

#pragma once

#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "replication/store.h"
#include "schema/ids.h"
#include "schema/time.h"

namespace jenjang {

// Reports that wait for one kind of work. Each has a mark in family `meta`, which survives a
// restart; of all that are marked a bounded part lies in memory, and more follow as these are done.
// Owned by the core thread.
class ReportQueue {
 public:
  static constexpr std::size_t kInMemoryMax = 4096;

  // `prefix`: of the marks. It outlives the queue.
  explicit ReportQueue(std::string_view prefix) : prefix_(prefix) {}

  // Takes marked reports into memory where there is room, due at once, since nobody knows how long
  // ago each was noted. Requires that all that was noted and dropped is committed.
  void refill(const StoreView& store, Instant now);
  // A report that is in memory already keeps its time.
  void note(const ReportId& report, Instant due, Writes& writes);
  // At most `max` of those whose time has come, the longest due first.
  std::vector<ReportId> due(Instant now, std::size_t max) const;
  // Looks at a report in memory again then.
  void put_off(const ReportId& report, Instant until);
  // The same, once: others may do it meanwhile. False if it has waited before.
  bool wait_once(const ReportId& report, Instant until);
  void drop(const ReportId& report, Writes& writes);
  // No report is due before then.
  Instant wake_at() const;
  std::size_t in_memory() const { return noted_.size(); }

 private:
  struct Noted {
    Instant due;
    bool waited = false;
  };
  bool wants_more() const { return more_in_store_ && noted_.size() < kInMemoryMax / 2; }
  void add(const ReportId& report, Instant due);

  const std::string_view prefix_;
  std::map<ReportId, Noted> noted_;
  std::set<std::pair<Instant, ReportId>> by_due_;
  bool more_in_store_ = true;
};

}  // namespace jenjang

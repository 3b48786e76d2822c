#pragma once

#include <map>
#include <set>
#include <vector>

#include "tests/sim/world.h"

namespace jenjang {

// Losses that may show in the end, and no others: of what lay on no other disk when a disk was
// wiped or put back to a backup, or on those only that have left since, and of what nodes that have
// left wrote and kept to themselves.
class Losses {
 public:
  explicit Losses(const World& world) : world_(world) {}

  struct Written {
    ReportId report;
    NodeId author;
  };
  struct Disk {
    std::map<EventId, Written> events;
    std::set<ContentDigest> contents;             // Whole.
    std::map<ContentDigest, NodeId> named_first;  // By whose event.
  };
  static Disk read(const SimStore& store);

  // After a disk was put back: `before` is what had lain on it.
  void note(const Disk& before);
  // In the end. `gone`: revoked nodes and second processes, which give nothing back.
  void settle(const std::set<int>& gone);

  bool lost(const EventId& event) const { return events_.contains(event); }
  bool lost(const ContentDigest& content) const { return contents_.contains(content); }
  // Something of this report.
  bool lost(const ReportId& report) const { return reports_.contains(report); }

 private:
  template <class Id>
  struct Left {
    Id id;
    std::set<int> with;  // Who had it still.
  };

  const World& world_;
  std::vector<Left<EventId>> left_events_;
  std::vector<Left<ContentDigest>> left_contents_;
  std::map<EventId, Written> written_;  // Of those in left_events_.
  std::set<EventId> events_;
  std::set<ContentDigest> contents_;
  std::set<ReportId> reports_;
};

}  // namespace jenjang

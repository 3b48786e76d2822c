#pragma once

#include <map>
#include <set>
#include <vector>

#include "tests/node/custody_oracle.h"
#include "tests/sim/world.h"

namespace jenjang {

// Everything that lies on the disks, read without the views: who holds which batch and which event.
// The truth that each node's own account is checked against.
class Census {
 public:
  using Heads = std::vector<FeedHead>;

  // Judges these nodes only; `directory` says who may write as whom, and which cuts were signed.
  // The batches that count within them are judged here anew.
  Census(const World& world, const std::vector<int>& nodes, const Directory& directory);

  struct Batch {
    std::string header;
    std::set<int> holders;
  };
  struct Placed {
    FoldEvent fold;
    std::set<int> holders;
    std::set<HeaderHash> written;  // The batches of its author that it stands in.
  };
  const std::map<BatchPlace, std::vector<Batch>>& batches() const { return batches_; }
  const std::map<EventId, Placed>& events() const { return events_; }
  const std::map<ReportId, std::vector<EventId>>& reports() const { return reports_; }
  // The report's events on all these disks, or on one.
  OracleEvents events_of(const ReportId& report) const;
  OracleEvents events_of(const ReportId& report, int node) const;
  std::size_t adopted() const { return adopted_; }

 private:
  struct Header {
    FeedId feed;
    std::uint64_t number = 0;
    HeaderHash previous;
    Heads continues;
  };

  struct Carrier {
    const BatchHeader& header;
    HeaderHash hash;
  };

  // All headers that a cut of the writer's leads back to, as far as they lie anywhere.
  std::set<HeaderHash> lead_back(const std::map<FeedId, FeedCut>& cuts) const;
  void judge(const Directory& directory);
  HeaderHash note(const BatchHeader& header, const std::string& bytes);
  void read(int index, const SimStore& store, const Directory& directory);
  void read_item(int index, const Carrier& carrier, const BatchItem& item,
                 const Directory& directory);

  std::map<BatchPlace, std::vector<Batch>> batches_;
  std::map<EventId, Placed> events_;
  std::map<HeaderHash, Header> headers_;
  std::map<ReportId, std::vector<EventId>> reports_;
  std::size_t adopted_ = 0;
};

}  // namespace jenjang

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/views/case_events.h"
#include "node/views/count_query.h"
#include "node/views/open_packs.h"
#include "node/views/report_query.h"
#include "node/views/shown.h"
#include "replication/store.h"
#include "schema/base32.h"

namespace jenjang {

// The newest events that a timeline shows.
inline constexpr std::size_t kTimelineEventsMax = 1000;

// Everything the API reads, from one snapshot of the store. Used by one thread.
class Reader {
 public:
  explicit Reader(const StoreView& view) : view_(view), packs_(view) {}

  // Nothing for a report that is not here, whose submit is not, or that is out of sight.
  std::optional<ShownReport> report(const ReportId& id, Sight sight) const;
  // The reports in sight that a short code fits, and those that have a LAPOR tracking id: at most
  // two of each, which is enough to say that there are several.
  std::vector<ReportId> find(const ReportIdPrefix& code, Sight sight) const;
  std::vector<ReportId> find_lapor(std::uint64_t lapor_id, Sight sight) const;
  // In fold order, waiting ones last.
  std::vector<ShownEvent> timeline(const ReportId& id) const;
  ReportPage list(const ReportQuery& query) const;
  // Reads counters only: the cost is bounded by months, kinds and statuses, whatever the number of
  // reports.
  Counts counts(const CountQuery& query) const;
  // The signed entries of the directory, in the order of their feeds.
  std::vector<std::string> directory_entries() const;

 private:
  // The rows of one index for a list, newest first.
  struct Row {
    std::string key;  // Without the index's letter.
    v1::CaseState state;
  };
  struct Rows {
    std::vector<Row> found;
    // The last place looked at, where there is more that was not.
    std::optional<std::string> stopped;
  };
  Rows rows(const ReportQuery& query, Listed listed, std::size_t skipped, std::size_t wanted) const;
  std::optional<v1::CaseState> state(const ReportId& id, Sight sight) const;
  ShownReport shown(v1::CaseState state) const;
  // The event that names the content; nothing where it is not here.
  std::optional<KeptEvent> event_of(const v1::CaseState& state, const ContentRef& ref) const;
  ShownContent content(const KeptEvent& event, const ContentRef& ref) const;
  void count_cells(const CountQuery& query, std::string_view prefix, Counts& out) const;
  std::vector<std::uint32_t> months(const CountQuery& query) const;

  const StoreView& view_;
  mutable OpenPacks packs_;
};

}  // namespace jenjang

#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "node/views/case_events.h"
#include "node/views/count_query.h"
#include "node/views/report_query.h"
#include "node/views/shown.h"
#include "replication/store.h"
#include "schema/base32.h"
#include "schema/content.h"

namespace jenjang {

// The newest events that a timeline shows.
inline constexpr std::size_t kTimelineEventsMax = 1000;

// Everything the API reads, from one snapshot of the store. Used by one thread.
class Reader {
 public:
  explicit Reader(const StoreView& view) : view_(view) {}

  // Nothing for a report that is not here, or whose submit is not.
  std::optional<ShownReport> report(const ReportId& id) const;
  // conflict where a short code fits several reports, not_found where it fits none.
  Result<ReportId> find(const ReportIdPrefix& code) const;
  // The first of them where several reports have it.
  std::optional<ReportId> find_lapor(std::uint64_t lapor_id) const;
  // In fold order, waiting ones last.
  std::vector<ShownEvent> timeline(const ReportId& id) const;
  ReportPage list(const ReportQuery& query) const;
  // Reads counters only: the cost is bounded by months, kinds and statuses, whatever the number of
  // reports.
  Counts counts(const CountQuery& query) const;
  // A content that this event names.
  ShownContent content(const KeptEvent& event, const ContentRef& ref) const;
  // The signed entries of the directory, in the order of their feeds.
  std::vector<std::string> directory_entries() const;

 private:
  struct OpenPack {
    Arrival arrival = 0;
    Pack pack;
  };

  std::optional<v1::CaseState> state(const ReportId& id) const;
  ShownReport shown(v1::CaseState state) const;
  const Pack* pack(const EventPlace& place) const;
  const PackEntry* entry(const KeptEvent& event, const ContentDigest& digest) const;
  void count_cells(const CountQuery& query, std::string_view prefix, Counts& out) const;
  std::vector<std::uint32_t> months(const CountQuery& query) const;

  const StoreView& view_;
  // Neighbours in time share packs. Filled in turn.
  static constexpr std::size_t kOpenPacks = 4;
  mutable std::array<std::optional<OpenPack>, kOpenPacks> packs_;
  mutable std::size_t next_pack_ = 0;
};

}  // namespace jenjang

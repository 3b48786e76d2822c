#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "jenjang/v1/content.pb.h"
#include "jenjang/v1/store.pb.h"
#include "replication/store.h"
#include "schema/area.h"
#include "schema/base32.h"
#include "schema/event.h"
#include "schema/ids.h"
#include "schema/time.h"

namespace jenjang {

// A content as it may be read now.
struct ShownContent {
  enum class State { present, sealed, erased, missing };
  ContentRef ref;
  State state = State::missing;
  v1::Content content;  // Only where present.
};

// One event in its place in the folded history.
struct ShownEvent {
  EventId id;
  Event event;
  v1::Standing standing{};
  std::vector<ShownContent> contents;
};

struct ShownReport {
  v1::CaseState state;
  std::optional<v1::Words> words;  // As edited last, else as sent; absent if sealed or erased.
};

struct ReportQuery {
  // Which time is asked for and ordered by, newest first.
  enum class By { received, updated };
  By by = By::received;
  std::optional<WallTime> from;   // Inclusive.
  std::optional<WallTime> until;  // Inclusive.
  std::optional<Area> place;      // Within this area.
  std::optional<Area> holder;     // Within this area.
  std::vector<std::uint32_t> categories;
  std::vector<v1::Status> statuses;
  std::optional<Kind> kind;
  bool secret_too = false;  // Public answers leave secret reports out.
  std::size_t offset = 0;
  std::size_t limit = 50;
};

struct ReportPage {
  std::vector<ShownReport> reports;
  bool more = false;
};

struct CountQuery {
  Area area;
  std::optional<Kind> kind;
  std::optional<v1::Status> status;
  std::optional<std::uint32_t> category;
  std::optional<std::uint32_t> month_from;  // year * 12 + month - 1, inclusive.
  std::optional<std::uint32_t> month_until;
};

struct Counts {
  std::int64_t total = 0;
  std::int64_t secret = 0;  // Part of total.
  std::map<Kind, std::int64_t> by_kind;
  std::map<v1::Status, std::int64_t> by_status;
};

// Everything the API reads, from one snapshot of the store. Used by one thread.
class Reader {
 public:
  explicit Reader(const StoreView& view) : view_(view) {}

  std::optional<ShownReport> report(const ReportId& id) const;
  // conflict where a short code fits several reports, not_found where it fits none.
  Result<ReportId> find(const ReportIdPrefix& code) const;
  std::optional<ReportId> find_lapor(std::uint64_t lapor_id) const;
  // In fold order, waiting ones last.
  std::vector<ShownEvent> timeline(const ReportId& id) const;
  ReportPage list(const ReportQuery& query) const;
  Counts counts(const CountQuery& query) const;
  ShownContent content(const ContentRef& ref) const;

 private:
  const StoreView& view_;
};

}  // namespace jenjang

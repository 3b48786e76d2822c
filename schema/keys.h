#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/area.h"
#include "schema/feed.h"
#include "schema/ids.h"
#include "schema/time.h"

// Every key of a node's store. All integers are big-endian, so byte order is number order; an area
// is written so that a subtree is a prefix.
//
//   area       := digits '!'                  the nation is '!'; subtree of 64 = prefix "64"
//   book       := area | '*'
//   feed       := book writer:32 incarnation:8 lane:1
//   batches    := feed number:8            -> SealedBatch          (also packs -> PackFrame)
//   feeds      := feed | '~' feed          -> FeedRecord           ('~': closed)
//   arrivals   := arrival:8                -> feed number:8        (local order of arrival)
//   events     := event:32 arrival:8       -> index:4              (each further place of an event)
//   erased     := digest:32                -> erasure event:32 decided:1   (0: withheld so far)
//   reports    := report:16                -> CaseState
//   timeline   := report:16 event:32       -> past cut:1 arrival:8 index:4 content:4 event bytes
//                                             (two or more; an only event lies in its CaseState)
//   indexes    := ('t' | 'T') received:8 report:16            -> empty   (capitals: secret reports,
//               | ('u' | 'U') updated:8 report:16             -> empty    which a public read never
//               | ('l' | 'L') lapor id:8 report:16            -> empty    comes near)
//   counters   := 's' area month:4 kind:1 status:1 secret:1             -> int64 (merged)
//               | 'c' area month:4 kind:1 category:4 status:1 secret:1  -> int64 (merged)
//               | 'w'                                                   -> int64 (merged)
//   meta       := name
//
// Times are milliseconds since 1970 with the sign bit flipped; a month is year * 12 + month - 1, by
// the clock of WIB, the national one.
namespace jenjang {

enum class Family {
  batches,
  packs,
  feeds,
  arrivals,
  events,
  erased,
  reports,
  timeline,
  indexes,
  counters,
  meta,
};
inline constexpr int kFamilies = 11;
std::string_view family_name(Family family);

using Arrival = std::uint64_t;

std::string area_key(const Area& area);
// All books within `area`: the prefix of their area keys.
std::string area_prefix(const Area& area);
std::string feed_key(const FeedId& feed);
// Requires a key that feed_key made, with anything after it. How many bytes it took is in `used`.
FeedId parse_feed_key(std::string_view key, std::size_t* used);
// Of a feed that another continues. All of them come after those of `feed_key`.
std::string closed_feed_key(const FeedId& feed);
// The prefix of those by one writer in one book.
std::string closed_feed_prefix(const Book& book, const NodeId& writer);
// The feed of a closed_feed_key; nothing for one that feed_key made.
std::optional<FeedId> parse_closed_feed_key(std::string_view key);

std::string batch_key(const FeedId& feed, std::uint64_t number);
struct BatchPlace {
  FeedId feed;
  std::uint64_t number = 0;
  auto operator<=>(const BatchPlace&) const = default;
};
BatchPlace parse_batch_key(std::string_view key);

std::string arrival_key(Arrival arrival);
Arrival parse_arrival_key(std::string_view key);

std::string event_place_key(const EventId& event, Arrival arrival);
std::string index_value(std::uint32_t index);
// The arrival of an event_place_key.
Arrival place_arrival(std::string_view key);
std::string timeline_key(const ReportId& report, const EventId& event);
// A place of an event, whether all its places are past the cut of its author's revocation, and its
// bytes. Its contents lie in the pack of that batch, in the order in which it names them.
struct TimelineEntry {
  bool past_cut = false;
  Arrival arrival = 0;
  std::uint32_t index = 0;    // In the batch.
  std::uint32_t content = 0;  // Of its first content, in the pack.
  std::string_view event;
};
std::string timeline_value(const TimelineEntry& entry);
// Requires a value that timeline_value made; `event` points into it.
TimelineEntry parse_timeline_value(std::string_view value);

// The index, of two, in which a report is listed. The cost and the end of a public read must not
// depend on secret reports, so those have an index of their own.
enum class Listed { openly, secretly };
std::string received_key(Listed listed, WallTime received, const ReportId& report);
std::string updated_key(Listed listed, WallTime updated, const ReportId& report);
std::string lapor_key(Listed listed, std::uint64_t lapor_id, const ReportId& report);
// The report and the time of a received or updated key.
struct TimedReport {
  WallTime time;
  ReportId report;
};
TimedReport parse_timed_key(std::string_view key);

std::uint32_t month_of(WallTime time);
struct CounterCell {
  Area area;
  std::uint32_t month = 0;
  std::uint8_t kind = 0;
  std::uint8_t status = 0;
  bool secret = false;
  std::uint32_t category = 0;
  auto operator<=>(const CounterCell&) const = default;
};
std::string status_counter_key(const CounterCell& cell);
std::string category_counter_key(const CounterCell& cell);
// Events that wait for a parent, of all reports.
std::string waiting_counter_key();
std::optional<CounterCell> parse_counter_key(std::string_view key);

}  // namespace jenjang

#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "node/core/status.h"
#include "replication/ledger.h"
#include "replication/marks.h"
#include "replication/replica.h"
#include "replication/store.h"
#include "schema/base/key_codec.h"

namespace jenjang {

// Keys of family `meta` that the core keeps. Numbers are 8 bytes big-endian.
inline constexpr std::string_view kMetaProjected = "projected";  // Arrivals folded into the views.
inline constexpr std::string_view kMetaCutsSeen = "cuts-seen";   // Cuts the views take account of.
inline constexpr std::string_view kMetaRefold = "refold";    // A re-fold goes on after this key.
inline constexpr std::string_view kMetaAdopt = "adopt/";     // + report: some book lacks events.
inline constexpr std::string_view kMetaUnread = "unread/";   // + arrival: an author is unknown.
inline constexpr std::string_view kMetaJudge = "judge/";     // + erasure -> report.
inline constexpr std::string_view kMetaBroken = "broken/";   // + arrival: a content is missing.
inline constexpr std::string_view kMetaScrub = "scrub/";     // + erasure -> report.
inline constexpr std::string_view kMetaActKey = "act-key/";  // + report, key -> event.

std::uint64_t read_number(const StoreView& store, std::string_view key);
void write_number(Writes& writes, std::string_view key, std::uint64_t value);

// The reports that a batch's submits make.
void note_submits(const StoredBatch& batch, std::unordered_set<ReportId, FixedBytesHash>& reports);

LinkStatus link_status(const Session& session, const Replica& replica, Now now);

}  // namespace jenjang

#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

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
inline constexpr std::string_view kMetaRefold = "refold";     // A re-fold goes on after this key.
inline constexpr std::string_view kMetaAdopt = "adopt/";      // + report: some book lacks events.
inline constexpr std::string_view kMetaUnread = "unread/";    // + arrival: an author is unknown.
inline constexpr std::string_view kMetaJudge = "judge/";      // + report: its erasures.
inline constexpr std::string_view kMetaBroken = "broken/";    // + arrival: a content is missing.
inline constexpr std::string_view kMetaScrub = "scrub/";      // + erasure -> report.
inline constexpr std::string_view kMetaSeal = "seal/";        // + report: may have open contents.
inline constexpr std::string_view kMetaActKey = "act-key/";   // + scope and key -> event, request.
inline constexpr std::string_view kMetaRequest = "request/";  // + arrival -> SubmitRequests.

// + wall time by this node's clock, in steps of kArrivedStepMs -> the first arrival from then on.
inline constexpr std::string_view kMetaArrived = "arrived/";
inline constexpr std::int64_t kArrivedStepMs = 600'000;
std::string arrived_key(WallTime time);
// Everything before that arrival had come by then, and what came up to ten minutes earlier may not
// be among it. 0 for a time before all that is known.
Arrival arrived_before(const StoreView& store, WallTime time);

std::uint64_t read_number(const StoreView& store, std::string_view key);
void write_number(Writes& writes, std::string_view key, std::uint64_t value);

// The request digests of one batch: of its submits with an idempotency key, by their index.
using SubmitRequests = std::vector<std::pair<std::uint32_t, RequestDigest>>;
std::string encode_requests(const SubmitRequests& requests);
SubmitRequests stored_requests(const StoreView& store, Arrival arrival);

// Reports whose submit is on disk and in no view so far, with what was asked where that is known.
using NotedSubmits = std::unordered_map<ReportId, std::optional<RequestDigest>, FixedBytesHash>;
// The reports that a batch's submits make.
void note_submits(const StoreView& store, const StoredBatch& batch, NotedSubmits& submits);

LinkStatus link_status(const Session& session, const Replica& replica, Now now);

}  // namespace jenjang

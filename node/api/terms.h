#pragma once

#include <optional>
#include <string_view>

#include "jenjang/v1/store.pb.h"
#include "node/core/command.h"
#include "node/views/shown.h"
#include "schema/event.h"

namespace jenjang {

// The field's own words for our enums, as they stand in the API. Unknown words give nothing; an
// unspecified value is an empty word.
std::string_view kind_term(Kind kind);
std::optional<Kind> parse_kind(std::string_view term);
// For people: Pengaduan, ...
std::string_view kind_name(Kind kind);

std::string_view status_term(v1::Status status);
std::optional<v1::Status> parse_status(std::string_view term);
std::string_view status_name(v1::Status status);
bool is_closed(v1::Status status);

std::string_view channel_term(Channel channel);
std::optional<Channel> parse_channel(std::string_view term);
std::string_view decision_term(Decision decision);
std::optional<Decision> parse_decision(std::string_view term);
std::string_view outcome_term(Outcome outcome);
std::optional<Outcome> parse_outcome(std::string_view term);
std::string_view erasure_reason_term(ErasureReason reason);
std::optional<ErasureReason> parse_erasure_reason(std::string_view term);
std::string_view system_rule_term(SystemRule rule);
std::string_view content_role_term(ContentRole role);
std::string_view content_state_term(ContentState state);
std::string_view standing_term(v1::Standing standing);
std::string_view reach_term(Reach reach);
std::optional<Reach> parse_reach(std::string_view term);

// All of them, in the order of the schema.
inline constexpr Kind kKinds[] = {v1::KIND_COMPLAINT_OVERSIGHT, v1::KIND_COMPLAINT,
                                  v1::KIND_ASPIRATION, v1::KIND_INFORMATION_REQUEST};
inline constexpr v1::Status kStatuses[] = {
    v1::STATUS_RECEIVED,           v1::STATUS_VERIFIED,          v1::STATUS_DISPOSED,
    v1::STATUS_FOLLOWED_UP,        v1::STATUS_DEFERRED,          v1::STATUS_ARCHIVED_BY_OFFICER,
    v1::STATUS_ARCHIVED_BY_SYSTEM, v1::STATUS_CLOSED_BY_OFFICER, v1::STATUS_CLOSED_BY_SYSTEM};

}  // namespace jenjang

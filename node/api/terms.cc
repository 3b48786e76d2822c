#include "node/api/terms.h"

#include <array>

namespace jenjang {

namespace {

// A word of the API, and its name for people where it has one.
struct Term {
  int value = 0;
  std::string_view term{};
  std::string_view name{};
};

constexpr std::array kKindTerms{
    Term{v1::KIND_COMPLAINT_OVERSIGHT, "pengaduan_pengawasan", "Pengaduan berkadar pengawasan"},
    Term{v1::KIND_COMPLAINT, "pengaduan", "Pengaduan"},
    Term{v1::KIND_ASPIRATION, "aspirasi", "Aspirasi"},
    Term{v1::KIND_INFORMATION_REQUEST, "permintaan_informasi", "Permintaan informasi"},
};
constexpr std::array kStatusTerms{
    Term{v1::STATUS_RECEIVED, "belum_terverifikasi", "Belum terverifikasi"},
    Term{v1::STATUS_VERIFIED, "terverifikasi", "Terverifikasi"},
    Term{v1::STATUS_DISPOSED, "terdisposisi", "Terdisposisi"},
    Term{v1::STATUS_FOLLOWED_UP, "ditindaklanjuti", "Ditindaklanjuti oleh instansi"},
    Term{v1::STATUS_DEFERRED, "tertunda", "Tertunda"},
    Term{v1::STATUS_ARCHIVED_BY_OFFICER, "diarsipkan_admin", "Diarsipkan oleh admin"},
    Term{v1::STATUS_ARCHIVED_BY_SYSTEM, "diarsipkan_sistem", "Diarsipkan oleh sistem"},
    Term{v1::STATUS_CLOSED_BY_OFFICER, "ditutup_admin", "Ditutup oleh admin"},
    Term{v1::STATUS_CLOSED_BY_SYSTEM, "ditutup_sistem", "Ditutup oleh sistem"},
};
constexpr std::array kChannelTerms{
    Term{v1::CHANNEL_WEB, "web"},
    Term{v1::CHANNEL_ANDROID, "android"},
    Term{v1::CHANNEL_SMS, "sms"},
    Term{v1::CHANNEL_WHATSAPP, "whatsapp"},
    Term{v1::CHANNEL_X, "x"},
    Term{v1::CHANNEL_WALK_IN, "tatap_muka"},
    Term{v1::CHANNEL_PAPER, "formulir"},
    Term{v1::CHANNEL_APP, "aplikasi"},
    Term{v1::CHANNEL_IMPORT, "impor"},
};
constexpr std::array kDecisionTerms{
    Term{v1::DECISION_ACCEPTED, "verifikasi"},
    Term{v1::DECISION_DEFERRED, "tunda"},
    Term{v1::DECISION_ARCHIVED, "arsip"},
};
constexpr std::array kOutcomeTerms{
    Term{v1::OUTCOME_ANSWERED, "dijawab"},
    Term{v1::OUTCOME_NO_ACTION, "tanpa_tindakan"},
};
constexpr std::array kErasureReasonTerms{
    Term{v1::ERASURE_REASON_REPORTER, "permintaan_pelapor"},
    Term{v1::ERASURE_REASON_PERSONAL_DATA, "data_pribadi"},
    Term{v1::ERASURE_REASON_COURT, "putusan_pengadilan"},
    Term{v1::ERASURE_REASON_SEALED, "disegel"},
};
constexpr std::array kSystemRuleTerms{
    Term{v1::SYSTEM_RULE_INTAKE, "intake"},   Term{v1::SYSTEM_RULE_IMPORT, "import"},
    Term{v1::SYSTEM_RULE_SILENCE, "silence"}, Term{v1::SYSTEM_RULE_ERASURE, "erasure"},
    Term{v1::SYSTEM_RULE_SEAL, "seal"},
};
constexpr std::array kContentRoleTerms{
    Term{v1::CONTENT_ROLE_WORDS, "words"},
    Term{v1::CONTENT_ROLE_IDENTITY, "identity"},
    Term{v1::CONTENT_ROLE_ANSWER, "answer"},
    Term{v1::CONTENT_ROLE_NOTE, "note"},
    Term{v1::CONTENT_ROLE_KEY_WRAP, "key_wrap"},
    Term{v1::CONTENT_ROLE_DETAILS, "details"},
    Term{v1::CONTENT_ROLE_EDITED_WORDS, "edited_words"},
};
constexpr std::array kStandingTerms{
    Term{v1::STANDING_STANDS, "stands"},
    Term{v1::STANDING_PROPOSAL, "proposal"},
    Term{v1::STANDING_VOID, "void"},
    Term{v1::STANDING_WORDS, "words"},
    Term{v1::STANDING_WAITING, "waiting"},
    Term{v1::STANDING_STRANGER, "stranger"},
    Term{v1::STANDING_UNREADABLE, "unreadable"},
};
constexpr std::array kReachTerms{
    Term{static_cast<int>(Reach::node), "node"},
    Term{static_cast<int>(Reach::tier), "tier"},
    Term{static_cast<int>(Reach::parent), "parent"},
};
constexpr std::array kContentStateTerms{
    Term{static_cast<int>(ContentState::present), "present"},
    Term{static_cast<int>(ContentState::sealed), "sealed"},
    Term{static_cast<int>(ContentState::erased), "erased"},
    Term{static_cast<int>(ContentState::missing), "missing"},
};

constexpr Term kNone{};

const Term& find_value(const auto& terms, int value) {
  for (const Term& term : terms) {
    if (term.value == value) return term;
  }
  return kNone;
}

std::optional<int> find_term(const auto& terms, std::string_view text) {
  for (const Term& term : terms) {
    if (term.term == text) return term.value;
  }
  return std::nullopt;
}

template <class Enum>
std::optional<Enum> as(std::optional<int> value) {
  if (!value) return std::nullopt;
  return static_cast<Enum>(*value);
}

}  // namespace

std::string_view kind_term(Kind kind) { return find_value(kKindTerms, kind).term; }
std::string_view kind_name(Kind kind) { return find_value(kKindTerms, kind).name; }
std::optional<Kind> parse_kind(std::string_view term) {
  return as<Kind>(find_term(kKindTerms, term));
}

std::string_view status_term(v1::Status status) { return find_value(kStatusTerms, status).term; }
std::string_view status_name(v1::Status status) { return find_value(kStatusTerms, status).name; }
std::optional<v1::Status> parse_status(std::string_view term) {
  return as<v1::Status>(find_term(kStatusTerms, term));
}
bool is_closed(v1::Status status) {
  return status == v1::STATUS_ARCHIVED_BY_OFFICER || status == v1::STATUS_ARCHIVED_BY_SYSTEM ||
         status == v1::STATUS_CLOSED_BY_OFFICER || status == v1::STATUS_CLOSED_BY_SYSTEM;
}

std::string_view channel_term(Channel channel) { return find_value(kChannelTerms, channel).term; }
std::optional<Channel> parse_channel(std::string_view term) {
  return as<Channel>(find_term(kChannelTerms, term));
}
std::string_view decision_term(Decision decision) {
  return find_value(kDecisionTerms, decision).term;
}
std::optional<Decision> parse_decision(std::string_view term) {
  return as<Decision>(find_term(kDecisionTerms, term));
}
std::string_view outcome_term(Outcome outcome) { return find_value(kOutcomeTerms, outcome).term; }
std::optional<Outcome> parse_outcome(std::string_view term) {
  return as<Outcome>(find_term(kOutcomeTerms, term));
}
std::string_view erasure_reason_term(ErasureReason reason) {
  return find_value(kErasureReasonTerms, reason).term;
}
std::optional<ErasureReason> parse_erasure_reason(std::string_view term) {
  const auto out = as<ErasureReason>(find_term(kErasureReasonTerms, term));
  // The node's own, with a sealed copy in its place.
  return out == v1::ERASURE_REASON_SEALED ? std::nullopt : out;
}
std::string_view system_rule_term(SystemRule rule) {
  return find_value(kSystemRuleTerms, rule).term;
}
std::string_view content_role_term(ContentRole role) {
  return find_value(kContentRoleTerms, role).term;
}
std::string_view content_state_term(ContentState state) {
  return find_value(kContentStateTerms, static_cast<int>(state)).term;
}
std::string_view standing_term(v1::Standing standing) {
  return find_value(kStandingTerms, standing).term;
}
std::string_view reach_term(Reach reach) {
  return find_value(kReachTerms, static_cast<int>(reach)).term;
}
std::optional<Reach> parse_reach(std::string_view term) {
  return as<Reach>(find_term(kReachTerms, term));
}

}  // namespace jenjang

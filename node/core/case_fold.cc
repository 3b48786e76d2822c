#include "node/core/case_fold.h"

#include <algorithm>

namespace jenjang {

namespace {

std::string bytes(std::string_view view) { return std::string(view); }

// Whether an officer acted, an import in an officer's name included, or a rule of the system.
bool by_officer(const Actor& actor) {
  const auto* rule = std::get_if<SystemRule>(&actor);
  return rule == nullptr || *rule == v1::SYSTEM_RULE_IMPORT;
}

bool is_ended(v1::Status status) {
  return status == v1::STATUS_CLOSED_BY_OFFICER || status == v1::STATUS_CLOSED_BY_SYSTEM ||
         status == v1::STATUS_ARCHIVED_BY_OFFICER || status == v1::STATUS_ARCHIVED_BY_SYSTEM;
}

v1::Status verified_status(const Verified& verified, const Actor& actor) {
  if (verified.decision == v1::DECISION_ACCEPTED) return v1::STATUS_VERIFIED;
  if (verified.decision == v1::DECISION_DEFERRED) return v1::STATUS_DEFERRED;
  return by_officer(actor) ? v1::STATUS_ARCHIVED_BY_OFFICER : v1::STATUS_ARCHIVED_BY_SYSTEM;
}

// Only the standing submit gives the words as sent, and only the holder edits them.
bool is_shown(v1::ContentRole role, v1::Standing standing, const Payload& payload) {
  if (role == v1::CONTENT_ROLE_ANSWER) return true;
  if (standing != v1::STANDING_STANDS) return false;
  return role == v1::CONTENT_ROLE_EDITED_WORDS ||
         (role == v1::CONTENT_ROLE_WORDS && std::holds_alternative<Submitted>(payload));
}

void show_contents(v1::CaseState& state, const Payload& payload, v1::Standing standing) {
  for (const ContentRef& ref : contents_of(payload)) {
    if (!is_shown(ref.role, standing, payload)) continue;
    if (static_cast<std::size_t>(state.words_size()) == kShownContentsMax) {
      state.mutable_words()->DeleteSubrange(1, 1);
    }
    v1::ContentRef& shown = *state.add_words();
    shown.set_digest(bytes(ref.digest.view()));
    shown.set_role(ref.role);
  }
}

// The category and place of a secret report are told by its sealed contents alone.
void hide_details(v1::CaseState& state, const Area& addressee) {
  state.set_category(0);
  state.set_place(addressee.digits());
}

struct Wishes {
  bool anonymous = false;
  bool secret = false;
};

// Every wish for secrecy counts that somebody concerned has written, whoever holds the report: of
// submits that conflict the strictest, and what tightened it later. Nothing takes one back.
Wishes wishes_of(const Custody& custody) {
  Wishes out;
  for (std::size_t position = 0; position < custody.order.size(); ++position) {
    if (custody.voided[position]) continue;
    const Payload& payload = custody.order[position]->event.payload;
    if (const auto* submitted = std::get_if<Submitted>(&payload)) {
      out.anonymous |= submitted->anonymous;
      out.secret |= submitted->secret;
    } else if (const auto* tightened = std::get_if<Tightened>(&payload)) {
      out.anonymous |= tightened->anonymous;
      out.secret |= tightened->secret;
    }
  }
  return out;
}

// An event that tells or acknowledges something and moves nothing: it always shows.
bool is_words(const Payload& payload) {
  return std::holds_alternative<FollowedUp>(payload) ||
         std::holds_alternative<ContentErased>(payload) ||
         std::holds_alternative<ErasureAcknowledged>(payload) ||
         std::holds_alternative<SealedOpened>(payload) ||
         std::holds_alternative<IdentityGranted>(payload);
}

class Applied {
 public:
  explicit Applied(const Custody& custody) : custody_(custody), wishes_(wishes_of(custody)) {
    out_.standings.assign(custody.order.size(), v1::STANDING_PROPOSAL);
  }

  CaseFold run() {
    group_acts();
    for (std::size_t link = 0; link < custody_.chain.size(); ++link) {
      apply_move(custody_.chain[link]);
      for (const std::size_t position : acts_[link]) apply_status(position);
    }
    for (std::size_t position = 0; position < custody_.order.size(); ++position) finish(position);
    conclude();
    return std::move(out_);
  }

 private:
  const Event& event(std::size_t position) const { return custody_.order[position]->event; }

  // What may move the status, by the standing move it acts under, each group in fold order.
  void group_acts() {
    acts_.resize(custody_.chain.size());
    for (std::size_t position = 0; position < custody_.order.size(); ++position) {
      const std::size_t link = custody_.chain_place[position];
      if (link == Custody::kNone || custody_.voided[position]) continue;
      if (destination_of(event(position).payload)) continue;
      if (!acts_for_holder(event(position), event(custody_.under[position]))) continue;
      const bool last = link + 1 == custody_.chain.size();
      if (!last && !custody_.pasts.knew(custody_.chain[link + 1], position)) continue;
      acts_[link].push_back(position);
    }
  }

  void apply_move(std::size_t position) {
    v1::CaseState& state = out_.state;
    const Payload& payload = event(position).payload;
    if (std::holds_alternative<Submitted>(payload)) {
      state = submitted_state(*custody_.order[position]);
      state.set_anonymous(wishes_.anonymous);
      state.set_secret(wishes_.secret);
      if (wishes_.secret) hide_details(state, *destination_of(payload));
    } else {
      state.set_moves(state.moves() + 1);
      state.add_chain(bytes(custody_.order[position]->id.view()));
      state.set_holder(destination_of(payload)->digits());
      state.set_unit(0);
      state.set_status(v1::STATUS_DISPOSED);
    }
    if (const auto* disposed = std::get_if<Disposed>(&payload)) state.set_unit(disposed->unit);
    if (const auto* forwarded = std::get_if<Forwarded>(&payload)) state.set_unit(forwarded->unit);
    if (std::holds_alternative<Returned>(payload)) {
      state.set_status(v1::STATUS_RECEIVED);
      state.set_returns(state.returns() + 1);
    }
    out_.standings[position] = v1::STANDING_STANDS;
    ended_ms_ = 0;
  }

  void apply_status(std::size_t position) {
    const v1::Status before = out_.state.status();
    const Event& act = event(position);
    if (const auto* verified = std::get_if<Verified>(&act.payload)) {
      out_.state.set_status(verified_status(*verified, act.actor));
      if (verified->kind != v1::KIND_UNSPECIFIED) out_.state.set_kind(verified->kind);
      if (verified->category != 0 && !out_.state.secret()) {
        out_.state.set_category(verified->category);
      }
    } else if (std::holds_alternative<Closed>(act.payload)) {
      out_.state.set_status(by_officer(act.actor) ? v1::STATUS_CLOSED_BY_OFFICER
                                                  : v1::STATUS_CLOSED_BY_SYSTEM);
      // Two replicas that close a report have closed it once, when the first did.
      if (out_.state.status() == before) return;
    } else if (std::holds_alternative<FollowedUp>(act.payload)) {
      if (is_ended(before)) return;  // Words only: an answer reopens nothing.
      out_.state.set_status(v1::STATUS_FOLLOWED_UP);
    } else {
      return;
    }
    out_.standings[position] = v1::STANDING_STANDS;
    if (!is_ended(out_.state.status())) {
      ended_ms_ = 0;
    } else if (out_.state.status() != before) {
      ended_ms_ = act.time.wall().ms;
    }
  }

  // Gives what did not stand its standing, and takes times and contents in fold order.
  void finish(std::size_t position) {
    v1::Standing& standing = out_.standings[position];
    const Event& what = event(position);
    if (custody_.voided[position]) {
      standing = v1::STANDING_VOID;
      return;
    }
    out_.state.set_events(out_.state.events() + 1);
    if (is_words(what.payload) && standing != v1::STANDING_STANDS) standing = v1::STANDING_WORDS;
    const auto* tightened = std::get_if<Tightened>(&what.payload);
    if (tightened != nullptr) standing = v1::STANDING_STANDS;
    if (standing == v1::STANDING_PROPOSAL) return;
    // An opening reads and changes nothing.
    if (std::holds_alternative<SealedOpened>(what.payload)) return;
    updated_ms_ = std::max(updated_ms_, what.time.wall().ms);
    if (tightened != nullptr) {
      if (may_replace(position)) replace_contents(*tightened);
    } else if (position != custody_.chain.front()) {
      show_contents(out_.state, what.payload, standing);
    }
  }

  // An area that may order contents erased may also replace them: the intake area, a standing
  // holder, and those above.
  bool may_replace(std::size_t position) const {
    const Event& by = event(position);
    const auto& submitted = std::get<Submitted>(event(custody_.chain.front()).payload);
    if (by.area.contains(submitted.intake)) return true;
    return custody_.chain_place[position] != Custody::kNone &&
           acts_for_holder(by, event(custody_.under[position]));
  }

  void replace_contents(const Tightened& by) {
    for (v1::ContentRef& shown : *out_.state.mutable_words()) {
      for (std::size_t i = 0; i < by.replaced.size(); ++i) {
        if (shown.digest() != by.replaced[i].view()) continue;
        if (shown.role() != by.contents[i].role) continue;
        shown.set_digest(bytes(by.contents[i].digest.view()));
        break;
      }
    }
  }

  void conclude() {
    v1::CaseState& state = out_.state;
    state.set_events(state.events() - 1);  // The submit's state counted itself.
    state.set_closed_ms(ended_ms_);
    state.set_updated_ms(ended_ms_ != 0 ? ended_ms_ : updated_ms_);
    state.clear_audience();
    for (const Area& area : custody_.audience.areas()) state.add_audience(area.digits());
    state.set_waiting(static_cast<std::uint32_t>(custody_.waiting.size()));
    const Payload& standing = event(custody_.chain.front()).payload;
    for (const std::size_t submit : custody_.submits) {
      if (event(submit).payload != standing) state.set_conflicts(state.conflicts() + 1);
    }
  }

  const Custody& custody_;
  const Wishes wishes_;
  CaseFold out_;
  std::vector<std::vector<std::size_t>> acts_;
  std::int64_t ended_ms_ = 0;
  std::int64_t updated_ms_ = 0;
};

}  // namespace

v1::CaseState submitted_state(const FoldEvent& submit) {
  const auto& submitted = std::get<Submitted>(submit.event.payload);
  const std::int64_t time_ms = submit.event.time.wall().ms;
  v1::CaseState out;
  out.set_report(bytes(submit.event.report.view()));
  out.set_submit(bytes(submit.id.view()));
  out.set_intake(submitted.intake.digits());
  out.set_holder(submitted.addressee.digits());
  out.set_unit(submitted.unit);
  out.set_status(v1::STATUS_RECEIVED);
  out.set_kind(submitted.kind);
  out.set_category(submitted.category);
  out.set_place(submitted.place.digits());
  if (submitted.secret) hide_details(out, submitted.addressee);
  out.set_anonymous(submitted.anonymous);
  out.set_secret(submitted.secret);
  out.set_channel(submitted.channel);
  out.set_received_ms(submitted.received.ms != 0 ? submitted.received.ms : time_ms);
  out.set_updated_ms(time_ms);
  out.set_lapor_id(submitted.lapor_id);
  const auto [low, high] = std::minmax(submitted.intake, submitted.addressee);
  out.add_audience(low.digits());
  if (low != high) out.add_audience(high.digits());
  out.add_chain(bytes(submit.id.view()));
  out.set_events(1);
  show_contents(out, submit.event.payload, v1::STANDING_STANDS);
  return out;
}

CaseFold fold_case(const Custody& custody) { return Applied(custody).run(); }

}  // namespace jenjang

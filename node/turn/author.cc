#include "node/turn/author.h"

#include <algorithm>

#include "node/turn/erasure.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

Error conflict(const std::string& what) { return {Code::conflict, what}; }

// Handlers below the addressee learn category and place from the sealed details.
void hide(Submitted& payload, v1::Details& details) {
  details.set_category(payload.category);
  details.set_place(payload.place.digits());
  payload.category = 0;
  payload.place = payload.addressee;
}

Lane lane_of(const Payload& payload) {
  const bool control =
      std::holds_alternative<Disposed>(payload) || std::holds_alternative<Forwarded>(payload) ||
      std::holds_alternative<Returned>(payload) || std::holds_alternative<ContentErased>(payload) ||
      std::holds_alternative<ErasureAcknowledged>(payload) ||
      std::holds_alternative<Tightened>(payload) ||
      std::holds_alternative<IdentityGranted>(payload);
  return control ? v1::LANE_CONTROL : v1::LANE_NEWS;
}

HybridTime after_all(const CaseFile& file, Now now) {
  HybridTime out = HybridTime::from(now.wall);
  for (const KeptEvent& event : file.events) {
    if (out <= event.fold.event.time) out = event.fold.event.time.next();
  }
  return out;
}

// This author's wide events of the report in this incarnation so far, and the last of them.
struct OwnTrail {
  std::uint64_t count = 0;
  std::optional<EventId> last;
};
OwnTrail trail_of(const CaseFile& file, const NodeId& author, Incarnation incarnation) {
  OwnTrail out;
  for (const KeptEvent& kept : file.events) {
    const Event& event = kept.fold.event;
    const bool own = event.author == author && event.incarnation == incarnation;
    if (!own || event.counter <= out.count) continue;
    out.count = event.counter;
    out.last = kept.fold.id;
  }
  return out;
}

// Own last first, then the head of the standing chain, then the newest heads.
std::vector<EventId> parents_of(const CaseFile& file, const OwnTrail& trail) {
  std::vector<EventId> out;
  const auto add = [&](const EventId& id) {
    if (out.size() < kParentsMax && std::find(out.begin(), out.end(), id) == out.end()) {
      out.push_back(id);
    }
  };
  if (trail.last) add(*trail.last);
  if (!file.folded.state.chain().empty()) add(*EventId::from(*file.folded.state.chain().rbegin()));
  for (auto at = file.folded.heads.rbegin(); at != file.folded.heads.rend(); ++at) add(*at);
  return out;
}

// A client acts as the reporter of none but the reports that came from it.
bool is_reporters(const Act& command, const CaseFile& file) {
  if (!command.reporter) return true;
  return std::any_of(file.events.begin(), file.events.end(), [&](const KeptEvent& kept) {
    const auto* submitted = std::get_if<Submitted>(&kept.fold.event.payload);
    return submitted != nullptr && submitted->client == *command.reporter;
  });
}

std::vector<Area> writable(const std::set<Area>& audience, const Area& own) {
  std::vector<Area> out = cover(audience);
  std::erase_if(out, [&](const Area& area) { return !own.contains(area); });
  // The audience lies above or beside: this node's own book carries it up.
  if (out.empty()) out.push_back(own);
  return out;
}

}  // namespace

Result<ReportId> Author::identify(Submit& command) {
  if (!command.intake) command.intake = area_;
  if (!area_.contains(*command.intake)) {
    return Error{Code::denied, "wilayah penerima " + command.intake->to_string() +
                                   " di luar wilayah node ini, " + area_.to_string()};
  }
  if (!command.key) command.key = random_.bytes<IntakeDigest>();
  return report_id(*command.intake, command.client, *command.key);
}

Result<ContentRef> Author::put(const v1::Content& message, ContentRole role,
                               const std::optional<Area>& to, WallTime now,
                               std::vector<Rider>& contents) {
  const Salt salt = random_.bytes<Salt>();
  Content content;
  if (!to) {
    content = make_content(message, salt);
  } else {
    Result<v1::SealedBody> sealed = secrets_.seal(message, *to, now);
    if (!sealed) return sealed.error();
    v1::Content wrapped;
    *wrapped.mutable_sealed() = std::move(*sealed);
    content = make_content(wrapped, salt);
  }
  const ContentDigest digest = content.digest();
  contents.push_back({digest, std::move(content)});
  return ContentRef{digest, role};
}

Result<Draft> Author::submit(const Submit& command, const Actor& actor, Incarnation incarnation,
                             Now now) {
  Submitted payload;
  payload.intake = command.intake.value();
  payload.client = command.client;
  payload.key = command.key.value();
  payload.addressee = command.addressee;
  payload.unit = command.unit;
  payload.kind = command.kind;
  payload.channel = command.channel;
  payload.anonymous = command.anonymous;
  payload.secret = command.secret;
  payload.category = command.category;
  payload.place = command.place.tier() > 3 ? command.place.at_tier(3) : command.place;
  payload.received = command.received;
  payload.lapor_id = command.lapor_id;

  const std::optional<Area> seal_to =
      command.secret ? std::optional<Area>(command.addressee) : std::nullopt;
  std::vector<Rider> contents;
  const auto add = [&](const v1::Content& message, ContentRole role,
                       const std::optional<Area>& to) -> Result<void> {
    const Result<ContentRef> ref = put(message, role, to, now.wall, contents);
    if (!ref) return ref.error();
    payload.contents.push_back(*ref);
    return {};
  };
  v1::Content words;
  *words.mutable_words() = command.words;
  if (Result<void> done = add(words, v1::CONTENT_ROLE_WORDS, seal_to); !done) return done.error();
  if (command.identity) {
    v1::Content identity;
    *identity.mutable_identity() = *command.identity;
    // The accused and the handlers must not learn who an anonymous reporter is.
    const Area& reader = command.anonymous ? payload.intake : command.addressee;
    Result<void> done = add(identity, v1::CONTENT_ROLE_IDENTITY, reader);
    if (!done) return done.error();
  }
  if (command.secret) {
    v1::Content details;
    hide(payload, *details.mutable_details());
    Result<void> done = add(details, v1::CONTENT_ROLE_DETAILS, command.addressee);
    if (!done) return done.error();
  }
  CaseFile fresh;
  fresh.report = report_id(payload.intake, payload.client, payload.key);
  fresh.folded.audience = {payload.intake, payload.addressee};
  Draft out = draft({std::move(payload), std::move(contents), v1::LANE_NEWS, actor}, fresh,
                    incarnation, now);
  out.request = command.request;
  return out;
}

Result<Draft> Author::submit_again(const CaseFile& file, const StoreView& store,
                                   Incarnation incarnation, Now now) {
  for (const KeptEvent& kept : file.events) {
    const auto* submitted = std::get_if<Submitted>(&kept.fold.event.payload);
    if (submitted == nullptr || !kept.fold.past_cut) continue;
    if (!area_.contains(submitted->intake)) {
      return Error{Code::denied, "laporan ini diterima wilayah " + submitted->intake.to_string() +
                                     "; yang menulisnya kembali harus node wilayah itu atau di "
                                     "atasnya"};
    }
    std::vector<Rider> contents;
    for (const ContentRef& ref : submitted->contents) {
      std::optional<PackEntry> entry = find_content(store, kept, ref.digest);
      if (entry) contents.push_back({ref.digest, std::move(*entry)});
    }
    CaseFile fresh;
    fresh.report = file.report;
    fresh.folded.audience = {submitted->intake, submitted->addressee};
    return draft({*submitted, std::move(contents), v1::LANE_NEWS, kept.fold.event.actor}, fresh,
                 incarnation, now);
  }
  return Error{Code::not_found,
               "tidak ada pengajuan laporan ini yang gugur karena pencabutan node penulisnya"};
}

Draft Author::draft(Step step, const CaseFile& file, Incarnation incarnation, Now now) {
  const OwnTrail trail = trail_of(file, node_, incarnation);
  Draft out;
  out.event.author = node_;
  out.event.area = area_;
  out.event.incarnation = incarnation;
  out.event.report = file.report;
  out.event.time = after_all(file, now);
  out.event.actor = step.actor;
  if (!std::holds_alternative<Submitted>(step.payload)) {
    out.event.parents = parents_of(file, trail);
    out.event.under = std::holds_alternative<ContentErased>(step.payload)
                          ? erasing_move(file, area_)
                          : EventId::from(*file.folded.state.chain().rbegin());
  }
  if (step.narrower) {
    out.event.book = area_;
    out.books = {area_};
  } else {
    out.event.counter = trail.count + 1;
    std::set<Area> audience = file.folded.audience;
    if (const auto to = destination_of(step.payload)) audience.insert(*to);
    out.books = writable(audience, area_);
  }
  out.event.payload = std::move(step.payload);
  out.contents = std::move(step.contents);
  out.lane = step.lane;
  out.bytes = encode_event(out.event);
  out.id = event_id(out.bytes);
  return out;
}

Result<void> Author::put_text(const std::string& text, ContentRole role, const CaseFile& file,
                              Now now, ContentRefs& refs, std::vector<Rider>& contents,
                              Words words) {
  if (text.empty()) return {};
  v1::Content note;
  note.mutable_note()->set_text(text);
  const bool secret = words == Words::sealed || file.folded.state.secret();
  const Result<ContentRef> ref = put(
      note, role, secret ? std::optional<Area>(file.holder()) : std::nullopt, now.wall, contents);
  if (!ref) return ref.error();
  refs.push_back(*ref);
  return {};
}

Result<void> Author::add_wraps(const CaseFile& file, const StoreView& store, const Area& to,
                               Now now, ContentRefs& refs, std::vector<Rider>& contents) {
  if (to == file.holder()) return {};
  for (const SealedContent& one : sealed_contents(file, store)) {
    const bool kept_back = one.role == v1::CONTENT_ROLE_IDENTITY && file.folded.state.anonymous();
    if (kept_back) continue;
    if (Result<void> done = add_wrap(one, to, now, refs, contents); !done) return done.error();
  }
  return {};
}

Result<void> Author::add_wrap(const SealedContent& sealed, const Area& to, Now now,
                              ContentRefs& refs, std::vector<Rider>& contents) {
  std::optional<ContentKey> key;
  for (const v1::AreaSeal& seal : sealed.seals) {
    const Result<ContentKey> opened = secrets_.open(seal);
    if (opened) key = *opened;
  }
  if (!key) {
    return conflict(
        "laporan ini berisi segel wilayah yang kuncinya tidak dipegang node ini; "
        "yang memindahkannya harus node yang dapat membukanya");
  }
  Result<v1::AreaSeal> wrapped = secrets_.wrap(*key, to, now.wall);
  if (!wrapped) return wrapped.error();
  v1::Content message;
  message.mutable_key_wrap()->set_content(std::string(sealed.digest.view()));
  *message.mutable_key_wrap()->mutable_seal() = std::move(*wrapped);
  const Result<ContentRef> ref =
      put(message, v1::CONTENT_ROLE_KEY_WRAP, std::nullopt, now.wall, contents);
  if (!ref) return ref.error();
  refs.push_back(*ref);
  return {};
}

Result<Author::Step> Author::move_step(const Act& command, const CaseFile& file,
                                       const StoreView& store, Now now) {
  ContentRefs refs;
  std::vector<Rider> contents;
  Result<void> text = put_text(command.text, v1::CONTENT_ROLE_NOTE, file, now, refs, contents);
  if (!text) return text.error();
  const Area holder = file.holder();
  if (const auto* dispose = std::get_if<Dispose>(&command.what)) {
    if (holder != area_) {
      return conflict("hanya pemegang yang mendisposisi; pemegangnya " + holder.to_string());
    }
    return Step{Disposed{area_, dispose->unit, refs}, contents, v1::LANE_CONTROL, command.account};
  }
  if (const auto* forward = std::get_if<Forward>(&command.what)) {
    if (!area_.contains(forward->to) || forward->to == holder) {
      return conflict("penerusan hanya ke wilayah lain di dalam " + area_.to_string() +
                      ", bukan ke " + forward->to.to_string());
    }
    if (Result<void> wraps = add_wraps(file, store, forward->to, now, refs, contents); !wraps) {
      return wraps.error();
    }
    return Step{Forwarded{forward->to, forward->unit, refs}, contents, v1::LANE_CONTROL,
                command.account};
  }
  const auto& back = std::get<Return>(command.what);
  if (holder != area_) {
    return conflict("hanya pemegang yang mengembalikan; pemegangnya " + holder.to_string());
  }
  if (area_.tier() == 0) return conflict("di atas nasional tidak ada tingkat untuk pengembalian");
  const Area up = area_.parent();
  if (Result<void> wraps = add_wraps(file, store, up, now, refs, contents); !wraps) {
    return wraps.error();
  }
  return Step{Returned{up, back.proposed, back.proposed_unit, refs}, contents, v1::LANE_CONTROL,
              command.account};
}

Result<Author::Step> Author::step_of(const Act& command, const CaseFile& file,
                                     const StoreView& store, Now now) {
  if (std::holds_alternative<Tighten>(command.what)) return tighten_step(command, file, now);
  if (std::holds_alternative<GrantIdentity>(command.what)) {
    return grant_step(command, file, store, now);
  }
  // Whoever is concerned may say something; erasures have an authority of their own.
  const bool needs_mandate = !std::holds_alternative<FollowUp>(command.what) &&
                             !std::holds_alternative<Erase>(command.what);
  if (needs_mandate && !area_.contains(file.holder())) {
    return Error{Code::denied, "laporan dipegang " + file.holder().to_string() + ", di luar " +
                                   area_.to_string()};
  }
  ContentRefs refs;
  std::vector<Rider> contents;
  Payload payload;
  bool narrower = false;
  ContentRole role = v1::CONTENT_ROLE_NOTE;
  if (const auto* verify = std::get_if<Verify>(&command.what)) {
    payload = Verified{verify->decision, verify->kind, verify->category, {}};
  } else if (const auto* close = std::get_if<Close>(&command.what)) {
    payload = Closed{close->outcome, {}};
    role = v1::CONTENT_ROLE_ANSWER;
  } else if (const auto* follow = std::get_if<FollowUp>(&command.what)) {
    if (command.text.empty()) return Error{Code::invalid, "tindak lanjut: teksnya kosong"};
    payload = FollowedUp{};
    narrower = follow->internal;
    role = follow->internal ? v1::CONTENT_ROLE_NOTE : v1::CONTENT_ROLE_ANSWER;
  } else if (const auto* erase = std::get_if<Erase>(&command.what)) {
    return Step{
        ContentErased{erase->digests, erase->reason}, {}, v1::LANE_CONTROL, command.account};
  } else {
    return move_step(command, file, store, now);
  }
  Result<void> text = put_text(command.text, role, file, now, refs, contents);
  if (!text) return text.error();
  std::visit(
      [&](auto& p) {
        if constexpr (requires { p.contents; }) p.contents = refs;
      },
      payload);
  return Step{payload, contents, lane_of(payload), command.account, narrower};
}

Result<Draft> Author::act(const Act& command, const CaseFile& file, const StoreView& store,
                          Incarnation incarnation, Now now) {
  if (!file.visible() || !is_reporters(command, file)) {
    return Error{Code::not_found, std::string(kNoReport)};
  }
  if (const auto* erase = std::get_if<Erase>(&command.what)) {
    if (Result<void> allowed = may_erase(file, area_, erase->digests); !allowed) {
      return allowed.error();
    }
  }
  Result<Step> step = step_of(command, file, store, now);
  if (!step) return step.error();
  return draft(std::move(*step), file, incarnation, now);
}

CaseFile with_draft(CaseFile file, const Draft& draft) {
  file.report = draft.event.report;
  KeptEvent kept;
  kept.fold = {draft.id, draft.event, false};
  file.events.push_back(std::move(kept));
  file.folded = fold_events(file.report, file.events);
  return file;
}

bool Author::stuck(const CaseFile& file, Incarnation incarnation) const {
  const OwnTrail trail = trail_of(file, node_, incarnation);
  if (!trail.last) return false;
  return std::none_of(file.folded.history.begin(), file.folded.history.end(), [&](const auto& p) {
    return p.id == *trail.last && p.standing != v1::STANDING_WAITING &&
           p.standing != v1::STANDING_STRANGER;
  });
}

Draft Author::acknowledge(const EventId& erasure, const CaseFile& file, Incarnation incarnation,
                          Now now) {
  Step step{ErasureAcknowledged{erasure}, {}, v1::LANE_CONTROL, v1::SYSTEM_RULE_ERASURE};
  return draft(std::move(step), file, incarnation, now);
}

Result<std::vector<Draft>> Author::import(const Import& command, Incarnation incarnation, Now now) {
  std::vector<Draft> out;
  CaseFile file;
  const auto add = [&](Draft draft) {
    draft.lane = v1::LANE_HISTORY;
    file = with_draft(std::move(file), draft);
    out.push_back(std::move(draft));
  };
  Result<Draft> submitted = submit(command.submit, v1::SYSTEM_RULE_IMPORT, incarnation, now);
  if (!submitted) return submitted.error();
  add(std::move(*submitted));
  const auto step = [&](Payload payload, SystemRule rule) {
    add(draft({std::move(payload), {}, v1::LANE_HISTORY, rule}, file, incarnation, now));
  };
  const v1::Status to = command.status;
  if (to == v1::STATUS_UNSPECIFIED || to == v1::STATUS_RECEIVED) return out;
  Verified verified{v1::DECISION_ACCEPTED, {}, 0, {}};
  if (to == v1::STATUS_DEFERRED) verified.decision = v1::DECISION_DEFERRED;
  const bool archived = to == v1::STATUS_ARCHIVED_BY_OFFICER || to == v1::STATUS_ARCHIVED_BY_SYSTEM;
  if (archived) verified.decision = v1::DECISION_ARCHIVED;
  std::vector<Rider> contents;
  if (!command.edited_text.empty()) {
    v1::Content edited;
    *edited.mutable_words() = command.submit.words;
    edited.mutable_words()->set_text(command.edited_text);
    const std::optional<Area> seal_to =
        command.submit.secret ? std::optional<Area>(command.submit.addressee) : std::nullopt;
    const Result<ContentRef> ref =
        put(edited, v1::CONTENT_ROLE_EDITED_WORDS, seal_to, now.wall, contents);
    if (!ref) return ref.error();
    verified.contents.push_back(*ref);
  }
  Result<void> reason =
      put_text(command.reason, v1::CONTENT_ROLE_NOTE, file, now, verified.contents, contents);
  if (!reason) return reason.error();
  const SystemRule rule = to == v1::STATUS_ARCHIVED_BY_SYSTEM || to == v1::STATUS_CLOSED_BY_SYSTEM
                              ? v1::SYSTEM_RULE_SILENCE
                              : v1::SYSTEM_RULE_IMPORT;
  add(draft({std::move(verified), std::move(contents), v1::LANE_HISTORY,
             archived ? rule : v1::SYSTEM_RULE_IMPORT},
            file, incarnation, now));
  if (archived || to == v1::STATUS_DEFERRED || to == v1::STATUS_VERIFIED) return out;
  // A disposal at this node's own tier; the export tells no more.
  if (file.holder() == area_) {
    step(Disposed{area_, command.submit.unit, {}}, v1::SYSTEM_RULE_IMPORT);
  } else if (area_.contains(file.holder())) {
    step(Forwarded{file.holder(), command.submit.unit, {}}, v1::SYSTEM_RULE_IMPORT);
  }
  if (to == v1::STATUS_DISPOSED) return out;
  step(FollowedUp{}, v1::SYSTEM_RULE_IMPORT);
  if (to == v1::STATUS_FOLLOWED_UP) return out;
  step(Closed{v1::OUTCOME_UNSPECIFIED, {}}, rule);
  return out;
}

}  // namespace jenjang

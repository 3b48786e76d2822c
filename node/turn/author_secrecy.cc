// The secrecy of a report: tightening, sealing anew, opening, granting.
#include <algorithm>

#include "node/turn/author.h"
#include "node/turn/erasure.h"

namespace jenjang {

namespace {

// Of one event: the contents sealed anew, and a reason beside them.
constexpr std::size_t kSealedAtOnceMax = kContentRefsMax / 2;
// From there on the rest waits for the next time, so that one batch holds what is sealed at once.
constexpr std::size_t kSealedBytesMax = 384 * 1024;

const Submitted& standing_submit(const CaseFile& file) {
  const KeptEvent* submit = file.find(*EventId::from(file.folded.state.submit()));
  CHECK(submit != nullptr);
  return std::get<Submitted>(submit->fold.event.payload);
}

Area intake_of(const CaseFile& file) { return *Area::from_digits(file.folded.state.intake()); }

bool is_concerned(const CaseFile& file, const Area& area) {
  return std::any_of(file.folded.audience.begin(), file.folded.audience.end(),
                     [&](const Area& one) { return area.contains(one); });
}

// Words of people: readable to every holder of the bytes, as a secret report's must not be.
bool is_words_role(ContentRole role) {
  return role == v1::CONTENT_ROLE_WORDS || role == v1::CONTENT_ROLE_EDITED_WORDS ||
         role == v1::CONTENT_ROLE_ANSWER || role == v1::CONTENT_ROLE_NOTE;
}

// The contents in the open that the report's events name, each once.
std::vector<std::pair<ContentRef, v1::Content>> open_contents(const CaseFile& file,
                                                              const StoreView& store) {
  std::vector<std::pair<ContentRef, v1::Content>> out;
  std::set<ContentDigest> seen;
  for (const Placed& placed : file.folded.history) {
    const KeptEvent* kept = file.find(placed.id);
    if (kept == nullptr || placed.standing == v1::STANDING_STRANGER) continue;
    for (const ContentRef& ref : contents_of(kept->fold.event.payload)) {
      if (!is_words_role(ref.role)) continue;
      const std::optional<PackEntry> entry = find_content(store, *kept, ref.digest);
      const auto* content = entry ? std::get_if<Content>(&*entry) : nullptr;
      // Events may name one content, and not each has a copy of it beside it.
      if (content == nullptr || !seen.insert(ref.digest).second) continue;
      Result<v1::Content> message = read_content(*content);
      if (message && (message->has_words() || message->has_note())) {
        out.emplace_back(ref, std::move(*message));
      }
    }
  }
  return out;
}

// Whether an area besides `reader` can open it by a seal of its own. A granted key may stay.
bool is_sealed_beyond(const SealedContent& sealed, const Area& reader,
                      const std::set<Area>& granted) {
  return std::any_of(sealed.seals.begin(), sealed.seals.end(), [&](const v1::AreaSeal& seal) {
    const auto to = Area::from_digits(seal.area());
    return !to || (*to != reader && !granted.contains(*to));
  });
}

std::set<Area> granted_areas(const CaseFile& file) {
  std::set<Area> out;
  for (const Placed& placed : file.folded.history) {
    if (placed.standing != v1::STANDING_WORDS) continue;
    const KeptEvent* kept = file.find(placed.id);
    const auto* granted =
        kept == nullptr ? nullptr : std::get_if<IdentityGranted>(&kept->fold.event.payload);
    if (granted != nullptr) out.insert(granted->to);
  }
  return out;
}

// The reason of an earlier opening: an officer who opens it daily need not see all of them each
// time.
std::set<ContentDigest> opening_reasons(const CaseFile& file) {
  std::set<ContentDigest> out;
  for (const KeptEvent& kept : file.events) {
    const auto* opened = std::get_if<SealedOpened>(&kept.fold.event.payload);
    if (opened == nullptr) continue;
    for (const ContentRef& ref : opened->contents) out.insert(ref.digest);
  }
  return out;
}

// Why this officer may not read an anonymous reporter's identity; nothing where they may.
std::optional<Error> identity_refused(const OpenSealed& command, const CaseFile& file,
                                      const Area& own, const Area& sealed_to) {
  const bool at_intake = own == sealed_to || own == intake_of(file);
  if (at_intake && command.coordinator) return std::nullopt;
  if (granted_areas(file).contains(own) && own == file.holder()) {
    const std::uint32_t about = standing_submit(file).unit;
    const bool accused = about != 0 && std::find(command.units.begin(), command.units.end(),
                                                 about) != command.units.end();
    const bool known = command.coordinator || !command.units.empty();
    if (known && !accused) return std::nullopt;
  }
  return Error{Code::denied,
               "identitas pelapor anonim hanya dibuka koordinator wilayah yang menerima laporan, "
               "atau penangan yang diberi izin dan bukan unit yang dilaporkan"};
}

}  // namespace

Result<Author::Step> Author::tighten_step(const Act& command, const CaseFile& file, Now now) {
  const auto& tighten = std::get<Tighten>(command.what);
  const v1::CaseState& state = file.folded.state;
  if (!is_concerned(file, area_)) {
    return Error{Code::denied, "laporan ini bukan urusan wilayah " + area_.to_string()};
  }
  if ((!tighten.anonymous || state.anonymous()) && (!tighten.secret || state.secret())) {
    return Error{Code::conflict, "laporan ini sudah seketat itu"};
  }
  Tightened payload{tighten.anonymous, tighten.secret, {}, {}};
  std::vector<Rider> contents;
  const Words words = tighten.secret ? Words::sealed : Words::as_report;
  const Result<void> text =
      put_text(command.text, v1::CONTENT_ROLE_NOTE, file, now, payload.contents, contents, words);
  if (!text) return text.error();
  return Step{std::move(payload), std::move(contents), v1::LANE_CONTROL, command.account};
}

std::optional<Draft> Author::tighten(const Import& command, const CaseFile& file,
                                     Incarnation incarnation, Now now) {
  const v1::CaseState& state = file.folded.state;
  const bool anonymous = command.submit.anonymous && !state.anonymous();
  const bool secret = command.submit.secret && !state.secret();
  if (!file.visible() || (!anonymous && !secret)) return std::nullopt;
  return draft({Tightened{anonymous, secret, {}, {}}, {}, v1::LANE_CONTROL, v1::SYSTEM_RULE_IMPORT},
               file, incarnation, now);
}

Result<Author::Step> Author::grant_step(const Act& command, const CaseFile& file,
                                        const StoreView& store, Now now) {
  if (!file.folded.state.anonymous()) {
    return Error{Code::conflict, "pelapornya tidak anonim; penangannya sudah dapat membukanya"};
  }
  IdentityGranted payload{file.holder(), {}};
  std::vector<Rider> contents;
  for (const SealedContent& sealed : sealed_contents(file, store)) {
    if (sealed.role != v1::CONTENT_ROLE_IDENTITY) continue;
    const Result<void> done = add_wrap(sealed, payload.to, now, payload.contents, contents);
    if (!done) return done.error();
  }
  const Result<void> text =
      put_text(command.text, v1::CONTENT_ROLE_NOTE, file, now, payload.contents, contents);
  if (!text) return text.error();
  return Step{std::move(payload), std::move(contents), v1::LANE_CONTROL, command.account};
}

Result<Opening> Author::open(const OpenSealed& command, const CaseFile& file,
                             const StoreView& store, Incarnation incarnation, Now now) {
  Opening out;
  SealedOpened payload;
  const std::set<ContentDigest> reasons = opening_reasons(file);
  for (const SealedContent& sealed : sealed_contents(file, store)) {
    const bool identity = sealed.role == v1::CONTENT_ROLE_IDENTITY;
    if (identity && !command.identity) continue;
    if (!command.coordinator && reasons.contains(sealed.digest)) continue;
    if (identity && file.folded.state.anonymous()) {
      const Area to = Area::from_digits(sealed.body.seal().area()).value_or(Area());
      const std::optional<Error> refused = identity_refused(command, file, area_, to);
      if (refused) return *refused;
    }
    std::optional<v1::Content> content = open_sealed(sealed, secrets_);
    if (!content) continue;
    if (payload.digests.size() < kContentRefsMax) payload.digests.push_back(sealed.digest);
    out.contents.emplace_back(ContentRef{sealed.digest, sealed.role}, std::move(*content));
  }
  if (out.contents.empty()) return out;
  std::vector<Rider> contents;
  const Result<void> reason =
      put_text(command.reason, v1::CONTENT_ROLE_NOTE, file, now, payload.contents, contents);
  if (!reason) return reason.error();
  // The reporter may see that somebody looked who they are; any other opening stays within the
  // tier.
  const bool identity = std::any_of(out.contents.begin(), out.contents.end(), [](const auto& one) {
    return one.first.role == v1::CONTENT_ROLE_IDENTITY;
  });
  out.draft =
      draft({std::move(payload), std::move(contents), v1::LANE_NEWS, command.account, !identity},
            file, incarnation, now);
  return out;
}

Result<std::vector<Draft>> Author::seal_again(const CaseFile& file, const StoreView& store,
                                              Incarnation incarnation, Now now) {
  const v1::CaseState& state = file.folded.state;
  std::vector<Draft> out;
  if (!file.visible() || !erasing_move(file, area_)) return out;
  Tightened payload{state.anonymous(), state.secret(), {}, {}};
  std::vector<Rider> contents;
  std::size_t bytes = 0;
  const auto seal = [&](const ContentRef& old, const v1::Content& message,
                        const Area& reader) -> Result<void> {
    const Result<ContentRef> ref = put(message, old.role, reader, now.wall, contents);
    if (!ref) return ref.error();
    payload.replaced.push_back(old.digest);
    payload.contents.push_back(*ref);
    bytes += std::get<Content>(contents.back().entry).body.size();
    return {};
  };
  const auto full = [&] {
    return payload.replaced.size() == kSealedAtOnceMax || bytes >= kSealedBytesMax;
  };
  if (state.secret()) {
    for (const auto& [ref, message] : open_contents(file, store)) {
      if (full()) break;
      if (Result<void> done = seal(ref, message, file.holder()); !done) return done.error();
    }
  }
  const std::optional<Area> reader =
      state.anonymous() ? secrets_.sealing_area(intake_of(file)) : std::nullopt;
  if (reader) {
    std::set<Area> granted;
    for (const Area& to : granted_areas(file))
      granted.insert(secrets_.sealing_area(to).value_or(to));
    for (const SealedContent& sealed : sealed_contents(file, store)) {
      if (sealed.role != v1::CONTENT_ROLE_IDENTITY) continue;
      if (!is_sealed_beyond(sealed, *reader, granted)) continue;
      const std::optional<v1::Content> identity = open_sealed(sealed, secrets_);
      if (!identity || full()) continue;
      const Result<void> done = seal({sealed.digest, sealed.role}, *identity, *reader);
      if (!done) return done.error();
    }
  }
  if (payload.replaced.empty()) return out;
  ContentErased erased{payload.replaced, v1::ERASURE_REASON_SEALED};
  out.push_back(
      draft({std::move(payload), std::move(contents), v1::LANE_CONTROL, v1::SYSTEM_RULE_SEAL}, file,
            incarnation, now));
  const CaseFile then = with_draft(file, out.back());
  out.push_back(draft({std::move(erased), {}, v1::LANE_CONTROL, v1::SYSTEM_RULE_SEAL}, then,
                      incarnation, now));
  return out;
}

}  // namespace jenjang

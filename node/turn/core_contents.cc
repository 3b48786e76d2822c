// Contents: ordered erased, withheld, erased and acknowledged; broken and asked for again.
#include <algorithm>

#include "node/turn/contents.h"
#include "node/turn/core.h"
#include "node/turn/erasure.h"
#include "node/turn/meta.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

constexpr std::size_t kJudgedPerTurnMax = 64;
constexpr std::size_t kPacksAskedMax = 64;
constexpr std::int64_t kScrubAgainUs = 10 * kSecondUs;
constexpr std::int64_t kAskPacksMinUs = 2 * kSecondUs;
constexpr std::int64_t kAskPacksMaxUs = 60 * kSecondUs;

bool acknowledged(const CaseFile& file, const EventId& erasure, const NodeId& node) {
  return std::any_of(file.events.begin(), file.events.end(), [&](const KeptEvent& kept) {
    const auto* done = std::get_if<ErasureAcknowledged>(&kept.fold.event.payload);
    return done != nullptr && done->erasure == erasure && kept.fold.event.author == node;
  });
}

bool names(const KeptEvent& kept, const ContentDigest& digest) {
  const ContentRefs& refs = contents_of(kept.fold.event.payload);
  return std::any_of(refs.begin(), refs.end(),
                     [&](const ContentRef& ref) { return ref.digest == digest; });
}

// What the batch's events name.
std::set<ContentDigest> named_in(const StoredBatch& batch) {
  std::set<ContentDigest> out;
  for (const BatchItem& item : batch.items) {
    const Result<Event> event = decode_event(item.body);
    if (!event) continue;
    for (const ContentRef& ref : contents_of(event->payload)) out.insert(ref.digest);
  }
  return out;
}

bool names_entry(const std::set<ContentDigest>& named, const PackEntry& entry) {
  if (const auto* content = std::get_if<Content>(&entry)) return named.contains(content->digest());
  return named.contains(std::get<Tombstone>(entry).digest);
}

// The frame of a pack in which tombstones took the place of contents. They are longer than the
// shortest contents: where they do not fit they are left out, and the marks tell.
std::string frame_of(Pack pack) {
  if (std::optional<std::string> out = encode_fitting(pack)) return std::move(*out);
  std::erase_if(pack.entries,
                [](const PackEntry& entry) { return std::holds_alternative<Tombstone>(entry); });
  return encode_fitting(pack).value_or("");
}

}  // namespace

void Core::withhold(const std::vector<StoredBatch>& batches, Writes& writes) {
  for (const StoredBatch& batch : batches) {
    if (!batch.header.feed.carries_events()) continue;
    // Erasures travel in the control lane; adopted ones come by history.
    if (batch.header.feed.lane == v1::LANE_NEWS) continue;
    for (const BatchItem& item : batch.items) {
      const Result<Event> event = decode_event(item.body);
      const auto* erased = event ? std::get_if<ContentErased>(&event->payload) : nullptr;
      if (erased == nullptr) continue;
      for (const ContentDigest& digest : erased->digests) {
        if (erased_mark(store_, digest)) continue;
        withheld_.insert(digest);
        mark_erased(digest, {event_id(item.body), false}, writes);
      }
    }
  }
}

void Core::mark_erased(const ContentDigest& digest, const ErasedMark& mark, Writes& writes) {
  any_erased_ = true;
  projector_.expect_erased();
  if (mark.decided) withheld_.erase(digest);
  writes.put(Family::erased, std::string(digest.view()), erased_value(mark));
}

void Core::judge_erasures(Now now, Writes& writes) {
  for (const ReportId& report : judgements_.due(now.mono, kJudgedPerTurnMax)) {
    judgements_.drop(report, writes);
    const CaseFile file = load_case(store_, report);
    for (const KeptEvent& kept : file.events) {
      if (!std::holds_alternative<ContentErased>(kept.fold.event.payload)) continue;
      judge_erasure(file, kept, now, writes);
    }
  }
}

void Core::judge_erasure(const CaseFile& file, const KeptEvent& kept, Now now, Writes& writes) {
  const EventId& erasure = kept.fold.id;
  switch (judge(file, kept)) {
    case ErasureVerdict::undecided:
      return;  // Withheld; judged again with the next event of this report.
    case ErasureVerdict::refused:
      return refuse_erasure(file, kept, now, writes);
    case ErasureVerdict::stands:
      break;
  }
  const std::set<ContentDigest> named = named_contents(file);
  bool any = false;
  for (const ContentDigest& digest : std::get<ContentErased>(kept.fold.event.payload).digests) {
    // A narrower event's content is not here where that event is not; nor may another report's go.
    if (!named.contains(digest)) continue;
    any = true;
    erase_content(file, digest, erasure, writes);
  }
  if (!any || acknowledged(file, erasure, config_.replica.keys.id)) return;
  to_acknowledge_[erasure] = file.report;
  writes.put(Family::meta, mark_key(kMetaScrub, erasure.view()), std::string(file.report.view()));
  scrub_wanted_ = true;
}

void Core::refuse_erasure(const CaseFile& file, const KeptEvent& erasure, Now now, Writes& writes) {
  const EventId& id = erasure.fold.id;
  bool told = false;
  for (const ContentDigest& digest : std::get<ContentErased>(erasure.fold.event.payload).digests) {
    const std::optional<ErasedMark> mark = erased_mark(store_, digest);
    if (!mark || mark->decided || mark->erasure != id) continue;
    told = true;
    withheld_.erase(digest);
    writes.erase(Family::erased, std::string(digest.view()));
    unearth(file, digest, now, writes);
  }
  if (!told) return;
  seal_what_came_back(file.report, now, writes);
  notices_.push_back({"erasure-refused", "report=" + file.report.hex() + " event=" + id.hex()});
  alarms_["erasure-refused"] = {"erasure-refused", "report=" + file.report.hex(),
                                erasure.fold.event.time.wall()};
}

void Core::erase_content(const CaseFile& file, const ContentDigest& digest, const EventId& erasure,
                         Writes& writes) {
  mark_erased(digest, {erasure, true}, writes);
  for (const KeptEvent& kept : file.events) {
    if (!names(kept, digest)) continue;
    for (const EventPlace& place : places_of(store_, kept)) {
      replace_entry(place.batch, digest, Tombstone{digest, erasure}, writes);
    }
  }
}

// What was copied while the content was withheld has a tombstone in its place; where no copy here
// is whole, others are asked.
void Core::unearth(const CaseFile& file, const ContentDigest& digest, Now now, Writes& writes) {
  std::vector<EventPlace> places;
  std::optional<Content> whole;
  for (const KeptEvent& kept : file.events) {
    if (!names(kept, digest)) continue;
    for (const EventPlace& place : places_of(store_, kept)) {
      places.push_back(place);
      const Result<Pack> pack = decode_pack(pack_as_written(place.batch));
      if (!pack) continue;
      for (const PackEntry& entry : pack->entries) {
        const auto* content = std::get_if<Content>(&entry);
        if (content != nullptr && is_content(entry, digest)) whole = *content;
      }
    }
  }
  for (const EventPlace& place : places) {
    if (whole) {
      replace_entry(place.batch, digest, *whole, writes);
    } else {
      note_broken(place.batch, place.arrival, now, writes);
    }
  }
}

// A pack as this turn leaves it: another content of it may have gone in this very turn.
std::string Core::pack_as_written(const BatchPlace& place) const {
  const std::string at = batch_key(place.feed, place.number);
  const auto changed = packs_rewritten_.find(at);
  if (changed != packs_rewritten_.end()) return changed->second;
  return store_.get(Family::packs, at).value_or("");
}

void Core::rewrite_pack(const BatchPlace& place, std::string frame, Writes& writes) {
  const std::string at = batch_key(place.feed, place.number);
  packs_rewritten_[at] = frame;
  writes.put(Family::packs, at, std::move(frame));
}

void Core::replace_entry(const BatchPlace& place, const ContentDigest& digest,
                         const PackEntry& with, Writes& writes) {
  Result<Pack> pack = decode_pack(pack_as_written(place));
  if (!pack) return;
  bool found = false;
  for (PackEntry& entry : pack->entries) {
    const bool other = entry.index() != with.index() && is_content(entry, digest);
    if (other) entry = with;
    found = found || other;
  }
  if (found) rewrite_pack(place, frame_of(std::move(*pack)), writes);
}

void Core::tidy_pack(const UncleanPack& unclean, Writes& writes) {
  Result<Pack> pack = decode_pack(clean_pack(pack_as_written(unclean.place)));
  if (!pack) return rewrite_pack(unclean.place, "", writes);
  if (unclean.named) {
    std::erase_if(pack->entries,
                  [&](const PackEntry& entry) { return !names_entry(*unclean.named, entry); });
  }
  rewrite_pack(unclean.place, frame_of(std::move(*pack)), writes);
  scrub_wanted_ = true;
}

std::string Core::clean_pack(std::string_view frame, Erasing which) const {
  std::string out(frame);
  if (!any_erased_ || frame.empty()) return out;
  Result<Pack> pack = decode_pack(frame);
  if (!pack) return out;
  bool changed = false;
  for (PackEntry& entry : pack->entries) {
    const auto* content = std::get_if<Content>(&entry);
    if (content == nullptr) continue;
    const ContentDigest digest = content->digest();
    const std::optional<ErasedMark> mark = erased_mark(store_, digest);
    if (!mark || (which == Erasing::decided && !mark->decided)) continue;
    entry = Tombstone{digest, mark->erasure};
    changed = true;
  }
  return changed ? frame_of(std::move(*pack)) : out;
}

std::string Core::pack_to_send(std::string_view frame) const {
  return !withheld_.empty() ? clean_pack(frame, Erasing::withheld) : std::string(frame);
}

// The contents that the batch's events name, wherever they lie here, as far as one pack holds them.
std::string Core::pack_again(const BatchPlace& place) const {
  const auto bytes = store_.get(Family::batches, batch_key(place.feed, place.number));
  if (!bytes || !place.feed.carries_events()) return "";
  const Result<OpenBatch> batch = open_batch(*bytes);
  if (!batch) return "";
  Pack out;
  std::size_t size = 0;
  std::set<ContentDigest> found;
  for (const BatchItem& item : batch->items) {
    const Result<Event> event = decode_event(item.body);
    const auto kept = event ? load_event(store_, event->report, event_id(item.body)) : std::nullopt;
    if (!kept) continue;
    for (const ContentRef& ref : contents_of(kept->fold.event.payload)) {
      std::optional<PackEntry> entry = find_content(store_, *kept, ref.digest);
      if (!entry || !found.insert(ref.digest).second) continue;
      size += unpacked_bytes(*entry);
      if (size > kBatchUnpackedBytesMax) return encode_fitting(out).value_or("");
      out.entries.push_back(std::move(*entry));
    }
  }
  return encode_fitting(out).value_or("");
}

void Core::finish_scrub(const Result<void>& result, Now now, Writes& writes) {
  scrubbing_ = false;
  const std::set<EventId> covered = std::exchange(scrub_covers_, {});
  if (!result) {
    notices_.push_back({"scrub-failed", result.error().message});
    scrub_wanted_ = true;
    scrub_again_ = now.mono + kScrubAgainUs;
    return;
  }
  for (auto at = to_acknowledge_.begin(); at != to_acknowledge_.end();) {
    // What was erased while it ran, and a second one of one report, wait for the next.
    if (!covered.contains(at->first) || acted_on_.contains(at->second)) {
      scrub_wanted_ = true;
      ++at;
      continue;
    }
    const CaseFile file = load_case(store_, at->second);
    if (stuck(file)) {
      scrub_wanted_ = true;
      ++at;
      continue;
    }
    if (file.visible() && !acknowledged(file, at->first, config_.replica.keys.id)) {
      add_draft(author_.acknowledge(at->first, file, replica_.incarnation(), now));
      acted_on_.insert(at->second);
      fold_now_ = true;
    }
    writes.erase(Family::meta, mark_key(kMetaScrub, at->first.view()));
    at = to_acknowledge_.erase(at);
  }
}

void Core::note_broken(const BatchPlace& place, Arrival arrival, Now now, Writes& writes) {
  if (!broken_packs_.emplace(place, arrival).second) return;
  writes.put(Family::meta, mark_key(kMetaBroken, arrival_key(arrival)), "");
  notices_.push_back({"pack-broken", "feed=" + place.feed.to_string() +
                                         " number=" + std::to_string(place.number)});
  ask_packs_every_us_ = kAskPacksMinUs;
  ask_packs_at_ = std::min(ask_packs_at_, now.mono + kAskPacksMinUs);
}

bool Core::lacks_contents(Arrival arrival) const {
  const std::optional<StoredBatch> batch = open_stored(store_, arrival);
  if (!batch) return false;
  return std::any_of(batch->items.begin(), batch->items.end(), [&](const BatchItem& item) {
    const Result<Event> event = decode_event(item.body);
    const auto kept = event ? load_event(store_, event->report, event_id(item.body)) : std::nullopt;
    if (!kept) return false;
    const ContentRefs& refs = contents_of(kept->fold.event.payload);
    return std::any_of(refs.begin(), refs.end(), [&](const ContentRef& ref) {
      return !find_content(store_, *kept, ref.digest);
    });
  });
}

// Words that were missing or withheld when a tightened report was sealed are in the open.
void Core::seal_what_came_back(const ReportId& report, Now now, Writes& writes) {
  const std::optional<v1::CaseState> state = load_state(store_, report);
  if (state && (state->secret() || state->anonymous())) seals_.note(report, now.mono, writes);
}

// Asks again until somebody has them, ever less often and each in its turn; a copy that came
// otherwise will do.
void Core::ask_for_packs(Now now, Writes& writes) {
  if (broken_packs_.empty() || now.mono < ask_packs_at_) return;
  std::size_t asked = 0;
  auto at = broken_packs_.upper_bound(packs_asked_to_);
  for (std::size_t left = broken_packs_.size(); left > 0 && asked < kPacksAskedMax; --left) {
    if (at == broken_packs_.end()) at = broken_packs_.begin();
    packs_asked_to_ = at->first;
    if (!lacks_contents(at->second)) {
      writes.erase(Family::meta, mark_key(kMetaBroken, arrival_key(at->second)));
      at = broken_packs_.erase(at);
      continue;
    }
    replica_.want_pack(at->first);
    ++asked;
    ++at;
  }
  ask_packs_every_us_ = std::clamp(2 * ask_packs_every_us_, kAskPacksMinUs, kAskPacksMaxUs);
  ask_packs_at_ = now.mono + ask_packs_every_us_;
}

void Core::take_packs(const std::vector<PackAgain>& packs, Now now, Writes& writes) {
  for (const PackAgain& again : packs) {
    const BatchPlace place{again.feed, again.number};
    const auto broken = broken_packs_.find(place);
    if (broken == broken_packs_.end()) continue;
    const std::optional<StoredBatch> batch = open_stored(store_, broken->second);
    const Result<Pack> fresh = decode_pack(clean_pack(again.pack));
    if (!batch || !fresh) continue;
    // Only what the batch names, and never in the place of what is here.
    std::set<ContentDigest> wanted = named_in(*batch);
    Result<Pack> kept = decode_pack(pack_as_written(place));
    Pack pack = kept ? std::move(*kept) : Pack{};
    std::erase_if(pack.entries, [&](const PackEntry& old) { return !names_entry(wanted, old); });
    for (const PackEntry& entry : pack.entries) {
      const auto* content = std::get_if<Content>(&entry);
      if (content != nullptr) wanted.erase(content->digest());
    }
    bool gained = false;
    for (const PackEntry& entry : fresh->entries) {
      const auto* content = std::get_if<Content>(&entry);
      if (content == nullptr || wanted.erase(content->digest()) == 0) continue;
      gained = true;
      std::erase_if(pack.entries,
                    [&](const PackEntry& old) { return is_content(old, content->digest()); });
      pack.entries.push_back(entry);
    }
    // Who has no more than is here is asked again later, not at once.
    if (!gained) continue;
    std::optional<std::string> frame = encode_fitting(pack);
    if (!frame) continue;
    rewrite_pack(place, std::move(*frame), writes);
    for (const BatchItem& item : batch->items) {
      const Result<Event> event = decode_event(item.body);
      if (event) seal_what_came_back(event->report, now, writes);
    }
    ask_packs_at_ = now.mono;  // To see what is still missing.
    ask_packs_every_us_ = kAskPacksMinUs;
  }
}

}  // namespace jenjang

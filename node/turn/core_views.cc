// What follows from what is stored: views, erasures, adoption.
#include <algorithm>

#include "node/turn/adoption.h"
#include "node/turn/contents.h"
#include "node/turn/core.h"
#include "node/turn/meta.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

// A slice of folding stays short beside a turn that people wait for.
constexpr std::size_t kSliceItemsMax = 128;
constexpr std::size_t kRefoldReportsMax = 256;
constexpr std::int64_t kAdoptWaitUs = 3 * kSecondUs;  // For each rank before this node.
constexpr std::size_t kAdoptionsPerTurnMax = 64;
constexpr std::int64_t kScrubAgainUs = 10 * kSecondUs;

std::size_t count_cuts(const Directory& directory) {
  std::size_t out = directory.forks().size();
  for (const auto& [node, enrolment] : directory.nodes()) out += directory.revoked(node) ? 1 : 0;
  return out;
}

bool acknowledged_by(const CaseFile& file, const EventId& erasure, const NodeId& node) {
  return std::any_of(file.events.begin(), file.events.end(), [&](const KeptEvent& kept) {
    const auto* said = std::get_if<ErasureAcknowledged>(&kept.fold.event.payload);
    return said != nullptr && said->erasure == erasure && kept.fold.event.author == node;
  });
}

}  // namespace

void Core::project_now(const std::vector<StoredBatch>& batches, Now now, Writes& writes) {
  std::vector<const StoredBatch*> in;
  for (const StoredBatch& batch : batches) {
    in.push_back(&batch);
    folded_early_.insert(batch.arrival);
  }
  Findings findings;
  projector_.project(in, writes, findings);
  for (const ReportId& report : findings.folded) unprojected_submits_.erase(report);
  heed(std::move(findings), now, writes);
}

void Core::fold(Now now) {
  if (failed_) return;
  Writes writes;
  Findings findings;
  std::vector<StoredBatch> read;
  std::vector<const StoredBatch*> slice;
  std::vector<Arrival> taken;
  std::size_t items = 0;
  const Arrival end = replica_.ledger().arrivals();
  read.reserve(kSliceItemsMax + repaired_.size());
  for (const Arrival at : std::exchange(repaired_, {})) {
    if (unread_.erase(at) > 0) writes.erase(Family::meta, mark_key(kMetaUnread, arrival_key(at)));
    std::optional<StoredBatch> batch = open_stored(store_, at);
    if (batch) read.push_back(std::move(*batch));
  }
  for (Arrival at = projected_; at < end && items < kSliceItemsMax && read.size() < kSliceItemsMax;
       ++at) {
    taken.push_back(at);
    if (folded_early_.contains(at)) continue;
    const auto kept = unprojected_.find(at);
    if (kept != unprojected_.end()) {
      slice.push_back(&kept->second);
      items += kept->second.items.size();
      continue;
    }
    std::optional<StoredBatch> batch = open_stored(store_, at);
    if (!batch || batch->header.feed.book.is_directory()) continue;
    items += batch->items.size();
    read.push_back(std::move(*batch));
  }
  for (const StoredBatch& batch : read) slice.push_back(&batch);
  if (!slice.empty()) projector_.project(slice, writes, findings);
  if (slice.empty() && taken.empty()) {
    refold_slice(writes, findings);
    if (writes.empty() && findings.adopt.empty()) return;
  }
  const std::vector<ReportId> folded = findings.folded;
  heed(std::move(findings), now, writes);
  if (!taken.empty()) write_number(writes, kMetaProjected, projected_ + taken.size());
  if (Result<void> done = store_.commit(writes, Durability::unsynced); !done) {
    return fail(done.error());
  }
  projected_ += taken.size();
  backlog_items_ -= std::min(backlog_items_, items);
  answer_views();
  for (const ReportId& report : folded) unprojected_submits_.erase(report);
  for (const Arrival at : taken) {
    folded_early_.erase(at);
    const auto kept = unprojected_.find(at);
    if (kept == unprojected_.end()) continue;
    unprojected_items_ -= kept->second.items.size();
    unprojected_.erase(kept);
  }
}

void Core::heed(Findings findings, Now now, Writes& writes) {
  for (Notice& notice : findings.notices) notices_.push_back(std::move(notice));
  for (const auto& [place, arrival] : findings.broken_packs) {
    broken_packs_[place] = arrival;
    notices_.push_back({"pack-broken", "feed=" + place.feed.to_string() +
                                           " number=" + std::to_string(place.number)});
    replica_.want_pack(place);
  }
  for (const Arrival arrival : findings.unknown_authors) {
    unread_.insert(arrival);
    writes.put(Family::meta, mark_key(kMetaUnread, arrival_key(arrival)), "");
  }
  for (const BatchPlace& place : findings.unclean_packs) {
    rewrite_pack(place, clean_pack(pack_as_written(place)), writes);
    scrub_wanted_ = true;
  }
  for (const auto& [report, erasure] : findings.erasures) {
    to_judge_.emplace_back(report, erasure);
    writes.put(Family::meta, mark_key(kMetaJudge, erasure.view()), std::string(report.view()));
  }
  retry_judgement(findings.folded);
  for (const ReportId& report : findings.adopt) {
    if (adoptions_.contains(report)) continue;
    // Rank is known once the folded state is committed; until then it waits one round.
    adoptions_[report] = now.mono;
    writes.put(Family::meta, mark_key(kMetaAdopt, report.view()), "");
  }
}

void Core::retry_judgement(const std::vector<ReportId>& folded) {
  for (const ReportId& report : folded) {
    auto at = undecided_erasures_.lower_bound({report, EventId{}});
    while (at != undecided_erasures_.end() && at->first == report) {
      to_judge_.push_back(*at);
      at = undecided_erasures_.erase(at);
    }
  }
}

void Core::take_packs(std::vector<PackAgain> packs, Writes& writes) {
  for (const PackAgain& again : packs) {
    const BatchPlace place{again.feed, again.number};
    const auto broken = broken_packs_.find(place);
    const bool fits = broken != broken_packs_.end() && again.pack.size() <= kBatchWireBytesMax &&
                      decode_pack(again.pack).ok();
    if (!fits) continue;
    // Each content is checked by its own digest when the batch is folded once more.
    writes.put(Family::packs, batch_key(place.feed, place.number), clean_pack(again.pack));
    repaired_.push_back(broken->second);
    broken_packs_.erase(broken);
  }
}

void Core::adopt_due(Now now, Writes& writes) {
  std::size_t done = 0;
  for (auto at = adoptions_.begin(); at != adoptions_.end() && done < kAdoptionsPerTurnMax;) {
    const ReportId report = at->first;
    if (now.mono < at->second || acted_on_.contains(report)) {
      ++at;
      continue;
    }
    ++done;
    const CaseFile file = load_case(store_, report);
    const std::optional<int> rank =
        adoption_rank(replica_.directory(), file, config_.replica.area, config_.replica.keys.id);
    bool lacking = false;
    std::vector<std::pair<Area, std::vector<Outgoing>>> dossiers;
    for (const Area& book : cover(file.folded.audience)) {
      if (!rank || !config_.replica.area.contains(book)) continue;
      std::vector<Outgoing> missing = missing_in(store_, replica_.directory(), file, book);
      lacking = lacking || !missing.empty();
      if (!missing.empty()) dossiers.emplace_back(book, std::move(missing));
    }
    const bool early = lacking && *rank > 0 && adoptions_waited_.insert(report).second;
    if (early) {
      // Those before us in rank may do it meanwhile.
      at->second = now.mono + *rank * kAdoptWaitUs;
      ++at;
      continue;
    }
    for (auto& [book, missing] : dossiers) {
      std::vector<Outgoing>& group = groups_[{book, v1::LANE_HISTORY}];
      std::move(missing.begin(), missing.end(), std::back_inserter(group));
    }
    // What was adopted is folded with this turn, so that it is not missed again.
    if (lacking) fold_now_ = true;
    adoptions_waited_.erase(report);
    writes.erase(Family::meta, mark_key(kMetaAdopt, report.view()));
    at = adoptions_.erase(at);
  }
  for (const auto& [report, erasure] : std::exchange(to_judge_, {})) {
    judge_erasure(report, erasure, writes);
  }
}

void Core::withhold(const std::vector<StoredBatch>& batches, Writes& writes) {
  for (const StoredBatch& batch : batches) {
    if (batch.header.feed.book.is_directory()) continue;
    // Erasures travel in the control lane; adopted ones come by history.
    if (batch.header.feed.lane == v1::LANE_NEWS) continue;
    for (const BatchItem& item : batch.items) {
      const Result<Event> event = decode_event(item.body);
      const auto* erased = event ? std::get_if<ContentErased>(&event->payload) : nullptr;
      if (erased == nullptr) continue;
      for (const ContentDigest& digest : erased->digests) {
        if (store_.get(Family::erased, digest.view())) continue;
        writes.put(Family::erased, std::string(digest.view()),
                   std::string(event_id(item.body).view()));
        any_erased_ = true;
        projector_.expect_erased();
      }
    }
  }
}

void Core::judge_erasure(const ReportId& report, const EventId& erasure, Writes& writes) {
  const CaseFile file = load_case(store_, report);
  const KeptEvent* kept = file.find(erasure);
  if (kept == nullptr) return;
  const auto& payload = std::get<ContentErased>(kept->fold.event.payload);
  if (erasure_stands(file, *kept)) {
    for (const ContentDigest& digest : payload.digests) {
      erase_content(file, digest, erasure, writes);
    }
    to_acknowledge_[erasure] = report;
    writes.erase(Family::meta, mark_key(kMetaJudge, erasure.view()));
    writes.put(Family::meta, mark_key(kMetaScrub, erasure.view()), std::string(report.view()));
    scrub_wanted_ = true;
    return;
  }
  const bool waiting = std::any_of(
      file.folded.history.begin(), file.folded.history.end(), [&](const Placed& placed) {
        return placed.id == erasure && placed.standing == v1::STANDING_WAITING;
      });
  if (waiting || !file.visible()) {
    // Its authority cannot be read yet: withheld until it can.
    undecided_erasures_.insert({report, erasure});
    return;
  }
  writes.erase(Family::meta, mark_key(kMetaJudge, erasure.view()));
  for (const ContentDigest& digest : payload.digests) {
    const auto by = store_.get(Family::erased, digest.view());
    if (by && *by == erasure.view()) writes.erase(Family::erased, std::string(digest.view()));
  }
  notices_.push_back({"erasure-refused", "report=" + report.hex() + " event=" + erasure.hex()});
  alarms_["erasure-refused"] = {"erasure-refused", "report=" + report.hex(),
                                kept->fold.event.time.wall()};
}

void Core::erase_content(const CaseFile& file, const ContentDigest& digest, const EventId& erasure,
                         Writes& writes) {
  any_erased_ = true;
  projector_.expect_erased();
  writes.put(Family::erased, std::string(digest.view()), std::string(erasure.view()));
  for (const KeptEvent& kept : file.events) {
    const ContentRefs& refs = contents_of(kept.fold.event.payload);
    const bool names = std::any_of(refs.begin(), refs.end(),
                                   [&](const ContentRef& ref) { return ref.digest == digest; });
    if (!names) continue;
    for (const EventPlace& place : places_of(store_, kept)) {
      entomb(place.batch, digest, erasure, writes);
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

void Core::entomb(const BatchPlace& place, const ContentDigest& digest, const EventId& erasure,
                  Writes& writes) {
  Result<Pack> pack = decode_pack(pack_as_written(place));
  if (!pack) return;
  bool found = false;
  for (PackEntry& entry : pack->entries) {
    const bool here = std::holds_alternative<Content>(entry) && is_content(entry, digest);
    if (here) entry = Tombstone{digest, erasure};
    found = found || here;
  }
  if (found) rewrite_pack(place, encode_pack(*pack), writes);
}

std::string Core::clean_pack(std::string_view frame) const {
  std::string out(frame);
  if (!any_erased_ || frame.empty()) return out;
  Result<Pack> pack = decode_pack(frame);
  if (!pack) return out;
  bool changed = false;
  for (PackEntry& entry : pack->entries) {
    const auto* content = std::get_if<Content>(&entry);
    if (content == nullptr) continue;
    const ContentDigest digest = content->digest();
    const std::optional<std::string> erasure = store_.get(Family::erased, digest.view());
    if (!erasure) continue;
    entry = Tombstone{digest, EventId::from(*erasure).value_or(EventId{})};
    changed = true;
  }
  return changed ? encode_pack(*pack) : out;
}

void Core::finish_scrub(const Result<void>& result, Now now, Writes& writes) {
  scrubbing_ = false;
  if (!result) {
    notices_.push_back({"scrub-failed", result.error().message});
    scrub_wanted_ = true;
    scrub_again_ = now.mono + kScrubAgainUs;
    return;
  }
  for (auto at = to_acknowledge_.begin(); at != to_acknowledge_.end();) {
    // What was rewritten while the scrub ran waits for the next one.
    if (acted_on_.contains(at->second) || !scrubbed_for_.contains(at->first)) {
      ++at;
      continue;
    }
    const CaseFile file = load_case(store_, at->second);
    // A copy of it in another book, or in a restored store, is carried out but not told again.
    if (file.visible() && !acknowledged_by(file, at->first, config_.replica.keys.id)) {
      add_draft(author_.acknowledge(at->first, file, replica_.incarnation(), now));
      acted_on_.insert(at->second);
      fold_now_ = true;
    }
    writes.erase(Family::meta, mark_key(kMetaScrub, at->first.view()));
    at = to_acknowledge_.erase(at);
  }
  // A report with two erasures acknowledges the second after another scrub.
  if (!to_acknowledge_.empty()) scrub_wanted_ = true;
}

void Core::watch_directory(Writes& writes) {
  packs_rewritten_.clear();
  const Directory& directory = replica_.directory();
  if (directory_seen_ == directory.version()) return;
  directory_seen_ = directory.version();
  repaired_.insert(repaired_.end(), unread_.begin(), unread_.end());
  for (const auto& [node, enrolment] : directory.nodes()) {
    if (directory.revoked(node) && disconnected_.insert(node).second)
      to_disconnect_.push_back(node);
  }
  const std::size_t cuts = count_cuts(directory);
  if (cuts == cuts_seen_) return;
  cuts_seen_ = cuts;
  refold_from_ = "";
  write_number(writes, kMetaCutsSeen, cuts);
  writes.put(Family::meta, std::string(kMetaRefold), "");
}

void Core::refold_slice(Writes& writes, Findings& findings) {
  if (!refold_from_) return;
  std::size_t done = 0;
  std::string last;
  std::vector<ReportId> reports;
  store_.scan(Family::reports, "", *refold_from_, [&](std::string_view key, std::string_view) {
    last = std::string(key);
    reports.push_back(*ReportId::from(key));
    return ++done < kRefoldReportsMax;
  });
  for (const ReportId& report : reports) projector_.refold(report, writes, findings);
  if (done < kRefoldReportsMax) {
    refold_from_.reset();
    writes.erase(Family::meta, std::string(kMetaRefold));
    return;
  }
  refold_from_ = last + '\0';
  writes.put(Family::meta, std::string(kMetaRefold), *refold_from_);
}

}  // namespace jenjang

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
constexpr std::size_t kSliceItemsMax = 256;
constexpr std::size_t kSmallSliceItemsMax = 16;
constexpr std::size_t kLateSliceItemsMax = 64;  // Each slice has its price; late views pay fewer.
constexpr std::size_t kRefoldReportsMax = 256;
constexpr std::int64_t kAdoptWaitUs = 3 * kSecondUs;  // For each rank before this node.
constexpr std::size_t kAdoptionsPerTurnMax = 64;
constexpr std::int64_t kAdoptAgainUs = 2 * kSecondUs;
constexpr std::size_t kSealedPerTurnMax = 16;

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

// Every second fold while one is due, however much comes in: adoption waits for it.
void Core::fold_again(Now now) {
  Writes writes;
  Findings findings;
  refold_slice(writes, findings);
  heed(std::move(findings), now, writes);
  if (Result<void> done = store_.commit(writes, Durability::unsynced); !done) fail(done.error());
}

void Core::fold(Now now, Slice slice_size) {
  const std::size_t small = views_late() ? kLateSliceItemsMax : kSmallSliceItemsMax;
  const std::size_t items_max = slice_size == Slice::small ? small : kSliceItemsMax;
  if (failed_) return;
  refolded_last_ = refold_from_ && !refolded_last_;
  if (refolded_last_) return fold_again(now);
  Writes writes;
  Findings findings;
  std::vector<StoredBatch> read;
  std::vector<const StoredBatch*> slice;
  std::vector<Arrival> taken;
  std::size_t items = 0;
  const Arrival end = replica_.ledger().arrivals();
  read.reserve(2 * kSliceItemsMax);
  std::size_t again = std::min(reread_.size(), kSliceItemsMax);
  for (; again > 0; --again) {
    const Arrival at = reread_.back();
    reread_.pop_back();
    if (unread_.erase(at) > 0) writes.erase(Family::meta, mark_key(kMetaUnread, arrival_key(at)));
    std::optional<StoredBatch> batch = open_stored(store_, at);
    if (batch) read.push_back(std::move(*batch));
  }
  for (Arrival at = projected_; at < end && items < items_max && read.size() < items_max; ++at) {
    taken.push_back(at);
    if (folded_early_.contains(at)) continue;
    const auto kept = unprojected_.find(at);
    if (kept != unprojected_.end()) {
      slice.push_back(&kept->second);
      items += kept->second.items.size();
      continue;
    }
    std::optional<StoredBatch> batch = open_stored(store_, at);
    if (!batch || !batch->header.feed.carries_events()) continue;
    items += batch->items.size();
    read.push_back(std::move(*batch));
  }
  for (const StoredBatch& batch : read) slice.push_back(&batch);
  if (!slice.empty()) projector_.project(slice, writes, findings);
  if (writes.empty() && taken.empty() && slice.empty()) return;
  const std::vector<ReportId> folded = std::exchange(findings.folded, {});
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
    note_broken(place, arrival, now, writes);
  }
  for (const Arrival arrival : findings.unknown_authors) {
    unread_.insert(arrival);
    writes.put(Family::meta, mark_key(kMetaUnread, arrival_key(arrival)), "");
  }
  for (const UncleanPack& pack : findings.unclean_packs) tidy_pack(pack, writes);
  for (const ForkProof& proof : findings.forks) replica_.note_fork(proof);
  for (const ReportId& report : findings.judge) judgements_.note(report, now.mono, writes);
  for (const ReportId& report : findings.seal) seals_.note(report, now.mono, writes);
  // Rank is known once the folded state is committed; until then it waits one round.
  for (const ReportId& report : findings.adopt) adoptions_.note(report, now.mono, writes);
}

void Core::adopt_due(Now now, Writes& writes) {
  std::erase_if(adopted_lately_, [&](const auto& one) { return one.second <= now.mono; });
  // The fold that goes on decides which events are void.
  if (refold_from_) return;
  for (const ReportId& report : adoptions_.due(now.mono, kAdoptionsPerTurnMax)) {
    if (acted_on_.contains(report)) continue;
    if (const auto lately = adopted_lately_.find(report); lately != adopted_lately_.end()) {
      adoptions_.put_off(report, lately->second);
      continue;
    }
    const CaseFile file = load_case(store_, report);
    const std::optional<int> rank = adoption_rank(
        replica_.directory(), file, config_.replica.keys.area, config_.replica.keys.id);
    bool lacking = false;
    std::vector<std::pair<Area, std::vector<Outgoing>>> dossiers;
    for (const Area& book : cover(file.folded.audience)) {
      if (!rank || !config_.replica.keys.area.contains(book)) continue;
      std::vector<Outgoing> missing = missing_in(store_, replica_.ledger(), file, book);
      lacking = lacking || !missing.empty();
      if (!missing.empty()) dossiers.emplace_back(book, std::move(missing));
    }
    // Those before us in rank may do it meanwhile.
    const bool early = lacking && *rank > 0;
    if (early && adoptions_.wait_once(report, now.mono + *rank * kAdoptWaitUs)) continue;
    for (auto& [book, missing] : dossiers) {
      std::vector<Outgoing>& group = groups_[{book, v1::LANE_HISTORY}];
      std::move(missing.begin(), missing.end(), std::back_inserter(group));
    }
    // What was adopted is folded with this turn, so that it is not missed again. Whatever goes
    // wrong with that, it costs a batch now and then, not a storm.
    if (lacking) {
      fold_now_ = true;
      adopted_lately_[report] = now.mono + kAdoptAgainUs;
    }
    adoptions_.drop(report, writes);
  }
}

// Each in turn: who finds nothing in the open any more has nothing to do.
void Core::seal_due(Now now, Writes& writes) {
  // The fold that goes on decides which events are void.
  if (refold_from_) return;
  const Directory& directory = replica_.directory();
  for (const ReportId& report : seals_.due(now.mono, kSealedPerTurnMax)) {
    if (acted_on_.contains(report)) continue;
    const CaseFile file = load_case(store_, report);
    const std::optional<std::size_t> rank =
        file.visible() && directory.listened_to(config_.replica.keys.id)
            ? acting_rank(directory, file, config_.replica.keys.area, config_.replica.keys.id)
            : std::nullopt;
    if (!rank) {
      seals_.drop(report, writes);
      continue;
    }
    const Instant until = now.mono + static_cast<std::int64_t>(*rank) * kAdoptWaitUs;
    if (*rank > 0 && seals_.wait_once(report, until)) continue;
    if (stuck(file)) continue;
    Result<std::vector<Draft>> drafts =
        author_.seal_again(file, store_, replica_.incarnation(), now);
    if (!drafts) notices_.push_back({"seal-failed", "report=" + report.hex()});
    if (drafts && !drafts->empty()) {
      for (Draft& draft : *drafts) add_draft(std::move(draft));
      acted_on_.insert(report);
      fold_now_ = true;
    }
    // Once these are folded the report is looked at again.
    seals_.drop(report, writes);
  }
}

std::vector<std::string> Core::set_alarms(const std::string& name,
                                          const std::vector<std::string>& details, Now now) {
  std::vector<std::string> fresh;
  std::set<std::string> standing;
  for (const std::string& detail : details) {
    const std::string key = *standing.insert(name + " " + detail).first;
    if (alarms_.try_emplace(key, Alarm{name, detail, now.wall}).second) fresh.push_back(detail);
  }
  std::erase_if(alarms_, [&](const auto& alarm) {
    return alarm.second.name == name && !standing.contains(alarm.first);
  });
  return fresh;
}

void Core::alarm_of_barred(Now now) {
  std::vector<std::string> details;
  for (const NodeId& node : replica_.directory().barred()) details.push_back("node=" + node.hex());
  set_alarms("writer-barred", details, now);
}

// Only national nodes hold the nation's book: what a lone one loses is lost.
void Core::alarm_of_lone_national(Now now) {
  const std::string name = "lone-national-node";
  const std::vector<NodeId> active = replica_.directory().nodes_of(Area::nation());
  const bool lone = config_.replica.keys.area == Area::nation() && active.size() == 1;
  std::vector<std::string> details;
  if (lone) details.push_back("node=" + active.front().hex());
  for (const std::string& detail : set_alarms(name, details, now)) {
    notices_.push_back({name, detail});
  }
}

void Core::alarm_of_own_revocation(Now now) {
  const std::string name = "revoked";
  std::vector<std::string> details;
  const NodeId& self = config_.replica.keys.id;
  if (replica_.directory().revoked(self)) details.push_back("node=" + self.hex());
  for (const std::string& detail : set_alarms(name, details, now)) {
    notices_.push_back({name, detail});
  }
}

void Core::watch_directory(Now now, Writes& writes) {
  packs_rewritten_.clear();
  const Directory& directory = replica_.directory();
  const std::uint64_t judged = replica_.ledger().judged();
  if (directory_seen_ == directory.version() && judged_seen_ == judged) return;
  directory_seen_ = directory.version();
  judged_seen_ = judged;
  reread_.assign(unread_.begin(), unread_.end());
  // A thief may have revoked it; then it may be revoked again.
  std::erase_if(disconnected_, [&](const NodeId& node) { return !directory.revoked(node); });
  for (const NodeId& node : directory.cut_writers()) {
    if (directory.revoked(node) && disconnected_.insert(node).second) {
      to_disconnect_.push_back(node);
    }
  }
  alarm_of_barred(now);
  alarm_of_lone_national(now);
  alarm_of_own_revocation(now);
  const VectorDigest cuts = replica_.ledger().cuts_digest();
  if (cuts == cuts_seen_) return;
  cuts_seen_ = cuts;
  refold_from_ = "";
  writes.put(Family::meta, std::string(kMetaCutsSeen), std::string(cuts.view()));
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

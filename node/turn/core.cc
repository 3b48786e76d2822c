#include "node/turn/core.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "node/turn/ages.h"
#include "node/turn/meta.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

constexpr std::int64_t kReachDeadlineUs = 2 * kSecondUs;
// Of what is stored but not folded, what is kept in memory.
constexpr std::size_t kUnprojectedItemsMax = 30'000;
// A turn this small folds its own events before it is committed: one write, and whoever is answered
// can read at once.
constexpr std::size_t kFoldAtOnceMax = 8;

// What a stranger may read of it: which files the node has is for its own log. Of what a system
// says only the text of a failing disk has a slash.
std::string without_paths(const std::string& message) {
  static const std::string failing_disk = std::generic_category().message(EIO);
  std::string out;
  for (std::size_t at = 0; at <= message.size();) {
    const std::size_t end = std::min(message.find(": ", at), message.size());
    const std::string part = message.substr(at, end - at);
    const bool path = part.find('/') != std::string::npos && part != failing_disk;
    if (!path) out += (out.empty() ? "" : ": ") + part;
    at = end + 2;
  }
  return out;
}

std::size_t count_items(const std::vector<StoredBatch>& batches) {
  std::size_t out = 0;
  for (const StoredBatch& batch : batches) out += batch.items.size();
  return out;
}

}  // namespace

Core::Core(const CoreConfig& config, Store& store, Random& random)
    : config_(config),
      store_(store),
      random_(random),
      replica_(config.replica, store, random),
      secrets_(replica_.directory(), config.replica.keys.id, config.seal_keys, random),
      author_(config.replica.keys.id, config.replica.keys.area, secrets_, random),
      projector_(store, replica_.ledger(), config.replica.keys.area) {
  replica_.set_packs([this](std::string_view frame) { return clean_pack(frame); },
                     [this](std::string_view frame) { return pack_to_send(frame); },
                     [this](const BatchPlace& place) { return pack_again(place); });
}

Result<void> Core::load(Now now) {
  if (Result<void> loaded = replica_.load(config_.invitation, now.mono); !loaded) return loaded;
  projected_ = read_number(store_, kMetaProjected);
  cuts_seen_ = VectorDigest::from(store_.get(Family::meta, kMetaCutsSeen).value_or(""))
                   .value_or(VectorDigest{});
  refold_from_ = store_.get(Family::meta, kMetaRefold);
  store_.scan(Family::erased, "", "", [&](std::string_view key, std::string_view) {
    any_erased_ = true;
    projector_.expect_erased();
    const ContentDigest digest = *ContentDigest::from(key);
    if (!erased_mark(store_, digest)->decided) withheld_.insert(digest);
    return true;
  });
  for (const auto& [erasure, value] : scan_marks<EventId>(store_, kMetaScrub)) {
    to_acknowledge_[erasure] = ReportId::from(value).value_or(ReportId{});
    scrub_wanted_ = true;
  }
  store_.scan(Family::meta, kMetaBroken, kMetaBroken, [&](std::string_view key, std::string_view) {
    const Arrival arrival = parse_arrival_key(key.substr(kMetaBroken.size()));
    const auto place = place_of_arrival(store_, arrival);
    if (place) broken_packs_[*place] = arrival;
    return true;
  });
  refill_queues(now);
  ask_packs_at_ = now.mono;
  store_.scan(Family::meta, kMetaUnread, kMetaUnread, [&](std::string_view key, std::string_view) {
    unread_.insert(parse_arrival_key(key.substr(kMetaUnread.size())));
    return true;
  });
  // Submits of ours that no view shows yet: a retry must find them.
  for (Arrival at = projected_; at < replica_.ledger().arrivals(); ++at) {
    const auto place = place_of_arrival(store_, at);
    if (!place || place->feed.writer != config_.replica.keys.id) continue;
    const std::optional<StoredBatch> batch = open_stored(store_, at);
    if (batch) note_submits(store_, *batch, unprojected_submits_);
  }
  return {};
}

void Core::refill_queues(Now now) {
  for (ReportQueue* queue : {&adoptions_, &seals_, &judgements_}) queue->refill(store_, now.mono);
}

// When they came, by this node's clock, for cuts that are dated.
void Core::note_arrivals(std::size_t fresh, Now now, Writes& writes) {
  const std::int64_t step = now.wall.ms / kArrivedStepMs;
  if (fresh == 0 || step == arrived_step_) return;
  arrived_step_ = step;
  const std::string key = arrived_key({step * kArrivedStepMs});
  if (store_.get(Family::meta, key)) return;
  write_number(writes, key, replica_.ledger().arrivals() - fresh);
}

TurnOutput Core::turn(Now now, TurnInput input) {
  TurnOutput out;
  if (failed_) {
    for (Request& request : input.requests) {
      request.done(refusal());
    }
    return out;
  }
  refill_queues(now);
  const bool caught_up_before = caught_up();
  Writes writes;
  std::vector<StoredBatch> received;
  for (const Inbound& message : input.messages) {
    replica_.receive(message, now, writes, received);
  }
  withhold(received, writes);
  absorb_requests(std::move(input.requests), now, writes);
  if (input.scrubbed) finish_scrub(*input.scrubbed, now, writes);
  ask_for_packs(now, writes);
  take_packs(replica_.take_packs(), now, writes);
  adopt_due(now, writes);
  seal_due(now, writes);
  judge_erasures(now, writes);
  seal_drafts(now, writes);
  withhold(own_batches_, writes);
  replica_.tend(now, writes);
  watch_directory(now, writes);
  note_arrivals(received.size() + own_batches_.size(), now, writes);
  const bool few = caught_up_before && count_items(own_batches_) <= kFoldAtOnceMax;
  const bool fold_here = !own_batches_.empty() && (fold_now_ || few);
  if (fold_here) project_now(own_batches_, now, writes);
  // Nothing else came: the views are complete with this very commit.
  const Arrival arrivals = replica_.ledger().arrivals();
  const bool all_folded =
      fold_here && caught_up_before && arrivals == projected_ + own_batches_.size();
  if (all_folded) write_number(writes, kMetaProjected, arrivals);
  if (!writes.empty()) {
    if (Result<void> done = store_.commit(writes, Durability::synced); !done) {
      fail(done.error());
      return out;
    }
  }
  if (all_folded) {
    projected_ = arrivals;
    folded_early_.clear();
  }
  for (const StoredBatch& batch : received) {
    // This node's own tail, which a restored backup had lost: a retry must find it.
    if (batch.header.feed.writer == config_.replica.keys.id) {
      note_submits(store_, batch, unprojected_submits_);
    }
  }
  remember(std::move(received));
  std::vector<StoredBatch> own = std::exchange(own_batches_, {});
  if (!all_folded) remember(std::move(own));
  for (PendingReply& reply : std::exchange(replies_, {})) reply.done(std::move(reply.reply));
  for (const auto& [done, asked] : std::exchange(status_asked_, {})) {
    done(Reply(status(asked, now)));
  }
  answer_waiting(now);
  answer_views();
  replica_.emit(now, out.messages, out.redial);
  out.disconnect = std::exchange(to_disconnect_, {});
  out.notices = replica_.take_notices();
  for (Notice& notice : std::exchange(notices_, {})) out.notices.push_back(std::move(notice));
  ask_scrub(now, out);
  return out;
}

void Core::ask_scrub(Now now, TurnOutput& out) {
  if (!scrub_wanted_ || scrubbing_ || !caught_up() || now.mono < scrub_again_) return;
  scrub_wanted_ = false;
  scrubbing_ = out.scrub = true;
  for (const auto& [erasure, report] : to_acknowledge_) scrub_covers_.insert(erasure);
}

void Core::remember(std::vector<StoredBatch> batches) {
  for (StoredBatch& batch : batches) {
    if (!batch.header.feed.carries_events()) continue;
    if (folded_early_.contains(batch.arrival)) continue;
    backlog_items_ += batch.items.size();
    // Beyond the bound the slice reads it back from the store.
    if (unprojected_items_ > kUnprojectedItemsMax) continue;
    unprojected_items_ += batch.items.size();
    const Arrival arrival = batch.arrival;
    unprojected_.emplace(arrival, std::move(batch));
  }
}

void Core::answer_views() {
  std::erase_if(views_awaited_, [&](const auto& awaited) {
    if (awaited.second > projected_) return false;
    awaited.first(Reply(ViewsShown{}));
    return true;
  });
}

void Core::answer_waiting(Now now) {
  for (Waiting& waiting : std::exchange(reaching_, {})) {
    waiting.until = now.mono + kReachDeadlineUs;
    waiting_.push_back(std::move(waiting));
  }
  const auto reached = [&](const Waiting& w) {
    return std::any_of(replica_.sessions().begin(), replica_.sessions().end(), [&](const auto& s) {
      const Area& peer = s.second->peer_area();
      const bool asked = w.reach == Reach::tier ? peer == config_.replica.keys.area
                                                : peer != config_.replica.keys.area &&
                                                      peer.contains(config_.replica.keys.area);
      return asked && s.second->peer_has(w.feed, w.number);
    });
  };
  std::erase_if(waiting_, [&](Waiting& w) {
    const bool there = reached(w);
    if (!there && now.mono < w.until) return false;
    if (there) w.reply.reached = w.reach;
    w.done(Reply(w.reply));
    return true;
  });
}

Error Core::refusal() const {
  return {Code::unavailable, "penyimpanan tidak lagi menerima tulisan (" +
                                 without_paths(failed_->message) +
                                 "); operatornya harus menjalankan node ini lagi"};
}

void Core::fail(Error cause) {
  failed_ = std::move(cause);
  const Error error = refusal();
  for (PendingReply& reply : std::exchange(replies_, {})) reply.done(error);
  for (Waiting& waiting : std::exchange(reaching_, {})) waiting.done(error);
  for (Request& request : std::exchange(deferred_, {})) request.done(error);
  for (const auto& [done, asked] : std::exchange(status_asked_, {})) done(error);
  for (const auto& [done, arrivals] : std::exchange(views_awaited_, {})) done(error);
  // What waits for another node is on disk here, and is answered as far as it came.
  for (Waiting& waiting : std::exchange(waiting_, {})) waiting.done(Reply(waiting.reply));
}

Instant Core::wake_at() const {
  if (failed_) return {INT64_MAX};
  const bool busy = !caught_up() || !deferred_.empty() || refold_from_ || !reread_.empty();
  if (busy) return {0};
  Instant out = replica_.wake_at();
  if (scrub_wanted_ && !scrubbing_) out = std::min(out, scrub_again_);
  for (const Waiting& waiting : waiting_) out = std::min(out, waiting.until);
  out = std::min({out, adoptions_.wake_at(), seals_.wake_at(), judgements_.wake_at()});
  if (!broken_packs_.empty()) out = std::min(out, ask_packs_at_);
  return out;
}

std::vector<LinkStatus> Core::links(Now now) const {
  std::vector<LinkStatus> out;
  for (const auto& [link, session] : replica_.sessions()) {
    out.push_back(link_status(*session, replica_, now));
  }
  return out;
}

void Core::show_cuts(const AskStatus& asked, NodeStatus& out) const {
  const Ledger& ledger = replica_.ledger();
  const Arrival before = asked.since ? arrived_before(store_, *asked.since) : ledger.arrivals();
  const Ledger::Held held = ledger.held_before(*asked.cuts_of, before);
  out.cuts = ledger.cuts_at(held);
  for (const auto& [feed, number] : held) {
    if (!feed.carries_events()) continue;
    const std::uint64_t last = ledger.at(feed).number;
    for (std::uint64_t n = number + 1; n <= last; ++n) {
      const auto bytes = store_.get(Family::batches, batch_key(feed, n));
      const Result<OpenBatch> batch = open_batch(bytes.value_or(""));
      if (!batch) continue;
      for (const BatchItem& item : batch->items) {
        const Result<Event> event = decode_event(item.body);
        if (!event || event->author != *asked.cuts_of) continue;
        ++out.falls_count;
        if (out.falls.size() == kFallsShownMax) continue;
        const bool submit = std::holds_alternative<Submitted>(event->payload);
        out.falls.push_back({event->report, event_id(item.body), submit});
      }
    }
  }
}

NodeStatus Core::status(const AskStatus& asked, Now now) const {
  NodeStatus out;
  out.node = config_.replica.keys.id;
  out.name = config_.name;
  out.area = config_.replica.keys.area;
  out.wall = now.wall;
  out.arrivals = replica_.ledger().arrivals();
  out.projected = projected_;
  out.waiting_events =
      static_cast<std::uint64_t>(std::max<std::int64_t>(store_.counter(waiting_counter_key()), 0));
  out.links = links(now);
  const Ledger& ledger = replica_.ledger();
  for (const auto& [book, held] : ledger.books()) {
    for (const auto& [feed, state] : held.feeds) {
      out.feeds.push_back({feed, state.number, state.head, state.events, state.bytes});
    }
  }
  if (asked.cuts_of) show_cuts(asked, out);
  out.ages = data_ages(replica_, now);
  for (const auto& [name, alarm] : alarms_) out.alarms.push_back(alarm);
  for (const auto& [peer, back] : replica_.heads_back()) {
    out.alarms.push_back(
        {"heads-went-back", "node=" + peer.hex() + " " + back.heads.to_string(), back.since});
  }
  return out;
}

}  // namespace jenjang

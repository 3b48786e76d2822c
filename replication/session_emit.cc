// The speaking half of Session: everything here runs after the turn's commit.
#include <algorithm>

#include "replication/session.h"
#include "replication/vector_compare.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

constexpr std::size_t kPushesPerEmitMax = 256;
constexpr std::size_t kHeadsPerPart = 4000;
static_assert(kHeadsPerPart <= kVectorHeadsMax);
// To make a pack anew is dear.
constexpr std::size_t kPacksPerEmitMax = 16;

}  // namespace

void Session::send(const LinkMessage& message, std::vector<Outbound>& out) {
  const bool bulk =
      std::holds_alternative<Deliver>(message) || std::holds_alternative<PackAgain>(message);
  std::string bytes = encode_message(message);
  counts_.bytes_sent += bytes.size();
  out.push_back({link_, bulk ? Connection::bulk : Connection::control, std::move(bytes)});
}

void Session::emit(Now now, std::vector<Outbound>& out) {
  watch_progress(now.mono);
  emit_greeting(now, out);
  if (!open()) return;
  emit_answers(now.mono, out);
  emit_comparison(now, out);
  push(now.mono, out);
  emit_heads(now, out);
}

void Session::watch_progress(Instant now) {
  const bool silent =
      !open() && link_.side == LinkId::Side::dialled && now >= contact_began_ + patience_us_;
  const bool stalled = open() && !in_flight_.empty() && now >= progress_at_ + patience_us_;
  const bool unanswered = open() && own_summary_at_ && now >= *own_summary_at_ + patience_us_;
  if (!silent && !stalled && !unanswered) return;
  own_summary_at_.reset();
  if (link_.side == LinkId::Side::dialled) redial_ = true;
  // A peer that has too much to do gets more of it from each end that dials again.
  patience_us_ = std::clamp(patience_us_ * 2, profile_.redial_after_us, profile_.redial_max_us);
  start_contact(now);
}

Instant Session::next_call() const {
  constexpr Instant kNever{INT64_MAX};
  if (open()) return kNever;
  if (link_.side == LinkId::Side::dialled) return next_hello_;
  // Who lost a contact that it had accepted calls for as long as the other end may not have noticed
  // yet; from then on that one dials.
  const bool unnoticed = next_hello_ < contact_began_ + profile_.summary_idle_us;
  return heard_at_ && unnoticed ? next_hello_ : kNever;
}

void Session::emit_greeting(Now now, std::vector<Outbound>& out) {
  if (now.mono < next_call() && !hello_owed_) return;
  // Only who dialled may speak first: the other end has nowhere to send to.
  if (link_.side == LinkId::Side::accepted && !heard_at_) return;
  hello_owed_ = false;
  next_hello_ = now.mono + (link_.side == LinkId::Side::dialled ? profile_.hello_every_us
                                                                : profile_.redial_after_us);
  send(Hello{kLinkVersion, node_.keys.id, node_.keys.area, contact_, heard_, profile_.window_bytes,
             now.wall},
       out);
}

void Session::spend(std::size_t bytes, Instant now) {
  const auto spent = static_cast<std::int64_t>(bytes);
  if (in_flight_.empty()) progress_at_ = now;
  in_flight_.push_back(spent);
  in_flight_bytes_ += spent;
  credit_ -= spent;
}

// Within the peer's window, as batches are.
void Session::emit_packs(Instant now, std::vector<Outbound>& out) {
  for (std::size_t made = 0; made < kPacksPerEmitMax; ++made) {
    if (packs_wanted_.empty() || !has_room()) return;
    const WantPack want = packs_wanted_.front();
    packs_wanted_.pop_front();
    std::string pack = node_.ledger.pack_again({want.feed, want.number});
    if (pack.empty()) continue;
    spend(pack.size(), now);
    send(PackAgain{heard_, want.feed, want.number, std::move(pack)}, out);
  }
}

void Session::emit_answers(Instant now, std::vector<Outbound>& out) {
  if (!acks_.empty() || owed_credit_ > 0) {
    Have have{heard_, {}, owed_credit_};
    for (const FeedId& feed : acks_) {
      have.heads.push_back(counted(feed));
      if (have.heads.size() < kHeadsPerPart) continue;
      send(have, out);
      have = {heard_, {}, 0};
    }
    acks_.clear();
    owed_credit_ = 0;
    send(have, out);
  }
  for (const Refused& refused : refusals_) send(refused, out);
  refusals_.clear();
  for (SignedWitness& witness : witnesses_) {
    witness.contact = heard_;
    send(witness, out);
  }
  witnesses_.clear();
  emit_packs(now, out);
  for (const BatchPlace& place : packs_to_ask_) {
    send(WantPack{heard_, place.feed, place.number}, out);
  }
  packs_to_ask_.clear();
  for (auto at = vectors_in_.begin(); at != vectors_in_.end();) {
    if (at->second.parts_left > 0) {
      ++at;
      continue;
    }
    adopt_vector(at->second.directory, at->second.heads);
    if (at->second.answer) {
      own_vectors_at_.erase(at->second.directory);
    } else {
      emit_vector(at->second.directory, at->first, out);
    }
    at = vectors_in_.erase(at);
  }
  // Newer than the vectors adopted above, which may have gone over them.
  for (const CountedHead& head : std::exchange(heads_in_, {})) {
    know(head.head.feed, {head.head.number, head.events, head.bytes});
    heed_head(head.head);
  }
  if (show_books_) {
    show_books_ = false;
    emit_vector(false, std::nullopt, out);
  }
}

void Session::emit_vector(bool directory, std::optional<std::uint64_t> answers,
                          std::vector<Outbound>& out) {
  const std::uint64_t round = answers ? *answers : node_.random.number();
  const std::vector<FeedHead> heads =
      directory ? node_.ledger.vector_of_directory() : node_.ledger.vector_of_books(peer_area_);
  const std::size_t parts =
      std::max<std::size_t>(1, (heads.size() + kHeadsPerPart - 1) / kHeadsPerPart);
  for (std::size_t part = 0; part < parts; ++part) {
    VectorPart message;
    message.contact = heard_;
    message.part = static_cast<std::uint32_t>(part);
    message.parts = static_cast<std::uint32_t>(parts);
    message.round = round;
    message.directory = directory;
    message.answer = answers.has_value();
    const std::size_t end = std::min(heads.size(), (part + 1) * kHeadsPerPart);
    for (std::size_t i = part * kHeadsPerPart; i < end; ++i) {
      const FeedState state = node_.ledger.at(heads[i].feed);
      message.heads.push_back({heads[i], state.events, state.bytes});
    }
    send(message, out);
  }
}

void Session::emit_comparison(Now now, std::vector<Outbound>& out) {
  const bool due = now.mono >= next_summary_;
  if (!due && !summary_in_ && !summary_reply_owed_) return;
  const VectorDigest directory = node_.ledger.digest_of_directory();
  const VectorDigest books = node_.ledger.digest_of_books(peer_area_);
  if (due || summary_reply_owed_) {
    send(Summary{heard_, directory, books, now.wall, summary_reply_owed_}, out);
    if (!summary_reply_owed_ && !own_summary_at_) own_summary_at_ = now.mono;
    summary_reply_owed_ = false;
    next_summary_ = now.mono + profile_.summary_idle_us;
    heads_due_ = heads_due_ || books != heads_books_;
    heads_books_ = books;
  }
  if (!summary_in_) return;
  const Summary theirs = *std::exchange(summary_in_, std::nullopt);
  own_summary_at_.reset();
  directory_equal_ = theirs.directory == directory;
  equal_ = directory_equal_ && theirs.books == books;
  if (directory_equal_) {
    known_directory_ = true;
    note_equal(true);
  }
  if (equal_) {
    patience_us_ = profile_.redial_after_us;
    proved_at_ = now.mono;
    note_equal(false);
    know_books();
    return;
  }
  // While data moves a difference is no news; the summary after it settles will tell.
  const bool moving = !in_flight_.empty() || now.mono < delivered_at_ + 200 * kMillisecondUs;
  next_summary_ = std::min(next_summary_, now.mono + profile_.summary_after_change_us);
  if (moving && (directory_equal_ ? known_books_ : known_directory_)) return;
  // One question at a time: over a thin line, or on a busy machine, the answer takes longer than
  // the next change.
  const auto [asked_at, fresh] = own_vectors_at_.try_emplace(!directory_equal_, now.mono);
  if (!fresh && now.mono < asked_at->second + patience_us_) return;
  asked_at->second = now.mono;
  emit_vector(!directory_equal_, std::nullopt, out);
}

// The peer holds all that we hold. Feeds that were closed meanwhile are forgotten.
void Session::note_equal(bool directory) {
  forget_waits(directory, /*sent_too=*/true);
  know_equal(directory);
}

void Session::emit_heads(Now now, std::vector<Outbound>& out) {
  const bool asked = heads_due_ || !heads_sent_at_ || now.mono >= *heads_sent_at_ + kHeadsEveryUs;
  if (!asked) return;
  heads_due_ = false;
  heads_sent_at_ = now.mono;
  send(sign_heads(now.wall), out);
}

SignedHeads Session::sign_heads(WallTime wall) {
  const Area& lower = node_.keys.area.contains(peer_area_) ? peer_area_ : node_.keys.area;
  SignedHeads out;
  Heads heads;
  heads.node = node_.keys.id;
  heads.wall = wall;
  heads.directory = node_.ledger.digest_of_directory();
  std::vector<FeedHead> of_events;
  std::vector<FeedHead> below;
  for (const auto& [book, held] : node_.ledger.books()) {
    if (!node_.ledger.shared(book, peer_area_)) continue;
    const bool top = book.is_directory() || book.area() == lower;
    for (const auto& [feed, state] : held.feeds) {
      const CountedHead head{node_.ledger.standing(feed), state.events, state.bytes};
      heads.events += state.events;
      heads.bytes += state.bytes;
      if (head.head.number == 0) continue;
      if (feed.carries_events()) of_events.push_back(head.head);
      if (feed.writer != node_.keys.id) continue;
      if (top && heads.own.size() < kOwnHeadsMax) heads.own.push_back(head);
      if (top || below.size() >= kBelowHeadsMax) continue;
      below.push_back(head.head);
      out.below.push_back(head);
    }
  }
  if (!of_events.empty()) heads.books = digest_of(of_events);
  if (!below.empty()) heads.below = digest_of(below);
  out.contact = heard_;
  out.bytes = encode_heads(heads);
  out.signature = sign(Domain::heads, out.bytes, node_.keys.secret);
  heads_signed_digest_ = heads_digest(out.bytes);
  heads_signed_ = std::move(heads);
  return out;
}

void Session::push(Instant now, std::vector<Outbound>& out) {
  for (auto held = held_back_.begin(); held != held_back_.end();) {
    if (now < held->second) {
      ++held;
      continue;
    }
    mark_ready(held->first);
    held = held_back_.erase(held);
  }
  push_forks(now, out);
  std::size_t pushed = 0;
  for (auto at = ready_.begin(); at != ready_.end();) {
    const FeedId& feed = at->feed;
    const bool known = feed.book.is_directory() ? known_directory_ : known_books_;
    if (!known) {
      ++at;
      continue;
    }
    while (pushed < kPushesPerEmitMax && push_next(feed, now, out)) ++pushed;
    if (pushed >= kPushesPerEmitMax || !has_room()) return;
    at = ready_.erase(at);
  }
}

void Session::push_forks(Instant now, std::vector<Outbound>& out) {
  while (!forks_to_show_.empty() && has_room()) {
    const BatchPlace place = forks_to_show_.back();
    forks_to_show_.pop_back();
    std::optional<SealedBatch> batch = node_.ledger.batch(place.feed, place.number);
    if (!batch) continue;
    const Deliver deliver{heard_, std::move(*batch), {}};
    spend(deliver.bytes(), now);
    ++counts_.batches_sent;
    send(deliver, out);
  }
}

bool Session::has_room() const { return credit_ > 0 && in_flight_.size() < kBatchesInFlightMax; }

bool Session::push_next(const FeedId& feed, Instant now, std::vector<Outbound>& out) {
  if (blocked_.contains(feed) || !has_room()) return false;
  const auto known = peer_.find(feed);
  const FeedHead own = node_.ledger.standing(feed);
  if (known == peer_.end() && !sent_.contains(feed) && own.number > 1 && !lacks(feed)) {
    acks_.insert(feed);  // It says what it has of it.
    return false;
  }
  std::uint64_t& sent = sent_[feed];
  if (known != peer_.end() && !resend_.contains(feed)) sent = std::max(sent, known->second.number);
  if (sent >= own.number || (sent == 0 && !follows(feed))) return false;
  std::optional<SealedBatch> batch = node_.ledger.batch(feed, sent + 1);
  if (!batch) return false;
  ++sent;
  resend_.erase(feed);
  Deliver deliver{heard_, std::move(*batch), node_.ledger.pack(feed, sent)};
  spend(deliver.bytes(), now);
  ++counts_.batches_sent;
  send(deliver, out);
  if (sent == own.number) free_waiting(feed);
  return true;
}

Instant Session::wake_at() const {
  Instant out{INT64_MAX};
  if (hello_owed_ || (open() && !acks_.empty())) return {0};
  if (open() && !packs_wanted_.empty() && has_room()) return {0};
  if (!open()) {
    if (link_.side == LinkId::Side::accepted) return next_call();
    return std::min(next_call(), contact_began_ + patience_us_);
  }
  out = std::min(out, next_summary_);
  if (own_summary_at_) out = std::min(out, *own_summary_at_ + patience_us_);
  if (!in_flight_.empty()) out = std::min(out, progress_at_ + patience_us_);
  for (const auto& [feed, until] : held_back_) out = std::min(out, until);
  if (heads_sent_at_) out = std::min(out, *heads_sent_at_ + kHeadsEveryUs);
  const bool could_push = has_room() && !ready_.empty();
  if (could_push && (known_books_ || ready_.begin()->feed.book.is_directory())) {
    if (known_directory_) out = Instant{0};
  }
  return out;
}

}  // namespace jenjang

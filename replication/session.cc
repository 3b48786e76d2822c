#include "replication/session.h"

#include <algorithm>

#include "replication/vector_compare.h"
#include "schema/hash.h"

namespace jenjang {

namespace {

// Directory first, then by lane: an erasure never waits behind a dossier, and what a witness says
// of heads goes after what they name.
int priority_of(const FeedId& feed) {
  if (feed.book.is_directory()) return 0;
  switch (feed.lane) {
    case v1::LANE_CONTROL:
      return 1;
    case v1::LANE_NEWS:
      return 2;
    case v1::LANE_WITNESS:
      return 4;
    default:
      return 3;
  }
}

// The heads that ride beside are of the node's feeds too, and the very ones that it has signed for.
bool proves_below(const Heads& heads, const std::vector<CountedHead>& below) {
  if (!are_heads_of(heads.node, below)) return false;
  std::vector<FeedHead> vector;
  for (const CountedHead& counted : below) vector.push_back(counted.head);
  return heads.below == (vector.empty() ? VectorDigest{} : digest_of(vector));
}

}  // namespace

SessionProfile SessionProfile::vsat() {
  SessionProfile out;
  out.hello_every_us = 2 * kSecondUs;
  out.redial_after_us = 8 * kSecondUs;
  out.redial_max_us = 120 * kSecondUs;
  out.summary_after_change_us = 10 * kSecondUs;
  out.hold_back_us = 5 * kSecondUs;
  out.window_bytes = 2 << 20;
  return out;
}

Session::Session(const LinkId& link, const SessionPeer& peer, const SessionNode& node,
                 const SessionProfile& profile, Instant now)
    : link_(link),
      peer_area_(peer.area),
      peer_key_(peer.key),
      node_(node),
      profile_(profile),
      next_hello_(now),
      contact_began_(now),
      patience_us_(profile.redial_after_us),
      progress_at_(now) {
  start_contact(now);
  reckon_lags();
}

void Session::start_contact(Instant now) {
  do {
    contact_.value = node_.random.number();
  } while (contact_.value == 0);
  heard_ = {};
  greeted_ = false;
  contact_began_ = now;
  next_hello_ = now;
  forget_peer();
}

void Session::forget_peer() {
  if (known_books_) peer_before_ = std::move(peer_);
  known_directory_ = known_books_ = false;
  peer_.clear();
  sent_.clear();
  ready_.clear();
  held_back_.clear();
  blocked_.clear();
  credit_ = 0;
  in_flight_.clear();
  in_flight_bytes_ = 0;
  returned_bytes_ = 0;
  acks_.clear();
  owed_credit_ = 0;
  refusals_.clear();
  summary_in_.reset();
  resend_.clear();
  forks_shown_.clear();
  forks_to_show_.clear();
  after_.clear();
  heads_in_.clear();
  show_books_ = false;
  own_summary_at_.reset();
  own_vectors_at_.clear();
  vectors_in_.clear();
  witnesses_.clear();
  packs_wanted_.clear();
  packs_to_ask_.clear();
  heads_sent_at_.reset();
  summary_reply_owed_ = false;
  directory_equal_ = false;
  equal_ = false;
}

void Session::connected(Instant now) {
  heard_at_ = now;
  hello_owed_ = true;
}

void Session::absorb(const LinkMessage& message, Now now) {
  heard_at_ = now.mono;
  if (const auto* hello = std::get_if<Hello>(&message)) return absorb_hello(*hello, now.mono);
  const ContactId to = std::visit([](const auto& m) { return m.contact; }, message);
  if (heard_.value == 0 || to != contact_) {
    ++counts_.stale;
    // From before one of us started anew: say who we are, and it will too.
    hello_owed_ = true;
    return;
  }
  greeted_ = true;
  if (const auto* m = std::get_if<Summary>(&message)) return absorb_summary(*m);
  if (const auto* m = std::get_if<VectorPart>(&message)) return absorb_vector(*m);
  if (const auto* m = std::get_if<Have>(&message)) return absorb_have(*m, now.mono);
  if (const auto* m = std::get_if<Refused>(&message)) return absorb_refused(*m);
  if (const auto* m = std::get_if<SignedHeads>(&message)) return absorb_heads(*m, now.wall);
  if (const auto* m = std::get_if<SignedWitness>(&message)) return absorb_witness(*m);
}

void Session::absorb_hello(const Hello& hello, Instant now) {
  if (hello.version != kLinkVersion || hello.node != link_.peer || hello.contact.value == 0) return;
  if (hello.contact != heard_) {
    // They started anew. Unless they answer this very contact, so do we: what is still under way
    // from the old one must not count.
    if (hello.heard != contact_ && heard_.value != 0) start_contact(now);
    forget_peer();
    heard_ = hello.contact;
    credit_ = static_cast<std::int64_t>(std::min(hello.window_bytes, kWindowBytesMax));
    contact_began_ = now;
    progress_at_ = now;
    next_summary_ = now;
    hello_owed_ = true;
  }
  if (hello.heard == contact_) {
    greeted_ = true;
  } else {
    hello_owed_ = true;
  }
}

void Session::absorb_summary(const Summary& summary) {
  summary_in_ = summary;
  peer_summary_ = summary;
  if (!summary.reply) summary_reply_owed_ = true;
}

void Session::absorb_vector(const VectorPart& part) {
  constexpr std::size_t kVectorsMax = 4;
  if (!vectors_in_.contains(part.round)) {
    if (vectors_in_.size() >= kVectorsMax) return;
    vectors_in_[part.round] = {part.directory, part.answer, part.parts, {}};
  }
  VectorIn& vector = vectors_in_[part.round];
  for (const CountedHead& head : part.heads) {
    const bool room = vector.heads.size() < kFeedsOfAPeerMax;
    if (room && node_.ledger.shared(head.head.feed.book, peer_area_)) {
      vector.heads.emplace(head.head.feed, head);
    }
  }
  if (vector.parts_left > 0) --vector.parts_left;
}

void Session::adopt_vector(bool directory, const std::map<FeedId, CountedHead>& theirs) {
  std::erase_if(blocked_, [&](const FeedId& f) { return f.book.is_directory() == directory; });
  forget_known(directory);
  forget_waits(directory, in_flight_.empty());
  for (const auto& [feed, head] : theirs) {
    know(feed, {head.head.number, head.events, head.bytes});
    if (!node_.ledger.is_open(feed)) acks_.insert(feed);  // All of it is here, or nothing.
  }
  if (directory) known_directory_ = true;
  if (!directory) know_books();
  push_missing(directory);
  for (const VectorDifference& difference : compare(node_.ledger, directory, peer_area_, theirs)) {
    offer(difference.feed, difference.peer_number, difference.forked);
  }
}

void Session::forget_waits(bool directory, bool sent_too) {
  const auto compared = [&](const auto& p) { return p.first.book.is_directory() == directory; };
  std::erase_if(after_, compared);
  if (sent_too) std::erase_if(sent_, compared);
}

bool Session::lacks(const FeedId& feed) const {
  if (peer_.contains(feed) || sent_.contains(feed)) return false;
  const std::vector<FeedHead> continues = node_.ledger.at(feed).continues;
  if (continues.empty()) return !knows_lane(feed);
  return std::any_of(continues.begin(), continues.end(), [&](const FeedHead& head) {
    const auto known = peer_.find(head.feed);
    return known != peer_.end() && known->second.number <= head.number;
  });
}

void Session::push_missing(bool directory) {
  for (const auto& [book, held] : node_.ledger.books()) {
    if (book.is_directory() != directory || !node_.ledger.shared(book, peer_area_)) continue;
    for (const auto& [feed, state] : held.feeds) {
      if (lacks(feed)) mark_ready(feed);
    }
  }
}

void Session::absorb_have(const Have& have, Instant now) {
  if (have.credit_bytes > 0) {
    progress_at_ = now;
    patience_us_ = profile_.redial_after_us;
  }
  for (const CountedHead& head : have.heads) {
    if (!node_.ledger.shared(head.head.feed.book, peer_area_)) continue;
    if (peer_.size() >= kFeedsOfAPeerMax && !peer_.contains(head.head.feed)) continue;
    know(head.head.feed, {head.head.number, head.events, head.bytes});
    heads_in_.push_back(head);
  }
  take_credit(have.credit_bytes);
  // The directory is level: see whether the books are.
  if (!directory_equal_ && in_flight_.empty()) next_summary_ = now;
}

void Session::take_credit(std::uint64_t bytes) {
  // No more than was spent comes back, whatever the peer says.
  const std::int64_t back = bytes < static_cast<std::uint64_t>(in_flight_bytes_)
                                ? static_cast<std::int64_t>(bytes)
                                : in_flight_bytes_;
  credit_ += back;
  in_flight_bytes_ -= back;
  returned_bytes_ += back;
  while (!in_flight_.empty() && in_flight_.front() <= returned_bytes_) {
    returned_bytes_ -= in_flight_.front();
    in_flight_.pop_front();
  }
}

void Session::absorb_refused(const Refused& refused) {
  ++counts_.refused;
  take_credit(refused.credit_bytes);
  // Only batches of held feeds were sent. A peer could invent other feeds without end.
  const bool sent = node_.ledger.shared(refused.feed.book, peer_area_) &&
                    node_.ledger.at(refused.feed).number > 0;
  if (!sent) return;
  if (refused.reason != v1::REFUSAL_REASON_GAP) {
    sent_.erase(refused.feed);
    blocked_.insert(refused.feed);
    return;
  }
  const auto known = peer_.find(refused.feed);
  const std::uint64_t has = known == peer_.end() ? 0 : known->second.number;
  sent_[refused.feed] = has;
  if (refused.number > has + 1) return mark_ready(refused.feed);
  // A gap before what follows what it says it has: it lacks what the feed goes on from, or only its
  // vector can tell.
  if (has > 0 || follows(refused.feed)) blocked_.insert(refused.feed);
}

void Session::absorb_heads(const SignedHeads& signed_heads, WallTime wall) {
  if (!verify(Domain::heads, signed_heads.bytes, signed_heads.signature, peer_key_)) return;
  Result<Heads> heads = decode_heads(signed_heads.bytes);
  if (!heads || heads->node != link_.peer || !proves_below(*heads, signed_heads.below)) return;
  heads_heard_ = HeardHeads{signed_heads, std::move(*heads)};
  take_signed(heads_heard_->all());
  const Witness witness{heads_digest(signed_heads.bytes), node_.keys.id, wall};
  SignedWitness answer;
  answer.bytes = encode_witness(witness);
  answer.signature = sign(Domain::witness, answer.bytes, node_.keys.secret);
  witnesses_ = {answer};
}

void Session::absorb_witness(const SignedWitness& signed_witness) {
  if (!verify(Domain::witness, signed_witness.bytes, signed_witness.signature, peer_key_)) return;
  const Result<Witness> witness = decode_witness(signed_witness.bytes);
  if (!witness || witness->node != link_.peer) return;
  witnessed_ = witness->wall;
  if (heads_signed_ && witness->heads == heads_signed_digest_) {
    countersigned_ = Countersigned{*heads_signed_, witness->wall};
  }
}

void Session::took(const Deliver& deliver, const Absorbed& outcome, Instant now) {
  ++counts_.batches_received;
  owed_credit_ += deliver.bytes();
  delivered_at_ = now;
  if (!outcome.header) {
    ++counts_.refused;
    return;
  }
  const FeedId& feed = outcome.header->feed;
  const std::uint64_t number = outcome.header->number;
  if (outcome.verdict == Verdict::stored || outcome.verdict == Verdict::duplicate) {
    acks_.insert(feed);
    note_sent(feed, number);
    if (!directory_equal_) next_summary_ = std::min(next_summary_, now + 20 * kMillisecondUs);
    return;
  }
  if (node_.ledger.shared(feed.book, peer_area_)) {
    acks_.insert(feed);  // What we do hold says why.
    acks_.insert(outcome.lacking.begin(), outcome.lacking.end());
  }
  if (refusals_.size() >= kBatchesInFlightMax) return;
  RefusalReason reason = v1::REFUSAL_REASON_MALFORMED;
  switch (outcome.verdict) {
    case Verdict::gap:
      reason = v1::REFUSAL_REASON_GAP;
      break;
    case Verdict::unknown_writer:
      reason = v1::REFUSAL_REASON_UNKNOWN_WRITER;
      break;
    case Verdict::not_held:
      reason = v1::REFUSAL_REASON_NOT_HELD;
      break;
    case Verdict::bad_signature:
      reason = v1::REFUSAL_REASON_BAD_SIGNATURE;
      break;
    case Verdict::fork:
      reason = v1::REFUSAL_REASON_FORK;
      break;
    case Verdict::closed:
      reason = v1::REFUSAL_REASON_CLOSED;
      break;
    case Verdict::malformed:
    case Verdict::stored:
    case Verdict::duplicate:
      break;
  }
  if (reason == v1::REFUSAL_REASON_UNKNOWN_WRITER) unknown_writer_refused_ = true;
  refusals_.push_back({heard_, feed, number, reason, 0});
}

void Session::note_sent(const FeedId& feed, std::uint64_t number) {
  const auto known = peer_.find(feed);
  Counted counts = known == peer_.end() ? Counted{} : known->second;
  if (counts.number >= number) return;
  counts.number = number;
  // Their counts up to there are ours, if it is the last number here.
  const OwnFeed own = node_.ledger.own(feed);
  know(feed, own.counts.number == number ? own.counts : counts);
}

void Session::stored(const FeedId& feed, const Session* source, bool near_source, Instant now) {
  if (source == this || !node_.ledger.shared(feed.book, peer_area_)) return;
  next_summary_ = std::min(next_summary_, now + profile_.summary_after_change_us);
  equal_ = false;
  if (!open()) return;
  if (source != nullptr && near_source) {
    // The peer gets it from the source; it learns that we have it, and we push only what stays
    // away.
    ++counts_.held_back;
    held_back_[feed] = now + profile_.hold_back_us;
    acks_.insert(feed);
    return;
  }
  mark_ready(feed);
}

bool Session::took(const PackAgain& again) {
  const bool current = open() && again.contact == contact_;
  if (current) owed_credit_ += again.pack.size();
  return current;
}

void Session::answer_pack(const WantPack& want) {
  const bool known =
      open() && want.contact == contact_ && node_.ledger.shared(want.feed.book, peer_area_);
  if (known && packs_wanted_.size() < kBatchesInFlightMax) packs_wanted_.push_back(want);
}

void Session::want_pack(const BatchPlace& place) {
  const bool room = packs_to_ask_.size() < kBatchesInFlightMax;
  if (open() && room && node_.ledger.shared(place.feed.book, peer_area_)) {
    packs_to_ask_.push_back(place);
  }
}

void Session::directory_grew() {
  if (!unknown_writer_refused_) return;
  unknown_writer_refused_ = false;
  // Our vector shows them what we lack, and unblocks it.
  show_books_ = true;
}

void Session::mark_ready(const FeedId& feed) { ready_.insert({priority_of(feed), feed}); }

void Session::heed_head(const FeedHead& theirs) {
  const FeedId& feed = theirs.feed;
  const FeedHead own = node_.ledger.standing(feed);
  if (theirs.number > own.number) {
    if (!node_.ledger.is_open(feed)) acks_.insert(feed);
    show_fork(theirs);
    return;
  }
  if (theirs.number == own.number && theirs.hash == own.hash) return free_waiting(feed);
  if (blocked_.contains(feed) || held_back_.contains(feed)) return;
  // The peer has no other branch of a feed that we have pushed ourselves.
  const bool forked = !sent_.contains(feed) && theirs.number > 0 &&
                      node_.ledger.hash_at(feed, theirs.number) != theirs.hash;
  offer(feed, theirs.number, forked);
}

void Session::show_fork(const FeedHead& theirs) {
  const std::optional<std::uint64_t> fork = node_.ledger.directory().fork(theirs.feed);
  const bool news = fork && theirs.number >= *fork && node_.ledger.at(theirs.feed).number >= *fork;
  if (news && forks_shown_.insert(theirs.feed).second)
    forks_to_show_.push_back({theirs.feed, *fork});
}

void Session::offer(const FeedId& feed, std::uint64_t from, bool forked) {
  // The same number with another hash: our batch there proves the fork to them.
  if (forked) {
    --from;
    resend_.insert(feed);
  }
  // A batch that is under way already need not go twice.
  const auto sent = sent_.find(feed);
  if (sent != sent_.end() && sent->second > from) return;
  sent_[feed] = from;
  mark_ready(feed);
}

bool Session::is_ahead(const FeedHead& head) const {
  const std::uint64_t number = std::min(head.number, node_.ledger.standing(head.feed).number);
  const auto known = peer_.find(head.feed);
  const auto sent = sent_.find(head.feed);
  if (known == peer_.end() && sent == sent_.end()) return number == 0;
  return (known != peer_.end() && known->second.number >= number) ||
         (sent != sent_.end() && sent->second >= number);
}

bool Session::knows_lane(const FeedId& feed) const {
  const FeedId before = before_feeds_of(feed.book, feed.writer);
  for (auto at = peer_.lower_bound(before); at != peer_.end(); ++at) {
    if (at->first.book != feed.book || at->first.writer != feed.writer) return false;
    if (at->first.lane == feed.lane && at->second.number > 0) return true;
  }
  return false;
}

bool Session::follows(const FeedId& feed) {
  const bool some = knows_lane(feed);
  const auto lacking = [&](const FeedId& of) -> std::optional<FeedId> {
    for (const FeedHead& head : node_.ledger.at(of).continues) {
      // A peer that has some of this lane has what it leaves out, or says that it has not.
      const bool unknown = !peer_.contains(head.feed) && !sent_.contains(head.feed);
      if (!is_ahead(head) && !(unknown && some)) return head.feed;
    }
    return std::nullopt;
  };
  FeedId next = feed;
  while (const std::optional<FeedId> before = lacking(next)) {
    after_[*before].insert(next);
    peer_.try_emplace(*before);
    next = *before;
  }
  if (next != feed) mark_ready(next);
  return next == feed;
}

void Session::free_waiting(const FeedId& feed) {
  const auto waiting = after_.extract(feed);
  if (!waiting) return;
  for (const FeedId& next : waiting.mapped()) mark_ready(next);
}

bool Session::peer_has(const FeedId& feed, std::uint64_t number) const {
  const auto found = peer_.find(feed);
  return found != peer_.end() && found->second.number >= number;
}

CountedHead Session::counted(const FeedId& feed) const {
  const FeedState state = node_.ledger.at(feed);
  return {node_.ledger.standing(feed), state.events, state.bytes};
}

bool Session::take_redial() { return std::exchange(redial_, false); }

}  // namespace jenjang

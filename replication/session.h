#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "replication/heard_heads.h"
#include "replication/lag.h"
#include "replication/ledger.h"
#include "replication/ports.h"
#include "schema/link_message.h"
#include "schema/sign.h"

namespace jenjang {

// How eager a link is. All times in microseconds.
struct SessionProfile {
  std::int64_t hello_every_us = 300 * kMillisecondUs;
  std::int64_t redial_after_us = kSecondUs;       // Without an answer or progress.
  std::int64_t redial_max_us = 16 * kSecondUs;    // Patience grows to this.
  std::int64_t summary_idle_us = 60 * kSecondUs;  // Heartbeat of an idle link.
  std::int64_t summary_after_change_us = kSecondUs;
  std::int64_t hold_back_us = 500 * kMillisecondUs;
  std::uint64_t window_bytes = 4 << 20;

  static SessionProfile lan() { return {}; }
  static SessionProfile vsat();
};

// Messages in flight on one link, so that many small batches do not fill the transport's queue.
inline constexpr std::size_t kBatchesInFlightMax = 512;
// The room that a peer claims counts up to this, since the bytes lie in our queues first.
inline constexpr std::uint64_t kWindowBytesMax = 16 << 20;
inline constexpr std::int64_t kHeadsEveryUs = 3600 * kSecondUs;
// Feeds that a peer may speak of on one link, so that it cannot fill our memory with invented ones:
// a national node of 514 regencies compares some ten thousand.
inline constexpr std::size_t kFeedsOfAPeerMax = 100'000;

// What a session needs of the node it belongs to. All of it outlives the session.
struct SessionNode {
  const NodeSignKeys& keys;
  const Ledger& ledger;
  Random& random;
};

// The node at the other end, as far as it never changes.
struct SessionPeer {
  Area area;
  SignKey key;
};

// One link's conversation with one peer: who holds what, and what to push. Pure: messages and time
// in, messages out. `absorb` calls change memory only; everything sent comes from emit(), which
// runs after the turn's commit, so nothing is said before it is on disk. Owned by the replica.
//
// Steps of a contact: both ends say Hello with a fresh contact number; compare a Summary of the
// directory and of the shared books; where they differ, exchange the vectors and push what the
// other lacks, directory first. From then on each new batch is pushed at once and acknowledged by
// Have.
class Session {
 public:
  struct Counts {
    std::uint64_t bytes_sent = 0;
    std::uint64_t bytes_received = 0;
    std::uint64_t batches_sent = 0;
    std::uint64_t batches_received = 0;
    std::uint64_t refused = 0;
    std::uint64_t stale = 0;      // Messages of an earlier contact, dropped.
    std::uint64_t held_back = 0;  // Batches left to the peer's neighbour for a moment.
  };

  Session(const LinkId& link, const SessionPeer& peer, const SessionNode& node,
          const SessionProfile& profile, Instant now);

  // Who dials has made a connection: it may know another life of this node, and hears who we are.
  void connected(Instant now);
  // Messages of the peer, but for Deliver, whose batches the replica takes to the ledger first.
  void absorb(const LinkMessage& message, Now now);
  // True for a Deliver of this contact; others are dropped unread.
  bool current(const Deliver& deliver) const { return open() && deliver.contact == contact_; }
  // What became of a Deliver of this contact.
  void took(const Deliver& deliver, const Absorbed& outcome, Instant now);
  // A batch is in this turn's writes. `source` is the peer that sent it; nullptr for our own.
  // `near_source`: the source and this peer reach each other without us.
  void stored(const FeedId& feed, const Session* source, bool near_source, Instant now);
  void count_received(std::size_t bytes) { counts_.bytes_received += bytes; }
  // The ledger has changed a feed, and nothing was said or heard since.
  void own_changed(const FeedChange& change);
  // A PackAgain of this contact: its bytes are out of the window again. False for others.
  bool took(const PackAgain& again);
  // A pack is asked for again, since what the peer has fails its digests.
  void answer_pack(const WantPack& want);
  void want_pack(const BatchPlace& place);
  // The directory grew: what was refused for want of an enrolment may be welcome now.
  void directory_grew();

  // Appends what is due now. The ledger must show the last commit.
  void emit(Now now, std::vector<Outbound>& out);
  // When emit has something to say even if nothing happens.
  Instant wake_at() const;
  // Heads that the peer has signed since the last call; this node has countersigned them.
  std::optional<HeardHeads> take_heads() { return std::exchange(heads_heard_, std::nullopt); }
  // Heads of this node that the peer has countersigned since the last call, and when it did.
  struct Countersigned {
    Heads heads;
    WallTime wall;
  };
  std::optional<Countersigned> take_countersigned() {
    return std::exchange(countersigned_, std::nullopt);
  }
  // Set when the dialled connection should be dropped and dialled again; reading clears it.
  bool take_redial();

  const LinkId& link() const { return link_; }
  const Area& peer_area() const { return peer_area_; }
  bool open() const { return heard_.value != 0 && greeted_; }
  bool equal() const { return equal_; }
  // The peer has this batch on disk.
  bool peer_has(const FeedId& feed, std::uint64_t number) const;
  const Counts& counts() const { return counts_; }
  std::optional<Instant> heard_at() const { return heard_at_; }
  std::optional<Instant> proved_at() const { return proved_at_; }
  std::optional<WallTime> witnessed() const { return witnessed_; }
  const std::optional<Summary>& peer_summary() const { return peer_summary_; }

  // The peer's lag behind the open feeds that are shared, and this node's behind all that the peer
  // holds or has signed for; while the contact is lost, by the peer's last word. Running sums: a
  // look costs nothing.
  Lag to_send() const { return lags_.to_send; }
  Lag to_receive() const { return lags_.to_receive; }
  // The counts that they are reckoned from.
  using Known = std::map<FeedId, Counted>;
  const Known& last_known() const { return known_books_ ? peer_ : peer_before_; }
  const Known& peer_signed() const { return peer_signed_; }

 private:
  struct Ready {
    int priority = 0;
    FeedId feed;
    auto operator<=>(const Ready&) const = default;
  };
  struct Lags {
    Lag to_send;
    Lag to_receive;
  };

  void absorb_hello(const Hello& hello, Instant now);
  void absorb_summary(const Summary& summary);
  void absorb_vector(const VectorPart& part);
  void absorb_have(const Have& have, Instant now);
  void absorb_refused(const Refused& refused);
  void absorb_heads(const SignedHeads& heads, WallTime wall);
  void absorb_witness(const SignedWitness& witness);
  void take_credit(std::uint64_t bytes);
  // They sent that batch, so they hold it.
  void note_sent(const FeedId& feed, std::uint64_t number);
  void start_contact(Instant now);
  void forget_peer();
  void adopt_vector(bool directory, const std::map<FeedId, CountedHead>& theirs);
  // Forgets which feeds wait for others in the directory, or in the books.
  void forget_waits(bool directory, bool sent_too);
  // The peer cannot hold a feed that it has not spoken of: it has nothing of its lane, or shows as
  // open what it goes on from.
  bool lacks(const FeedId& feed) const;
  void push_missing(bool directory);
  void mark_ready(const FeedId& feed);
  // A feed as far as the peer says it has it: we push what it lacks, or tell it what we lack.
  void heed_head(const FeedHead& theirs);
  // The peer has not heard that the feed is forked below its head. The proof may lie in a feed that
  // goes on from our branch, which it cannot take in: our batch at the fork proves it too.
  void show_fork(const FeedHead& theirs);
  // Pushes what follows number `from`, which the peer has; `forked`: by another hash.
  void offer(const FeedId& feed, std::uint64_t from, bool forked);
  // The peer has the feed up to there, or gets it before whatever is pushed next.
  bool is_ahead(const FeedHead& head) const;
  // The peer has something of this book, writer and lane.
  bool knows_lane(const FeedId& feed) const;
  // Whether what the feed goes on from is ahead of it. If not, that goes first, and the feed waits.
  bool follows(const FeedId& feed);
  void free_waiting(const FeedId& feed);
  CountedHead counted(const FeedId& feed) const;

  // session_lag.cc. All changes of peer_, known_books_ and peer_signed_ that count for lag.
  void know(const FeedId& feed, const Counted& counts);
  Known::iterator forget(Known::iterator known);
  // The peer's part of the directory, or of the books.
  std::pair<Known::iterator, Known::iterator> known_part(bool directory);
  void forget_known(bool directory);
  // The peer holds all that is open here, and of all else nothing is known.
  void know_equal(bool directory);
  // From now on lag is reckoned from what this contact has said.
  void know_books();
  void take_signed(const std::vector<CountedHead>& heads);
  // One feed's share of lag.
  Lags lags_of(const FeedId& feed, const OwnFeed& own) const;
  void replace_lags(const Lags& before, const Lags& after);
  void reckon_lags();

  // When to say who we are, unasked.
  Instant next_call() const;
  void emit_greeting(Now now, std::vector<Outbound>& out);
  void emit_answers(Instant now, std::vector<Outbound>& out);
  void emit_packs(Instant now, std::vector<Outbound>& out);
  void emit_comparison(Now now, std::vector<Outbound>& out);
  // Answers the peer's vector of that round, or asks in a new round.
  void emit_vector(bool directory, std::optional<std::uint64_t> answers,
                   std::vector<Outbound>& out);
  void emit_heads(Now now, std::vector<Outbound>& out);
  // This node's signed heads, as they are now.
  SignedHeads sign_heads(WallTime wall);
  bool has_room() const;
  void spend(std::size_t bytes, Instant now);
  void push(Instant now, std::vector<Outbound>& out);
  void push_forks(Instant now, std::vector<Outbound>& out);
  bool push_next(const FeedId& feed, Instant now, std::vector<Outbound>& out);
  void note_equal(bool directory);
  void watch_progress(Instant now);
  void send(const LinkMessage& message, std::vector<Outbound>& out);

  const LinkId link_;
  const Area peer_area_;
  const SignKey peer_key_;
  const SessionNode node_;
  const SessionProfile profile_;

  ContactId contact_;     // Ours.
  ContactId heard_;       // Theirs; 0 before they were heard.
  bool greeted_ = false;  // They have heard ours.
  bool hello_owed_ = false;
  Instant next_hello_;
  Instant contact_began_;
  // How long the peer may owe an answer; doubled each time that was not enough, until it answers.
  std::int64_t patience_us_;
  bool redial_ = false;

  // What the peer holds, as it said; meaningless before known_.
  bool known_directory_ = false;
  bool known_books_ = false;
  Known peer_;
  // The same of the contact before this one: what lag is reckoned from while a link is silent.
  Known peer_before_;
  std::map<FeedId, std::uint64_t> sent_;  // The last number pushed in this contact.
  std::set<Ready> ready_;                 // Feeds that may have something to push.
  std::map<FeedId, Instant> held_back_;   // Until then.
  std::set<FeedId> blocked_;              // Refused; until the next vector.
  std::set<FeedId> resend_;               // Next goes what the peer has by another hash.
  std::set<FeedId> forks_shown_;          // In this contact, each once.
  std::vector<BatchPlace> forks_to_show_;
  std::map<FeedId, std::set<FeedId>> after_;  // What goes on from a feed, and waits for it.
  std::int64_t credit_ = 0;
  std::deque<std::int64_t> in_flight_;  // Bytes of each batch that is not answered, in order.
  std::int64_t in_flight_bytes_ = 0;    // Their sum, less what of the first has come back.
  std::int64_t returned_bytes_ = 0;     // Of the first.
  Instant progress_at_;

  std::set<FeedId> acks_;
  std::uint64_t owed_credit_ = 0;
  std::vector<Refused> refusals_;
  bool unknown_writer_refused_ = false;

  std::optional<Summary> summary_in_;  // To be compared by the next emit.
  std::optional<Summary> peer_summary_;
  Instant next_summary_;
  bool summary_reply_owed_ = false;
  bool directory_equal_ = false;
  bool equal_ = false;
  bool show_books_ = false;                 // Send our vector of the books, unasked.
  std::optional<Instant> own_summary_at_;   // One of ours that is not answered.
  std::map<bool, Instant> own_vectors_at_;  // When we asked; by whether of the directory.
  struct VectorIn {
    bool directory = false;
    bool answer = false;
    std::uint32_t parts_left = 0;
    std::map<FeedId, CountedHead> heads;
  };
  std::map<std::uint64_t, VectorIn> vectors_in_;  // By round; adopted by emit when whole.
  std::vector<CountedHead> heads_in_;             // Heeded by emit, after the vectors.
  Instant delivered_at_;

  std::optional<WallTime> witnessed_;
  Known peer_signed_;  // The peer's own feeds, as it last signed for them.
  Lags lags_;
  std::optional<HeardHeads> heads_heard_;
  std::optional<Heads> heads_signed_;  // Our last, and their digest.
  VectorDigest heads_signed_digest_;
  std::optional<Countersigned> countersigned_;
  std::vector<SignedWitness> witnesses_;
  std::deque<WantPack> packs_wanted_;  // By the peer.
  std::vector<BatchPlace> packs_to_ask_;
  bool heads_due_ = false;
  VectorDigest heads_books_;  // What the last signed heads said of the books.
  std::optional<Instant> heads_sent_at_;

  std::optional<Instant> heard_at_;
  std::optional<Instant> proved_at_;
  Counts counts_;
};

}  // namespace jenjang

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "replication/directory.h"
#include "replication/feed_record.h"
#include "replication/store.h"
#include "schema/batch.h"
#include "schema/keys.h"
#include "schema/link_message.h"

namespace jenjang {

// One book, as far as it is held: the feeds that none has continued yet where they end here. Those
// that one has are closed: they lie in the store alone, and whoever holds the newest holds them
// too.
struct BookFeeds {
  std::map<FeedId, FeedState> feeds;
  // The digest of the book's vector, zero where that is empty; nothing after a change.
  mutable std::optional<VectorDigest> digest;
};

enum class Verdict {
  stored,
  duplicate,
  gap,
  unknown_writer,
  not_held,
  malformed,
  bad_signature,
  fork,
  closed,
};
std::string_view verdict_name(Verdict verdict);

// A batch as it was taken in or written: what the layers above fold.
struct StoredBatch {
  Arrival arrival = 0;
  BatchHeader header;
  std::vector<BatchItem> items;
  std::string pack;  // The frame that is kept; empty where nothing rides beside.
  // What it holds, in order, where the one who has just packed it says so.
  std::optional<std::vector<ContentDigest>> contents;
};

struct Absorbed {
  Verdict verdict = Verdict::malformed;
  std::string why;                    // For the log; empty where stored.
  std::optional<BatchHeader> header;  // Unless malformed.
  std::optional<StoredBatch> batch;   // Only where stored.
  std::optional<ForkProof> proof;     // With Verdict::fork, where both headers are at hand.
  std::optional<Excess> excess;       // With Verdict::closed, where they are too many.
  std::vector<FeedId> lacking;        // With Verdict::gap: what it goes on from and is not here.
};

// A run of items for one feed, with the contents that ride beside it.
struct Append {
  FeedId feed;
  std::vector<BatchItem> items;
  std::string pack;
};

// A feed as far as this node holds it.
struct OwnFeed {
  Counted counts;
  bool open = false;
};

// One feed grew, was closed or was opened.
struct FeedChange {
  const FeedId& feed;
  OwnFeed before;
  OwnFeed after;
};

// Called with each change as soon as it is made.
using FeedWatch = std::function<void(const FeedChange&)>;
// Gives a pack frame in the place of another.
using PackFilter = std::function<std::string(std::string_view frame)>;
// Makes a batch's pack anew of all that is here; empty where nothing is.
using PackSource = std::function<std::string(const BatchPlace& place)>;

// All feeds that a node holds. Decides what is taken into them, seals what the node writes, and
// gives the vectors that links compare. Owned by the core thread; never reads a clock.
//
// Memory runs ahead of the store by the turn that is being written: a turn whose commit failed ends
// the process.
class Ledger {
 public:
  Ledger(const StoreView& store, Directory& directory, const Area& own);

  // Reads feeds, arrivals and the directory's entries back; corrupt where they do not decode.
  Result<void> load();

  // What becomes of packs before they are kept and before they are sent on, and what is sent when
  // one is asked for again.
  void set_packs(PackFilter keep, PackFilter send, PackSource again) {
    keep_filter_ = std::move(keep);
    send_filter_ = std::move(send);
    pack_source_ = std::move(again);
  }

  void set_watch(FeedWatch watch) { watch_ = std::move(watch); }

  // Takes a batch from outside in, or says why not. Checked: the holding rule, the writer's
  // enrolment and area, cuts, the chain and what the feed goes on from, the signature, sizes and
  // the Merkle root.
  Absorbed absorb(const SealedBatch& batch, std::string_view pack, Writes& writes);

  // The turn's writes are in the store.
  void committed();

  // Decides anew which feeds of writers that are or were cut are closed: a cut may take away the
  // header that continued one, or the end that it was continued at, and may fall away itself. Due
  // before the commit of a turn in which the cuts changed.
  // Gives those writers, as far as feeds of theirs are here.
  std::set<NodeId> judge_closings(Writes& writes);

  // Seals items as this node's next batch of that feed, which goes on from all open ones of its
  // book, writer and lane. Requires a feed that this node may write.
  StoredBatch append(Append append, const NodeSignKeys& own, WallTime now, Writes& writes);

  // A directory entry lies in some batch held here; one that is merely known, from an invitation or
  // a batch that was refused, does not travel.
  bool holds_entry(const EntryId& id) const { return entries_.contains(id); }

  const Directory& directory() const { return directory_; }
  const std::map<Book, BookFeeds>& books() const { return books_; }
  // Of one writer, open or closed. Reads the store.
  std::map<FeedId, FeedState> feeds_of(const NodeId& writer) const;
  // Open or closed; FeedState{} for a feed never heard of.
  FeedState at(const FeedId& feed) const;
  bool is_open(const FeedId& feed) const { return open_state(feed) != nullptr; }
  OwnFeed own(const FeedId& feed) const;
  // Whether it is held up to there, or as far as a fork lets anybody hold it.
  bool holds(const FeedHead& head) const;
  // The hash of a header that is held. Requires 1 <= number <= at(feed).number.
  HeaderHash hash_at(const FeedId& feed, std::uint64_t number) const;
  // Entries of refused batches that say something which stands, since the last call. They lie in no
  // batch that is held: whoever heeds them publishes them, or is the only one who knows.
  std::vector<SignedEntry> take_learned() { return std::exchange(learned_, {}); }
  // Directory entries that lie past a cut and nowhere else, with who wrote them there: of the last
  // commit. Slow: reads the whole directory.
  std::vector<std::pair<SignedEntry, NodeId>> stranded_entries() const;
  // The weight of the writer's feeds in the directory, as its allowance counts it.
  std::uint64_t directory_weight(const NodeId& writer) const;
  // The head that counts: up to a cut, where the feed has one.
  FeedHead standing(const FeedId& feed) const;

  // The end that a cut puts to the feed: nothing of it is taken in beyond. Nothing where it has
  // none. Of a revoked node all feeds have one: those that a cut leads to where it does, all others
  // at 0, and so have those of a node that is barred. A fork ends its feed before the first number
  // proved twice.
  std::optional<std::uint64_t> end_of(const FeedId& feed) const;
  // Whether the writer's word in that batch, which is held, counts. A revoked node's does where a
  // cut's head leads back to it; before that head is held, and while nothing held speaks against
  // it, up to the cut.
  bool accepts(const FeedId& feed, std::uint64_t number) const;
  // Proof that a revocation accepts the header, for a copy of what is in that batch: nothing for a
  // writer that is not revoked, or where it does not or this ledger cannot tell.
  std::optional<AcceptedHeader> prove_accepted(const FeedId& feed, std::uint64_t number) const;
  // Evidence, where another batch of that number is held here. Its signature is not looked at.
  std::optional<ForkProof> fork_by(const BatchHeader& header, const SignedHeader& bytes) const;
  // A cut there. Requires that it is held.
  FeedCut cut_at(const FeedHead& head) const;
  // The numbers up to which the writer's feeds were held before that arrival: 0 for one that came
  // later. Slow, like the next: reads the store.
  using Held = std::map<FeedId, std::uint64_t>;
  Held held_before(const NodeId& writer, Arrival before) const;
  // Cuts that accept just that: of the newest feeds, and of every one in the directory.
  std::vector<FeedCut> cuts_at(const Held& held) const;
  // Changes whenever accepts() may, and only then.
  VectorDigest cuts_digest() const;
  // Grows whenever that may have changed but for the directory's cuts.
  std::uint64_t judged() const { return judged_; }
  // The next arrival's number, from 0.
  Arrival arrivals() const { return next_arrival_; }

  // The vector of a link to a node of `area`: the standing heads of the open feeds of the shared
  // books, the directory apart.
  std::vector<FeedHead> vector_of_books(const Area& area) const;
  std::vector<FeedHead> vector_of_directory() const;
  // Equal where the vectors are, and nowhere else. Hashed anew only after a change of such a book.
  VectorDigest digest_of_books(const Area& area) const;
  VectorDigest digest_of_directory() const;
  // Whether a link to a node of `area` carries this book.
  bool shared(const Book& book, const Area& area) const;

  // The stored batch and pack, from the last commit; nothing where it is not here.
  std::optional<SealedBatch> batch(const FeedId& feed, std::uint64_t number) const;
  // As it may be sent on.
  std::string pack(const FeedId& feed, std::uint64_t number) const;
  std::string pack_again(const BatchPlace& place) const {
    return pack_source_ ? pack_source_(place) : pack(place.feed, place.number);
  }

 private:
  // `state`: the feed as it is before this batch.
  void store(FeedState state, const SealedBatch& batch, const BatchHeader& header,
             const std::string& pack, Writes& writes);
  std::string filtered(std::string_view pack) const;
  std::optional<Absorbed> refuse_by_directory(const BatchHeader& header, const SealedBatch& batch);
  std::optional<Absorbed> refuse_by_chain(const FeedState& state, const BatchHeader& header,
                                          const SealedBatch& batch);
  // The writer's allowance in the directory is used up: refused with the proof, where all of its
  // headers are at hand.
  std::optional<Absorbed> refuse_by_quota(const FeedState& state, const BatchHeader& header,
                                          const SealedBatch& batch) const;
  // Refuses a first batch that would leave more open feeds of its writer in that book and lane than
  // any node needs. The order of arrival decides which ones a node holds, so holders stay unequal
  // until the writer is revoked; the limit bounds what that costs them.
  std::optional<Absorbed> refuse_by_width(const BatchHeader& header) const;
  std::optional<Excess> excess_with(const BatchHeader& header, const SignedHeader& bytes) const;
  std::optional<Absorbed> refuse_by_continued(const BatchHeader& header, const SealedBatch& batch);
  // Learns the writer's own enrolment from a stranger's batch, and the authorities that lead to it.
  // Nothing else that it says is looked at.
  void learn_writer(const BatchHeader& header, const SealedBatch& batch);
  // Notes revocations that would stand in a batch that a cut keeps out, and that may let it in. The
  // first to come would else decide, where the one that stands lies behind the cut of another.
  void note_revocations(const BatchHeader& header, const SealedBatch& batch);
  // An entry of a batch that is refused, where it proves itself and its signatures hold.
  void learn(const SignedEntry& said, const BatchHeader& header);
  // Entries of a batch that is held here; one that does not decode is parked, never the link.
  void keep_entries(const BatchHeader& header, const std::vector<BatchItem>& items, Writes& writes);
  void keep_entry(const SignedEntry& entry, const EntryPlace& place);
  // Every entry of the last commit that opens.
  void scan_entries(
      const std::function<void(SignedEntry entry, const BatchPlace& place)>& visit) const;
  // All entries that are held, to a directory that has dropped some of them.
  void keep_again();
  // The writer's feeds of that book, open or closed. Reads the store.
  std::map<FeedId, FeedState> feeds_in(const Book& book, const NodeId& writer) const;
  // Checks the signature of what was not checked before.
  Result<SignedEntry> open_entry(const BatchItem& item) const;
  std::vector<FeedHead> vector_of(const Book& book) const;
  VectorDigest digest_of(const Book& book) const;
  const FeedState* open_state(const FeedId& feed) const;
  // Heads of open feeds that a new one of the same writer goes on from.
  std::vector<FeedHead> to_continue(const FeedId& feed) const;
  // The open feeds of the same book, writer and lane, `feed` itself apart.
  std::vector<std::pair<FeedId, const FeedState*>> open_beside(const FeedId& feed) const;
  // The feed ends here where the other goes on from it.
  bool ends_at(const FeedHead& continued) const;
  // A feed that goes on from the head closes an open one.
  bool closes(const FeedHead& continued) const {
    return is_open(continued.feed) && ends_at(continued);
  }
  void close(const FeedId& feed, Writes& writes);
  void open(const FeedId& feed, FeedState state, Writes& writes);
  // The feed must be open.
  void keep(const FeedId& feed, FeedState state, Writes& writes);
  void forget_digest(const Book& book);
  void tell(const FeedId& feed, const OwnFeed& before, const OwnFeed& after) const {
    if (watch_) watch_({feed, before, after});
  }
  FeedHead standing(const FeedId& feed, const FeedState& state) const;
  // The end of a feed that a cut of its writer's revocation leads to. `sound`: what is held agrees
  // with it.
  struct End {
    std::uint64_t number = 0;
    HeaderHash head;
    bool sound = false;
    bool provisional = false;  // Nobody here knows yet whether a cut leads to it.
    FeedId named;              // The feed of that cut.
  };
  using Ends = std::map<FeedId, End>;
  // Requires a revoked writer. Reckoned anew where cuts, or first or last headers, have changed.
  const Ends& ends_of(const NodeId& writer) const;
  Ends reckon_ends(const NodeId& writer) const;
  // The header, now held, may change them.
  void forget_ends(const BatchHeader& header);
  // Feeds that a first header goes on from, and is refused for, may come now.
  void expect_continued(const BatchHeader& header);
  // The last number on the way to that head that is held: past a fork this may be another branch.
  std::uint64_t held_towards(const FeedHead& head) const;
  // All headers that lead to the head, the oldest first, as far as they are held.
  std::vector<MerkleHash> headers_to(const FeedHead& head) const;

  const StoreView& store_;
  Directory& directory_;
  Area own_;
  std::map<Book, BookFeeds> books_;
  // Digests of all books held of an area and those below it; none after a change of one of them.
  mutable std::map<Area, VectorDigest> digests_below_;
  std::map<BatchPlace, HeaderHash> uncommitted_;  // Of this turn, which batch() cannot show yet.
  std::map<FeedId, FeedState> closed_now_;        // Of this turn too.
  std::set<NodeId> cut_before_;  // As judge_closings() last saw them, in the life before too.
  mutable std::map<NodeId, Ends> ends_;  // Of revoked writers, by the cuts of that version.
  mutable std::uint64_t ends_version_ = 0;
  std::uint64_t judged_ = 0;
  // The heads that first headers of revoked writers go on from, by feeds that are not here yet.
  std::map<FeedId, std::vector<FeedHead>> expected_;
  // The leaves of the cut that was last proved from.
  mutable std::pair<FeedHead, std::vector<MerkleHash>> proved_from_;
  std::set<EntryId> entries_;   // Of the directory, as far as they lie in a batch held here.
  std::set<EntryId> unsigned_;  // Those whose signature does not hold.
  std::vector<SignedEntry> learned_;
  Arrival next_arrival_ = 0;
  PackFilter keep_filter_;
  PackFilter send_filter_;
  PackSource pack_source_;
  FeedWatch watch_;
};

VectorDigest digest_of(const std::vector<FeedHead>& vector);

}  // namespace jenjang

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "replication/directory.h"
#include "replication/store.h"
#include "schema/batch.h"
#include "schema/keys.h"
#include "schema/link_message.h"

namespace jenjang {

// How far this node holds one feed. Feeds are dense, so everything up to `number` is here.
struct FeedState {
  std::uint64_t number = 0;
  HeaderHash head;  // Zero at 0.
  WallTime sealed;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
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
};

// A run of items for one feed, with the contents that ride beside it.
struct Append {
  FeedId feed;
  std::vector<BatchItem> items;
  std::string pack;
};

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

  // Takes a batch from outside in, or says why not. Checked: the holding rule, the writer's
  // enrolment and area, cuts, the chain, the signature, sizes and the Merkle root.
  Absorbed absorb(const SealedBatch& batch, std::string_view pack, Writes& writes);

  // The turn's writes are in the store.
  void committed() { uncommitted_.clear(); }

  // Seals items as this node's next batch of that feed. Requires a feed that this node may write.
  StoredBatch append(Append append, const SignSecret& secret, WallTime now, Writes& writes);

  // A directory entry lies in some batch held here; one that is merely known, from an invitation or
  // a batch that was refused, does not travel.
  bool holds_entry(const EntryId& id) const { return entries_.contains(id); }

  const std::map<FeedId, FeedState>& feeds() const { return feeds_; }
  // FeedState{} for a feed never heard of.
  FeedState at(const FeedId& feed) const;
  // Directory entries that lie past a cut and nowhere else, with who wrote them there: of the last
  // commit. Slow: reads the whole directory.
  std::vector<std::pair<SignedEntry, NodeId>> stranded_entries() const;
  // The head that counts: up to a cut, where the feed has one.
  FeedHead standing(const FeedId& feed) const;
  // Its author closed the feed at this very head: it has left the compared vector.
  bool closed_and_complete(const FeedHead& head) const;
  // The next arrival's number, from 0.
  Arrival arrivals() const { return next_arrival_; }

  // What a link to a node of `area` compares: the standing heads of the shared books (the directory
  // apart), without feeds that are closed and complete, with closed ones that are missing.
  std::vector<FeedHead> vector_of_books(const Area& area) const;
  std::vector<FeedHead> vector_of_directory() const;
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
  void store(const SealedBatch& batch, const BatchHeader& header, const std::string& pack,
             Writes& writes);
  std::string filtered(std::string_view pack) const;
  std::optional<Absorbed> refuse_by_directory(const BatchHeader& header, const SealedBatch& batch);
  std::optional<Absorbed> refuse_by_chain(const BatchHeader& header, const SealedBatch& batch);
  void take_entries(const BatchHeader& header, const std::vector<BatchItem>& items);
  // The same for a batch that is held here; what does not decode is parked, never the link.
  void keep_entries(const BatchHeader& header, const std::vector<BatchItem>& items, Writes& writes);
  void keep_entry(const SignedEntry& entry, const EntryPlace& place);
  // Checks the signature of what the directory has not seen.
  Result<SignedEntry> open_entry(const BatchItem& item) const;
  void collect(const Book* only, const Area& area, std::vector<FeedHead>& out) const;
  void add_to_vector(const FeedId& feed, std::vector<FeedHead>& out) const;

  const StoreView& store_;
  Directory& directory_;
  Area own_;
  std::map<FeedId, FeedState> feeds_;
  std::map<BatchPlace, HeaderHash> uncommitted_;  // Of this turn, which batch() cannot show yet.
  std::set<EntryId> entries_;  // Of the directory, as far as they lie in a batch held here.
  Arrival next_arrival_ = 0;
  PackFilter keep_filter_;
  PackFilter send_filter_;
  PackSource pack_source_;
};

VectorDigest digest_of(const std::vector<FeedHead>& vector);

}  // namespace jenjang

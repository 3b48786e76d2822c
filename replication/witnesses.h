#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "replication/heard_heads.h"
#include "replication/ledger.h"
#include "replication/store.h"
#include "schema/countersigned_heads.h"

namespace jenjang {

// A witness writes of one node at most this often.
inline constexpr std::int64_t kWitnessEveryMs = 3'600'000;
// Nodes that one witness is believed to have seen in one book; of more the oldest are forgotten.
inline constexpr std::size_t kWitnessedNodesMax = 64;

// Whether a node of `witness` may say what a node of `of` has signed: those above an area may, and
// those of a province about the nation.
bool may_witness(const Area& witness, const Area& of);
// The book it says so in: that of the area; a province's own for the nation, whose book no province
// holds. Requires may_witness.
Book witness_book(const Area& witness, const Area& of);
// The area that a witness may speak of in that book; nothing where there is none.
std::optional<Area> witnessed_area(const Area& witness, const Book& book);

// Heads of a node as one witness has countersigned them.
struct Witnessed {
  Heads heads;
  WallTime wall;     // When, by the witness' clock.
  BatchPlace place;  // Of the batch that says so.
  WallTime kept;     // When it was written or taken in here, by this node's clock.
};

// Countersigned heads: the newest of each node and witness, as far as they lie in batches that are
// held here and count, and those that this node has countersigned and owes the books. Owned by the
// replica.
//
// The newer of two batches of one witness is the later one in the same feed, else the one in a feed
// that is still open, else the one in a feed that goes on from the other. So it is a function of
// what is held, but where two processes have written with one key: there it is the one that came
// later.
class Witnesses {
 public:
  Witnesses(const StoreView& store, const Ledger& ledger, const NodeSignKeys& own)
      : store_(store), ledger_(ledger), own_(own) {}

  // Corrupt where what is kept does not decode.
  Result<void> load();

  // Heads of a peer that this node has countersigned at that time.
  void hear(const Enrolment& peer, const HeardHeads& heads, Now now);
  // Heads of this node that a peer has countersigned.
  void hear_own(const NodeId& peer, const Heads& heads, WallTime wall);
  // A batch in the witness lane that is in this turn's writes. Items that prove nothing, and those
  // that their writer may not say, are passed by.
  void read(const StoredBatch& batch, WallTime now, Writes& writes);
  // Decides anew what counts of these writers, which are or were cut. Due in a turn in which cuts
  // changed.
  void judge_cut(const std::set<NodeId>& writers, Writes& writes);

  // The items that are due, for this node's feeds in these books.
  std::map<Book, std::vector<BatchItem>> take_due(Now now);
  // When something is.
  Instant wake_at() const;

  // By witness.
  using Of = std::map<NodeId, Witnessed>;
  // Nothing of a node that nobody has witnessed.
  const Of& of(const NodeId& node) const;
  // Heads that were heard on a link since start, perhaps in no batch so far: of a node below and of
  // this one. The witness is this node, or the peer that it names.
  struct Heard {
    NodeId witness;
    Heads heads;
    WallTime wall;
  };
  const Heard* heard(const NodeId& node) const;

 private:
  struct Owed {
    CountersignedHeads item;
    Heads heads;
    Book book = Book::directory();
    Instant due;
  };
  // Written since start. Of its own records too the newest is not always the last written: a clock
  // may have been put back, and a feed be open again.
  struct Written {
    Heads heads;
    Instant at;
  };
  enum class Reading { arriving, again };
  void keep(const BatchHeader& header, const BatchItem& item, Reading reading, WallTime now,
            Writes& writes);
  bool counts(const BatchPlace& place) const;
  // The first header of `feed` names the other.
  bool continues(const FeedId& feed, const FeedId& other) const;
  bool newer(const BatchPlace& place, WallTime wall, const Witnessed& than, Reading reading) const;
  void forget(const NodeId& node, const NodeId& witness, Writes& writes);
  // Makes room for one more node of that witness and book.
  void forget_oldest(const FeedId& feed, Writes& writes);
  // The newest batches of a feed, up to that number.
  void read_back(const FeedId& feed, std::uint64_t number, Writes& writes);

  const StoreView& store_;
  const Ledger& ledger_;
  const NodeSignKeys& own_;
  std::map<NodeId, Of> newest_;
  std::map<NodeId, Heard> heard_;
  std::map<NodeId, Owed> owed_;
  std::map<NodeId, Written> written_;
};

}  // namespace jenjang

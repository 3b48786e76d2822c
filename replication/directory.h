#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "replication/area_keys.h"
#include "replication/authorities.h"
#include "schema/directory_entry.h"
#include "schema/ids.h"
#include "schema/sealing.h"

namespace jenjang {

// Where a carried entry stood. Entries that a node signs for itself count only in its own feed.
struct EntryPlace {
  FeedId feed;
  std::uint64_t number = 0;
};

// The node that signed an entry for its area, which counts in that node's own feed alone; nothing
// for an entry that an authority signed, or nobody.
std::optional<NodeId> master_of(const SignedEntry& entry);

// Who may do what, as a pure function of the set of entries held: any order of arrival gives the
// same directory. Every entry carries its own authority and is valid only about its signer's area
// or below it; what has no authority yet waits, and is tried again when an authority arrives. When
// an authority ends, all is judged anew. Of a node's enrolments the one of the highest tier's
// authority stands, of these the highest serial's, and so of its revocations.
class Directory {
 public:
  // Entries that wait in memory; keys and nodes that dropped entries are known to wait for.
  static constexpr std::size_t kWaitingMax = 10'000;
  static constexpr std::size_t kForgottenMax = 100'000;

  // The pinned root speaks for the nation.
  explicit Directory(const Root& root);

  // False for an entry that was here already.
  bool add(const SignedEntry& entry, const EntryPlace& place);
  // Puts off judging: entries added while one of these lives are judged once, when it ends. The
  // directory's answers are stale until then.
  class Together {
   public:
    explicit Together(Directory& directory) : directory_(directory) { ++directory_.together_; }
    ~Together() {
      if (--directory_.together_ == 0) directory_.judge();
    }
    Together(const Together&) = delete;
    Together& operator=(const Together&) = delete;

   private:
    Directory& directory_;
  };

  // Whether it was added before, valid or waiting.
  bool has(const EntryId& id) const { return seen_.contains(id); }

  // An enrolment or an authority that its signer has the authority for already, a root that
  // follows; a revocation that would stand at once.
  bool proves(const SignedEntry& entry) const;

  // Grows whenever something became valid, so that callers can see a change cheaply.
  std::uint64_t version() const { return version_; }
  // The root that a new invitation pins.
  const Root& root() const { return authorities_.root(); }

  // Enrolled, revoked or not; nullptr for a stranger.
  const Enrolment* node(const NodeId& id) const;
  // It has written more into the directory than it may, or has forked its feeds too often: its own
  // headers prove it. Nothing more of it is taken in, and its feeds are in no vector, until it is
  // enrolled with a higher allowance, or revoked. What is held of it counts as before.
  bool barred(const NodeId& id) const { return barred_.contains(id); }
  const std::set<NodeId>& barred() const { return barred_; }
  // It says something that stands, so that it is passed on where a cut has closed the only feed in
  // which it lies.
  bool worth_saving(const SignedEntry& entry) const;
  // Entries were dropped that waited for somebody who is here now: more waited than are kept in
  // memory. Whoever has them adds all again. Reading clears it.
  bool take_again() { return std::exchange(again_, false); }
  // Nothing that it wrote counts but what its cuts lead back to. A node whose enrolment has gone
  // with its authority is revoked too, without any cut.
  bool revoked(const NodeId& id) const {
    return revocations_.contains(id) || disowned_.contains(id);
  }
  // Enrolled and not revoked.
  bool active(const NodeId& id) const { return node(id) != nullptr && !revoked(id); }
  // What it writes from now on is taken in.
  bool listened_to(const NodeId& id) const { return active(id) && !barred(id); }
  // The key of an active node; nothing for others.
  std::optional<TransportKey> transport_key(const NodeId& node) const;
  // Whether it is any active node's.
  bool knows(const TransportKey& key) const;
  // The active ones.
  std::vector<NodeId> nodes_of(const Area& area) const;
  const std::map<NodeId, Enrolment>& nodes() const { return nodes_; }
  // In entries that are yet to be signed.
  bool speaks_for(const AuthorityKey& key, const Area& area) const {
    return authorities_.rank(key, area).has_value();
  }

  // The cuts that the node's revocation names, by feed; null for one that is not revoked. How far
  // they lead is the ledger's matter (see end_of there).
  const std::map<FeedId, FeedCut>* cuts_of(const NodeId& node) const;
  // The first number of which two headers were proved; nothing for a feed without a fork.
  std::optional<std::uint64_t> fork(const FeedId& feed) const;
  // Whether a node that sees nothing but a copy takes it for its author's word: of a revoked author
  // only with proof that the revocation accepts `header`, that of the copy's origin.
  bool accepts(const BatchHeader& header, const Origin& origin) const;
  // Changes with every cut, and only with them; the same for the same cuts, zero where there are
  // none. Reads them all.
  VectorDigest cuts_digest() const;
  // Grows with every change of cuts.
  std::uint64_t cuts_version() const { return cuts_version_; }
  // Whether any feed is cut at all; any of that writer's.
  bool has_cuts() const {
    return !revocations_.empty() || !disowned_.empty() || !forks_.empty() || !barred_.empty();
  }
  bool has_cuts(const NodeId& writer) const { return revoked(writer) || forked_.contains(writer); }
  // The revoked, the forked and the barred: writers of feeds that are cut.
  std::set<NodeId> cut_writers() const;
  const std::map<FeedId, std::uint64_t>& forks() const { return forks_; }

  // The highest epoch of the area's own key; nothing where it has none.
  std::optional<AreaKeyRef> area_key(const Area& area) const {
    return area_keys_.newest(area, authorities_);
  }
  // Those of all epochs, the newest last.
  std::vector<const AreaKey*> area_keys(const Area& area) const {
    return area_keys_.all(area, authorities_);
  }
  // With the secret's boxes of all entries of that key; several for a node whose seal key is new.
  const AreaKey* area_key(const Area& area, std::uint32_t epoch) const {
    return area_keys_.at(area, epoch, authorities_);
  }
  // By code.
  const std::vector<Category>& categories() const { return categories_.entry.categories; }
  const Category* category(std::uint32_t code) const;
  // By code; empty for an area that has named none.
  const std::vector<Unit>& units(const Area& area) const;
  const Unit* unit(const Area& area, std::uint32_t code) const;
  // Those that have named their units.
  std::vector<Area> areas_with_units() const;
  // Where a code that was issued anew lies now; nullptr for one that was not.
  const AreaAlias* alias(const Area& former) const;

 private:
  struct Said {
    DirectoryEntry entry;
    SignKey signer;
    EntryId id;
    EntryPlace place;
    AuthorityKey authority() const { return *AuthorityKey::from(signer.view()); }
  };
  using Order = Authorities::Order;
  // A revocation that its signer had the authority for.
  struct Cuts {
    Order order;
    std::map<FeedId, FeedCut> cuts;
  };
  // An entry that its signer had the authority for, and may lose it.
  template <class T>
  struct Claim {
    EntryId id;
    AuthorityKey signer;
    T entry;
  };
  // Of a node's enrolments the one of the highest serial stands, of these the highest tier's, then
  // the least. Its allowance is that of the first so of those from above its area.
  using ClaimOrder = std::tuple<std::uint64_t, int, EntryId>;
  struct Best {
    std::optional<ClaimOrder> order;
    Enrolment entry;
    std::optional<ClaimOrder> agreed;
    std::uint32_t allowance_mib = 0;
  };
  // Master data that stands; of version 0 where nobody has said any.
  template <class T>
  struct Standing {
    EntryId id;
    T entry;
  };
  // Something waits for an entry of this one's: an authority's key, or a node's id.
  using Speaker = FixedBytes<32, struct SpeakerTag>;

  // Applies those that have their authority, and what waited for them; the others wait. Takes them
  // from the end.
  void settle(std::vector<Said> next);
  void wait(Said said);
  // Judges anew what the entries since the last call have changed.
  void judge();
  // Moves the entries that waited for that one.
  void free(const Speaker& who, std::vector<Said>& next);
  void free_all(std::vector<Said>& next);
  // Whose authority or enrolment it lacks.
  Speaker awaits(const Said& said) const;
  // Nothing where its signer has no authority over the node, or the node is a stranger.
  std::optional<Order> order_of(const Revocation& revocation, const AuthorityKey& signer,
                                const EntryId& id) const;
  // Whether the claim is the node's best so far.
  bool offer(const Claim<Enrolment>& claim);
  // Lets the best claims of the area's nodes stand, as far as there is room for them.
  void stand(const Area& area);
  void fall(const NodeId& node);
  // Judges all that authorities have signed anew: one may have gained or lost its right.
  void rejudge_authorities();
  // Judges revocations, forks and master data anew: the nodes behind them have changed.
  void rejudge();
  bool try_apply(const Said& said);
  bool apply(const AreaAuthority& entry, const Said& said);
  bool apply(const AuthorityEnd& entry, const Said& said);
  bool apply(const RootSuccession& entry, const Said& said);
  bool heed(const Authorities::Change& change);
  bool apply(const Enrolment& entry, const Said& said);
  bool apply(const Revocation& entry, const Said& said);
  bool apply(const AreaKey& entry, const Said& said);
  bool apply(const ForkProof& entry, const Said& said);
  bool apply(const Excess& entry, const Said& said);
  bool apply(const CategoryList& entry, const Said& said);
  bool apply(const UnitList& entry, const Said& said);
  bool apply(const AreaAlias& entry, const Said& said);
  // The signer is an enrolled node with the master-data grant, in its own feed.
  bool owns_master_data(const Said& said) const;
  template <class T>
  static void stand_newest(const T& entry, const EntryId& id, Standing<T>& standing);

  std::uint64_t version_ = 0;
  std::set<EntryId> seen_;
  std::map<Speaker, std::vector<Said>> waiting_;
  std::size_t waiting_count_ = 0;
  // Keys and nodes that dropped entries wait for. At kForgottenMax it stands for any.
  std::set<Speaker> forgotten_;
  bool again_ = false;
  int together_ = 0;
  // Applied, but valid only as long as enrolments and revocations stay as they are.
  std::vector<Said> conditional_;
  bool conditions_changed_ = false;
  bool authorities_changed_ = false;
  std::vector<Speaker> freed_;  // Have become an authority in the entry that is applied.
  Authorities authorities_;
  std::map<NodeId, Enrolment> nodes_;  // The claims that stand.
  std::map<NodeId, std::vector<Claim<Enrolment>>> claims_;
  std::map<NodeId, Best> best_claims_;
  std::map<Area, std::set<std::pair<int, NodeId>>> ranked_;  // Those, by the tier that enrols.
  // Were enrolled by an authority that has ended, or are too many for their area.
  std::set<NodeId> disowned_;
  std::map<NodeId, Cuts> revocations_;  // The ones that stand.
  std::uint64_t cuts_version_ = 0;
  std::map<FeedId, std::uint64_t> forks_;  // The least number that two headers were proved for.
  // Their writers, each with all that was proved.
  std::map<NodeId, std::set<std::pair<FeedId, std::uint64_t>>> forked_;
  std::set<NodeId> barred_;
  std::map<NodeId, EntryId> excess_;  // The least entry that proves it.
  AreaKeys area_keys_;
  Standing<CategoryList> categories_{{}, {0, {}}};
  std::map<Area, Standing<UnitList>> units_;
  std::map<Area, Standing<AreaAlias>> aliases_;
};

}  // namespace jenjang

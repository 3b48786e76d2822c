#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

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
// or below it; what has no authority yet waits, and is tried again when an authority arrives. Of a
// node's enrolments the one of the highest tier's authority stands, of these the highest serial's,
// and so of its revocations.
class Directory {
 public:
  // The pinned root speaks for the nation.
  explicit Directory(const AuthorityKey& root);

  // False for an entry that was here already.
  bool add(const SignedEntry& entry, const EntryPlace& place);

  // Whether it was added before, valid or waiting.
  bool has(const EntryId& id) const { return seen_.contains(id); }

  // An enrolment or an authority that its signer has the authority for already; a revocation that
  // would stand at once.
  bool proves(const SignedEntry& entry) const;

  // Grows whenever something became valid, so that callers can see a change cheaply.
  std::uint64_t version() const { return version_; }
  const AuthorityKey& root() const { return root_; }

  // Enrolled, revoked or not; nullptr for a stranger.
  const Enrolment* node(const NodeId& id) const;
  bool revoked(const NodeId& id) const { return revocations_.contains(id); }
  // Enrolled and not revoked.
  bool active(const NodeId& id) const { return node(id) != nullptr && !revoked(id); }
  // The key of an active node; nothing for others.
  std::optional<TransportKey> transport_key(const NodeId& node) const;
  // Whether it is any active node's.
  bool knows(const TransportKey& key) const;
  // The active ones.
  std::vector<NodeId> nodes_of(const Area& area) const;
  const std::map<NodeId, Enrolment>& nodes() const { return nodes_; }
  bool speaks_for(const AuthorityKey& key, const Area& area) const;

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
  bool has_cuts() const { return !revocations_.empty() || !forks_.empty(); }
  bool has_cuts(const NodeId& writer) const { return revoked(writer) || forked_.contains(writer); }
  // The revoked and the forked: writers of feeds that are cut.
  std::set<NodeId> cut_writers() const;
  const std::map<FeedId, std::uint64_t>& forks() const { return forks_; }

  // The highest epoch of the area's own key; nothing where it has none.
  std::optional<AreaKeyRef> area_key(const Area& area) const;
  // Those of all epochs, the newest last.
  std::vector<const AreaKey*> area_keys(const Area& area) const;
  // With the secret's boxes of all entries of that key; several for a node whose seal key is new.
  const AreaKey* area_key(const Area& area, std::uint32_t epoch) const;
  const std::map<std::uint32_t, Category>& categories() const { return categories_; }
  // By area and code.
  const std::map<std::pair<Area, std::uint32_t>, Unit>& units() const { return units_; }
  const Unit* unit(const Area& area, std::uint32_t code) const;
  // By the former code.
  const std::map<Area, AreaAlias>& aliases() const { return aliases_; }

 private:
  struct Waiting {
    SignedEntry entry;
    EntryPlace place;
  };
  // The least of a node's revocations stands: by the tier of its authority, then by serial, the
  // highest first.
  using Order = std::tuple<int, std::uint64_t, EntryId>;
  // A revocation that its signer had the authority for.
  struct Cuts {
    Order order;
    std::map<FeedId, FeedCut> cuts;
  };
  // An enrolment that its signer had the authority for.
  struct Claim {
    EntryId id;
    SignKey signer;
    Enrolment enrolment;
  };
  // Something waits for an entry of this one's: an authority's key, or a node's id.
  using Speaker = FixedBytes<32, struct SpeakerTag>;

  // Applies those that have their authority, and what waited for them; the others wait. Takes them
  // from the end.
  void settle(std::vector<Waiting> next);
  // Whose authority or enrolment it lacks.
  Speaker awaits(const Waiting& waiting) const;
  static std::optional<Speaker> entitled(const DirectoryEntry& entry);
  // The highest tier that the key speaks for that area from; nothing for one that does not.
  std::optional<int> rank(const AuthorityKey& key, const Area& area) const;
  // Nothing where its signer has no authority over the node, or the node is a stranger.
  std::optional<Order> order_of(const Revocation& revocation, const SignedEntry& entry) const;
  // Lets the node's best claim stand.
  void stand(const NodeId& node);
  // Judges revocations and master data anew: who may say them has changed behind them.
  void rejudge();
  bool try_apply(const Waiting& waiting);
  bool apply(const AreaAuthority& entry, const Waiting& from);
  bool apply(const Enrolment& entry, const Waiting& from);
  bool apply(const Revocation& entry, const Waiting& from);
  bool apply(const AreaKey& entry, const Waiting& from);
  bool apply(const ForkProof& entry, const Waiting& from);
  bool apply(const Category& entry, const Waiting& from);
  bool apply(const Unit& entry, const Waiting& from);
  bool apply(const AreaAlias& entry, const Waiting& from);
  // The signer is an enrolled node with the master-data grant, in its own feed.
  bool owns_master_data(const Waiting& from) const;
  template <class Key, class T>
  static void stand_newest(const T& entry, const EntryId& id, const Key& at,
                           std::map<Key, T>& standing, std::map<Key, EntryId>& entries);

  AuthorityKey root_;
  std::uint64_t version_ = 0;
  std::set<EntryId> seen_;
  std::map<Speaker, std::vector<Waiting>> waiting_;
  // Applied, but valid only as long as enrolments and revocations stay as they are.
  std::vector<Waiting> conditional_;
  bool conditions_changed_ = false;
  std::map<AuthorityKey, std::set<Area>> authorities_;
  std::map<NodeId, Enrolment> nodes_;  // The claims that stand.
  std::map<NodeId, std::vector<Claim>> claims_;
  std::map<NodeId, Cuts> revocations_;  // The ones that stand.
  std::uint64_t cuts_version_ = 0;
  std::map<FeedId, std::uint64_t> forks_;  // The least number that two headers were proved for.
  std::set<NodeId> forked_;                // Their writers.
  std::map<std::pair<Area, std::uint32_t>, AreaKey> area_keys_;
  std::map<std::pair<Area, std::uint32_t>, std::map<EntryId, AreaKey>> area_key_entries_;
  std::map<std::uint32_t, Category> categories_;
  std::map<std::uint32_t, EntryId> category_entries_;
  std::map<std::pair<Area, std::uint32_t>, Unit> units_;
  std::map<std::pair<Area, std::uint32_t>, EntryId> unit_entries_;
  std::map<Area, AreaAlias> aliases_;
  std::map<Area, EntryId> alias_entries_;
};

}  // namespace jenjang

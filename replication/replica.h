#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "replication/directory.h"
#include "replication/ledger.h"
#include "replication/peer_heads.h"
#include "replication/ports.h"
#include "replication/session.h"
#include "replication/witnesses.h"

namespace jenjang {

// Something an operator should be able to find in the log: one line each, ids only.
struct Notice {
  std::string what;  // A stable word, also a metric: batch-refused, link-malformed, fork, ...
  std::string detail;
};

struct ReplicaConfig {
  NodeSignKeys keys;
  Root root;
  std::vector<NodeId> dialled;  // Peers that this node dials.
  SessionProfile profile;
};

// The pure core of replication: the directory, the ledger and one session a link. A turn is absorb
// (receive, write, tend), then the caller's commit, then emit. Owned by the core thread.
class Replica {
 public:
  Replica(const ReplicaConfig& config, const StoreView& store, Random& random);

  // Reads everything back. Entries of the invitation are known before anything was received.
  Result<void> load(const Invitation& invitation, Instant now);

  // One message from a peer that the transport has proved. Batches that were taken in are appended
  // to `stored`; their bytes are in `writes`.
  void receive(const Inbound& inbound, Now now, Writes& writes, std::vector<StoredBatch>& stored);

  // Seals a batch of this node's own. Requires a book of its area or below, or the directory.
  StoredBatch write(const Book& book, Lane lane, std::vector<BatchItem> items, std::string pack,
                    Now now, Writes& writes);
  // Entries for this node's directory feed; those already held are left out. How many were not.
  // conflict: they are more than the node may write into the directory; none is written.
  Result<std::size_t> write_entries(const std::vector<SignedEntry>& entries, Now now,
                                    Writes& writes);

  // Every pack passes through the one before it is kept, so that what was erased does not come
  // back, and through the other before it is sent, so that what is withheld does not travel. A peer
  // that asks for one again gets it from `again`: what lies beside another copy will do.
  void set_packs(PackFilter keep, PackFilter send, PackSource again) {
    ledger_.set_packs(std::move(keep), std::move(send), std::move(again));
  }
  // Asks all open links that share the book for the pack again.
  void want_pack(const BatchPlace& place);
  // Packs that came in answer.
  std::vector<PackAgain> take_packs();

  // Evidence that came to light elsewhere than in a batch that was refused.
  void note_fork(const ForkProof& proof) { forks_found_.push_back(proof); }

  // Entries that the node owes the directory by itself: fork proofs it has found, entries of the
  // invitation about its own area and below.
  void tend(Now now, Writes& writes);

  // After the commit: what goes out now, and which dialled links to dial anew.
  void emit(Now now, std::vector<Outbound>& out, std::vector<LinkId>& redial);
  Instant wake_at() const;

  const Directory& directory() const { return directory_; }
  const Ledger& ledger() const { return ledger_; }
  const NodeSignKeys& keys() const { return config_.keys; }
  const Area& area() const { return config_.keys.area; }
  // Drawn at the first call after every start and after end_incarnation().
  Incarnation incarnation();
  // Somebody else writes under this incarnation too, with this node's key. Whoever drafts events
  // ends it before the first of a turn, never between drafting and sealing: an event names its
  // incarnation and counts in no other feed.
  bool forked() const;
  void end_incarnation();
  const std::map<LinkId, std::unique_ptr<Session>>& sessions() const { return sessions_; }
  // The age of areas' data, as witnesses have countersigned it.
  const Witnesses& witnesses() const { return witnesses_; }
  // Peers whose last signed heads take back what they had signed before.
  const std::map<NodeId, PeerBack>& heads_back() const { return peer_heads_.back(); }
  std::vector<Notice> take_notices();
  // What became of the batches that came in since start.
  const std::map<Verdict, std::uint64_t>& verdicts() const { return verdicts_; }

 private:
  Session* session(const LinkId& link, Instant now);
  void receive_deliver(Session& session, const Deliver& deliver, Now now, Writes& writes,
                       std::vector<StoredBatch>& stored);
  // Takes in signed and countersigned heads that a session has heard.
  void heed_heads(Session& from, Now now, Writes& writes);
  // Says who went back, and writes what witnesses owe.
  void tend_heads(Now now, Writes& writes);
  void announce(const FeedId& feed, const Session* source, Instant now);
  bool near(const Session& source, const Session& other) const;
  // False, and none is written, where they are more than this node may write into the directory.
  bool publish(const std::vector<SignedEntry>& entries, Now now, Writes& writes);
  bool has_room(const std::vector<SignedEntry>& entries) const;
  // Proof of forks and excesses that came to light, where the directory lacks it.
  void collect_evidence(std::vector<SignedEntry>& entries);
  void collect_learned(std::vector<SignedEntry>& entries);
  // What this node may write into the directory; that of its tier while nobody enrols it.
  std::uint64_t own_allowance() const;
  // The bytes left of so many eighths of it. Reads the store.
  std::uint64_t room_within(std::uint64_t eighths) const;
  // Publishes anew what a cut took out of the directory's feeds: a cut judges who wrote a batch,
  // not the entries in it, which carry their own authority. Who wrote it first, others after a
  // wait.
  void save_stranded_entries(Now now, Writes& writes);

  const ReplicaConfig config_;
  Random& random_;
  Directory directory_;
  Ledger ledger_;
  PeerHeads peer_heads_;
  Witnesses witnesses_;
  std::optional<Incarnation> incarnation_;
  std::map<LinkId, std::unique_ptr<Session>> sessions_;
  std::vector<SignedEntry> own_entries_;  // Of the invitation; to be published once.
  std::vector<ForkProof> forks_found_;
  std::vector<Excess> excesses_found_;
  std::vector<PackAgain> packs_again_;
  std::uint64_t directory_seen_ = 0;  // 0 after a start: the first turn looks at all that it holds.
  std::optional<VectorDigest> cuts_seen_;  // Nothing after a start with cuts, which judges all.
  std::set<NodeId> barred_seen_;
  Instant save_own_at_{INT64_MAX};
  Instant save_others_at_{INT64_MAX};
  bool some_unsaved_ = false;  // Stranded entries that said nothing that stands.
  std::vector<Notice> notices_;
  std::map<Verdict, std::uint64_t> verdicts_;
};

}  // namespace jenjang

#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "node/core/status.h"
#include "node/turn/adoption.h"
#include "node/turn/author.h"
#include "node/turn/meta.h"
#include "node/turn/projector.h"
#include "node/turn/report_queue.h"
#include "replication/replica.h"
#include "replication/store.h"

namespace jenjang {

struct CoreConfig {
  ReplicaConfig replica;
  SealKeys seal_keys;
  std::string name;
  Invitation invitation;
};

// What one turn takes in.
struct TurnInput {
  std::vector<Inbound> messages;
  std::vector<Request> requests;
  // How a scrub that was asked for ended.
  std::optional<Result<void>> scrubbed;
};

// What one turn gives out, after its commit.
struct TurnOutput {
  std::vector<Outbound> messages;
  std::vector<LinkId> redial;
  std::vector<NodeId> disconnect;  // Nodes that the directory no longer welcomes.
  std::vector<Notice> notices;
  bool scrub = false;  // Run Store::scrub on batches' packs, then give its result to a turn.
};

// A node: everything between the sockets and the store, as two steps. A turn absorbs what has
// queued, commits it with one sync, and answers; then, what it gave out being sent, fold() brings a
// bounded slice of what is stored into the views. The daemon runs them on the core thread, the
// simulator runs the very same code.
//
// Nothing is said or answered before it is on disk; a failed commit makes the core answer
// `unavailable` from then on, and recovery is start-up.
class Core {
 public:
  // How much one call of fold() takes on: little while people wait for their turn, more where
  // nobody does, since many reports at once cost less each.
  enum class Slice { small, whole };
  static constexpr std::size_t kBacklogItemsMax = 20'000;

  Core(const CoreConfig& config, Store& store, Random& random);

  Result<void> load(Now now);

  TurnOutput turn(Now now, TurnInput input);
  // Called between turns while !caught_up(). Answers who waits for the views.
  void fold(Now now, Slice slice = Slice::whole);
  // So far behind that folding may not wait for a quiet moment.
  bool views_late() const { return backlog_items_ > kBacklogItemsMax; }
  // Nothing to do before then unless something comes in.
  Instant wake_at() const;
  // Why the node takes no writes; nothing while it does.
  const std::optional<Error>& failed() const { return failed_; }
  // The same in words for strangers. Requires failed().
  Error refusal() const;

  const Directory& directory() const { return replica_.directory(); }
  const Replica& replica() const { return replica_; }
  bool caught_up() const { return projected_ == replica_.ledger().arrivals(); }
  // Batches that the views show.
  Arrival projected() const { return projected_; }
  // Contents are missing that others are asked for.
  bool asks_for_packs() const { return !broken_packs_.empty(); }
  // Reports in memory that wait to be adopted, sealed or judged; more may wait in the store.
  std::size_t queued_reports() const {
    return adoptions_.in_memory() + seals_.in_memory() + judgements_.in_memory();
  }
  NodeStatus status(const AskStatus& asked, Now now) const;
  std::vector<LinkStatus> links(Now now) const;

 private:
  struct PendingReply {
    Completion done;
    Reply reply;
  };
  // A submit that waits until more than this node has it on disk.
  struct Waiting {
    Completion done;
    SubmitDone reply;
    Reach reach = Reach::node;
    FeedId feed;
    std::uint64_t number = 0;
    Instant until;
  };

  // core_commands.cc
  std::optional<Error> refuse_to_write(const Command& command) const;
  void absorb_requests(std::vector<Request> requests, Now now, Writes& writes);
  void absorb(Submit command, const Completion& done, Now now);
  void absorb(Import command, const Completion& done, Now now);
  void tighten(Import command, const ReportId& report, const Completion& done, Now now);
  void absorb(Act command, const Completion& done, Now now);
  void absorb(OpenSealed command, const Completion& done, Now now);
  void absorb(const AddEntries& command, const Completion& done, Now now, Writes& writes);
  void absorb(const Resubmit& command, const Completion& done, Now now);
  void answer(const Completion& done, Reply reply) { replies_.push_back({done, std::move(reply)}); }
  void refuse(const Completion& done, Error error) { done(std::move(error)); }
  enum class Known { no, here, stuck };
  Known known(const ReportId& report);
  std::optional<Error> other_request(const Submit& command, const ReportId& report) const;
  bool stuck(const CaseFile& file);
  void add_draft(Draft draft);
  void add_dossier(const CaseFile& file, const Area& book);
  void seal_drafts(Now now, Writes& writes);

  // core_views.cc
  void project_now(const std::vector<StoredBatch>& batches, Now now, Writes& writes);
  void heed(Findings findings, Now now, Writes& writes);
  void withhold(const std::vector<StoredBatch>& batches, Writes& writes);
  void mark_erased(const ContentDigest& digest, const ErasedMark& mark, Writes& writes);
  void judge_erasures(Now now, Writes& writes);
  void judge_erasure(const CaseFile& file, const KeptEvent& erasure, Now now, Writes& writes);
  void refuse_erasure(const CaseFile& file, const KeptEvent& erasure, Now now, Writes& writes);
  void erase_content(const CaseFile& file, const ContentDigest& digest, const EventId& erasure,
                     Writes& writes);
  void unearth(const CaseFile& file, const ContentDigest& digest, Now now, Writes& writes);
  void replace_entry(const BatchPlace& place, const ContentDigest& digest, const PackEntry& with,
                     Writes& writes);
  void tidy_pack(const UncleanPack& unclean, Writes& writes);
  std::string pack_as_written(const BatchPlace& place) const;
  void rewrite_pack(const BatchPlace& place, std::string frame, Writes& writes);
  void finish_scrub(const Result<void>& result, Now now, Writes& writes);
  void note_broken(const BatchPlace& place, Arrival arrival, Now now, Writes& writes);
  bool lacks_contents(Arrival arrival) const;
  void seal_what_came_back(const ReportId& report, Now now, Writes& writes);
  void ask_for_packs(Now now, Writes& writes);
  void take_packs(const std::vector<PackAgain>& packs, Now now, Writes& writes);
  void adopt_due(Now now, Writes& writes);
  void seal_due(Now now, Writes& writes);
  // Those of that name are these from now on; the details of those that are new.
  std::vector<std::string> set_alarms(const std::string& name,
                                      const std::vector<std::string>& details, Now now);
  void alarm_of_barred(Now now);
  void alarm_of_own_revocation(Now now);
  void alarm_of_lone_national(Now now);
  void watch_directory(Now now, Writes& writes);
  void fold_again(Now now);
  void refold_slice(Writes& writes, Findings& findings);
  enum class Erasing { withheld, decided };
  std::string clean_pack(std::string_view frame, Erasing which = Erasing::decided) const;
  std::string pack_to_send(std::string_view frame) const;
  std::string pack_again(const BatchPlace& place) const;

  void refill_queues(Now now);
  void show_cuts(const AskStatus& asked, NodeStatus& out) const;
  void note_arrivals(std::size_t fresh, Now now, Writes& writes);
  void remember(std::vector<StoredBatch> batches);
  void answer_waiting(Now now);
  void answer_views();
  void ask_scrub(Now now, TurnOutput& out);
  void fail(Error error);

  const CoreConfig config_;
  Store& store_;
  Random& random_;
  Replica replica_;
  Secrets secrets_;
  Author author_;
  Projector projector_;

  std::optional<Error> failed_;
  std::vector<PendingReply> replies_;
  std::vector<std::pair<Completion, AskStatus>> status_asked_;
  std::vector<std::pair<Completion, Arrival>> views_awaited_;  // Until that many are projected.
  std::vector<Waiting> waiting_;
  std::deque<Request> deferred_;  // A second act on a report in one turn waits for the next.

  // This turn's events by book and lane.
  std::map<std::pair<Area, Lane>, std::vector<Outgoing>> groups_;
  std::vector<std::pair<std::string, std::string>> act_keys_;  // This turn's, for retries.
  std::set<ReportId> acted_on_;                                // This turn.
  bool fold_now_ = false;  // This turn's own batches are folded before the commit.
  std::vector<StoredBatch> own_batches_;
  std::vector<Waiting> reaching_;  // This turn's submits that ask for more than this node.

  NotedSubmits unprojected_submits_;
  std::map<Arrival, StoredBatch> unprojected_;  // A bounded part of what is stored but not folded.
  std::size_t unprojected_items_ = 0;
  std::size_t backlog_items_ = 0;  // Stored since start and not folded.
  std::set<Arrival> folded_early_;
  Arrival projected_ = 0;

  ReportQueue adoptions_{kMetaAdopt};  // Some book may lack events.
  // Tightened, and contents may still lie in the open, or an identity that too many can read: the
  // nodes of the holder's area seal it anew (Author::seal_again).
  ReportQueue seals_{kMetaSeal};
  ReportQueue judgements_{kMetaJudge};          // Their erasures may be decided differently now.
  std::map<ReportId, Instant> adopted_lately_;  // When it may adopt for them again.
  std::set<ContentDigest> withheld_;            // By an erasure that is not decided.
  std::map<std::string, std::string> packs_rewritten_;  // This turn's, by key.
  std::map<BatchPlace, Arrival> broken_packs_;          // Asked for again and again.
  BatchPlace packs_asked_to_;                           // The next asking goes on after it.
  Instant ask_packs_at_;
  std::int64_t ask_packs_every_us_ = 0;
  std::vector<Arrival> reread_;  // To be folded once more.
  std::set<Arrival> unread_;     // Some author in them was unknown when they were folded.
  std::map<EventId, ReportId> to_acknowledge_;  // Erasures carried out, waiting for the scrub.
  bool end_incarnation_ = false;                // Before the next turn's drafts.
  bool scrub_wanted_ = false;
  bool scrubbing_ = false;
  std::set<EventId> scrub_covers_;  // What had been erased when it began.
  Instant scrub_again_{};           // Not before, after one that failed.
  bool any_erased_ = false;
  std::uint64_t directory_seen_ = 0;
  std::uint64_t judged_seen_ = 0;
  std::int64_t arrived_step_ = -1;
  VectorDigest cuts_seen_;
  bool refolded_last_ = false;
  std::optional<std::string> refold_from_;  // Where a re-fold of everything goes on.
  std::map<std::string, Alarm> alarms_;
  std::vector<Notice> notices_;
  std::set<NodeId> disconnected_;
  std::vector<NodeId> to_disconnect_;
};

}  // namespace jenjang

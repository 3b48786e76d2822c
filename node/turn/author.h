#pragma once

#include <set>
#include <string>
#include <vector>

#include "node/core/command.h"
#include "node/turn/case_file.h"
#include "node/turn/contents.h"
#include "node/turn/secrets.h"
#include "replication/ports.h"
#include "schema/content.h"
#include "schema/feed.h"

namespace jenjang {

// One event as this node is about to write it.
struct Draft {
  EventId id;
  Event event;
  std::string bytes;
  std::vector<Rider> contents;
  Lane lane = v1::LANE_NEWS;
  std::vector<Area> books;  // This node's own or below; other books get it by adoption.
  std::optional<RequestDigest> request{};  // Of a submit that may be asked for again.
};

// The report once the draft is written.
CaseFile with_draft(CaseFile file, const Draft& draft);

// The sealed contents that an officer may see, and the event that records the opening. Nothing was
// opened where there is no draft.
struct Opening {
  std::vector<std::pair<ContentRef, v1::Content>> contents;
  std::optional<Draft> draft;
};

// Turns commands into events: who, what it cites, what it is under, which contents ride beside it
// and in which books it is written. Reads nothing but its arguments. Owned by the core thread.
class Author {
 public:
  Author(const NodeId& node, const Area& area, Secrets& secrets, Random& random)
      : node_(node), area_(area), secrets_(secrets), random_(random) {}

  // The id that the command's report has or will have. Draws the key where the command has none, so
  // that it is the same in submit().
  Result<ReportId> identify(Submit& command);
  // Requires identify() before.
  Result<Draft> submit(const Submit& command, const Actor& actor, Incarnation incarnation, Now now);
  // The same again of a report whose submit is void, since the node of its author was revoked.
  // not_found: it has none. denied: neither its intake area's nor above that.
  Result<Draft> submit_again(const CaseFile& file, const StoreView& store, Incarnation incarnation,
                             Now now);
  // The events that bring a fresh report to the status it had elsewhere.
  Result<std::vector<Draft>> import(const Import& command, Incarnation incarnation, Now now);
  // Judges the act on the report as it stands. denied: no mandate here; conflict: not as it stands.
  Result<Draft> act(const Act& command, const CaseFile& file, const StoreView& store,
                    Incarnation incarnation, Now now);
  // The wishes of an import that the report does not have so far; nothing where it has them all.
  std::optional<Draft> tighten(const Import& command, const CaseFile& file, Incarnation incarnation,
                               Now now);
  // denied: an identity that is not for this officer or this area.
  Result<Opening> open(const OpenSealed& command, const CaseFile& file, const StoreView& store,
                       Incarnation incarnation, Now now);
  // Seals the open contents of a tightened report anew, for its holder, and an anonymous reporter's
  // identity, for the intake area; orders the replaced contents erased. Empty where nothing is left
  // to seal here, or this area may not.
  Result<std::vector<Draft>> seal_again(const CaseFile& file, const StoreView& store,
                                        Incarnation incarnation, Now now);
  // Whether what this incarnation wrote last on the report is not folded, since a revocation took
  // from under it what it cites: nothing more of this incarnation would be.
  bool stuck(const CaseFile& file, Incarnation incarnation) const;
  // This node's acknowledgement that it has carried an erasure out.
  Draft acknowledge(const EventId& erasure, const CaseFile& file, Incarnation incarnation, Now now);

 private:
  struct Step {
    Payload payload;
    std::vector<Rider> contents;
    Lane lane = v1::LANE_NEWS;
    Actor actor;
    bool narrower = false;
  };

  Result<Step> step_of(const Act& command, const CaseFile& file, const StoreView& store, Now now);
  Result<Step> move_step(const Act& command, const CaseFile& file, const StoreView& store, Now now);
  Result<Step> tighten_step(const Act& command, const CaseFile& file, Now now);
  Result<Step> grant_step(const Act& command, const CaseFile& file, const StoreView& store,
                          Now now);
  Draft draft(Step step, const CaseFile& file, Incarnation incarnation, Now now);
  // Wraps of the report's sealed contents for the area it moves to. The identity of an anonymous
  // reporter stays behind.
  Result<void> add_wraps(const CaseFile& file, const StoreView& store, const Area& to, Now now,
                         ContentRefs& refs, std::vector<Rider>& contents);
  Result<void> add_wrap(const SealedContent& sealed, const Area& to, Now now, ContentRefs& refs,
                        std::vector<Rider>& contents);
  // A content in the open, or sealed to `to`.
  Result<ContentRef> put(const v1::Content& message, ContentRole role,
                         const std::optional<Area>& to, WallTime now, std::vector<Rider>& contents);
  // Sealed to the holder where the report is secret, or becomes so by this very act.
  enum class Words { as_report, sealed };
  Result<void> put_text(const std::string& text, ContentRole role, const CaseFile& file, Now now,
                        ContentRefs& refs, std::vector<Rider>& contents,
                        Words words = Words::as_report);

  const NodeId node_;
  const Area area_;
  Secrets& secrets_;
  Random& random_;
};

}  // namespace jenjang

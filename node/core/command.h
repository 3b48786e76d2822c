#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "jenjang/v1/content.pb.h"
#include "jenjang/v1/store.pb.h"
#include "node/core/status.h"
#include "schema/area.h"
#include "schema/base/result.h"
#include "schema/directory_entry.h"
#include "schema/event.h"
#include "schema/ids.h"
#include "schema/time.h"

namespace jenjang {

// What people and programs ask of a node. Fields were parsed at the edge and are within limits;
// whether the act is allowed on the report as it stands is judged by the core.

// The words for a report that is not here, and for one that the caller may not know of.
inline constexpr std::string_view kNoReport = "laporan ini tidak ada di sini";

// How far a write must have come before it is answered.
enum class Reach { node, tier, parent };

// A new report. The same intake, client and key give the same report, at any node and at any time.
struct Submit {
  std::optional<Area> intake;  // This node's own area where absent.
  Area addressee;
  std::uint32_t unit = 0;
  Kind kind{};
  Channel channel{};
  bool anonymous = false;
  bool secret = false;
  std::uint32_t category = 0;
  Area place;
  WallTime received;  // Zero: now.
  std::uint64_t lapor_id = 0;
  v1::Words words;
  std::optional<v1::Identity> identity;
  IntakeDigest client;
  std::optional<IntakeDigest> key;  // Absent: random, every call is a new report.
  // The digest of the request, where `key` is given: the key with another request is refused.
  std::optional<RequestDigest> request;
  Reach reach = Reach::node;
};

// A row of an official export: a report with the status it had there. Of a report that is here its
// flags tighten, and the rest changes nothing.
struct Import {
  Submit submit;
  v1::Status status{};
  std::string edited_text;  // Isi Laporan Akhir, where it differs from the words as sent.
  std::string reason;       // Alasan Tunda/Arsip.
};

// What an officer does to a report.
struct Verify {
  Decision decision{};
  Kind kind{};
  std::uint32_t category = 0;
};
struct Dispose {
  std::uint32_t unit = 0;
};
struct Forward {
  Area to;
  std::uint32_t unit = 0;
};
struct Return {
  std::optional<Area> proposed;
  std::uint32_t proposed_unit = 0;
};
struct FollowUp {
  bool internal = false;  // A note of this tier, held only here and above.
};
struct Close {
  Outcome outcome{};
};
struct Erase {
  std::vector<ContentDigest> digests;
  ErasureReason reason{};
};

// A wish for secrecy, of the reporter or of an officer who handles the report. It is never taken
// back.
struct Tighten {
  bool anonymous = false;
  bool secret = false;
};
// Lets the holder read the identity of an anonymous reporter.
struct GrantIdentity {};

struct Act {
  ReportId report;
  AccountId account;
  // The client that the report must have come from: its reporter acts through it, and other reports
  // do not exist for it. Nothing for an officer.
  std::optional<IntakeDigest> reporter;
  std::variant<Verify, Dispose, Forward, Return, FollowUp, Close, Erase, Tighten, GrantIdentity>
      what;
  std::string text;  // The answer, note or reason; may be empty.
  // A retry with the same key, by the same account for the same kind of act on the same report,
  // answers with the same event; another request under it is refused.
  std::optional<IntakeDigest> key;
  RequestDigest request;  // Of the whole request; read only where there is a key.
};

// The kind of act, as the API calls it.
std::string_view act_name(const Act& act);

// Gives an officer the contents that are sealed to this node's area. An event, on disk before the
// answer is given, names the contents, the officer and the reason.
struct OpenSealed {
  ReportId report;
  AccountId account;
  // The reporter's identity too. An anonymous one opens to a coordinator of the intake area, and,
  // where it was granted, to any handler but the unit that the report names.
  bool identity = false;
  bool coordinator = false;
  std::vector<std::uint32_t> units;  // The officer's; none for a coordinator.
  std::string reason;                // Must not be empty with `identity`.
};

// Entries signed elsewhere (by an authority key that may be offline), for this node's directory
// feed.
struct AddEntries {
  std::vector<SignedEntry> entries;
};

struct AskStatus {
  // Also the cuts that accept what is held of this writer, and had arrived here before that time.
  std::optional<NodeId> cuts_of{};
  std::optional<WallTime> since{};
};

// Answered once the views show everything that was on disk when it came: so that whoever was told
// of a write can read it.
struct AwaitViews {};

// Writes the submit of a report anew that fell with the revocation of its author's node: the same
// intake, client, key and contents, so that its code lives on.
struct Resubmit {
  ReportId report;
};

using Command =
    std::variant<Submit, Import, Act, OpenSealed, AddEntries, Resubmit, AskStatus, AwaitViews>;

struct SubmitDone {
  ReportId report;
  bool existed = false;    // Answered from what was there.
  bool tightened = false;  // It existed, and an import's flags made it stricter.
  Reach reached = Reach::node;
};
struct ActDone {
  EventId event;
  bool existed = false;
};
// What could be opened; what is sealed to others only is left out.
struct Opened {
  std::vector<std::pair<ContentRef, v1::Content>> contents;
};
struct EntriesDone {
  std::size_t added = 0;
};

struct ViewsShown {};

using Reply = std::variant<SubmitDone, ActDone, Opened, EntriesDone, NodeStatus, ViewsShown>;

// Called once, on the core thread, after the write is on disk or was refused. Must not block.
// Refusals: invalid, not_found, conflict (not allowed as it stands), reused (the key stands for
// another request), denied (no mandate here), exhausted (queue full), unavailable (the node takes
// no writes).
using Completion = std::function<void(Result<Reply>)>;

struct Request {
  Command command;
  Completion done;
};

}  // namespace jenjang

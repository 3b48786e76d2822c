#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/cli/terminal.h"
#include "tools/http/node_client.h"

namespace jenjang {

// One report with its timeline.
struct ShowReport {
  NodeAddress at;
  std::string id;  // Its code, 10 characters of it or more, or a LAPOR tracking id.
};
// Reports as they change, the oldest change first, until it is stopped.
struct TailReports {
  NodeAddress at;
  std::string area;
  std::uint64_t last = 10;  // So many that changed before.
  bool once = false;        // These only.
};
struct CountReports {
  NodeAddress at;
  // Names and values of the query, as "status", "terdisposisi".
  std::vector<std::pair<std::string, std::string>> filters;
};
// Hands a report in.
struct SubmitReport {
  NodeAddress at;
  std::string title;
  std::string text;  // "-": from standard input.
  std::string kind = "pengaduan";
  std::string area;  // The addressee; empty: the node's own.
  std::string place;
  std::string address;
  std::uint32_t category = 0;
  std::uint32_t unit = 0;
  bool anonymous = false;
  bool secret = false;
  std::string name;
  std::string phone;
  std::string email;
  std::string durability;
  std::string key;  // A retry with the same key is the same report; empty: random.
};

// An officer's act on a report; needs an officer's key.
struct ActOnReport {
  NodeAddress at;
  std::string id;
  // verify, dispose, forward, return, follow_up, close, tighten or grant_identity.
  std::string act;
  std::string text;
  std::string to;  // forward: the area; return: the proposed one.
  std::uint32_t unit = 0;
  std::string decision;  // verify: verifikasi, tunda or arsip.
  std::string outcome;   // close: dijawab or tanpa_tindakan.
  bool internal = false;
  bool secret = false;     // tighten.
  bool anonymous = false;  // tighten.
  std::string key;
};

// Shows an officer the contents that are sealed to the node's area. The opening becomes part of the
// report's history.
struct OpenReport {
  NodeAddress at;
  std::string id;
  bool identity = false;
  std::string reason;  // Must be given with `identity`.
};

// Writes submits anew that fell with the revocation of their node; each code lives on.
struct ResubmitReports {
  NodeAddress at;
  std::vector<std::string> codes;
};

ExitCode run(const ShowReport& options, Terminal& terminal);
ExitCode run(const TailReports& options, Terminal& terminal);
ExitCode run(const CountReports& options, Terminal& terminal);
ExitCode run(const SubmitReport& options, Terminal& terminal);
ExitCode run(const ActOnReport& options, Terminal& terminal);
ExitCode run(const OpenReport& options, Terminal& terminal);
ExitCode run(const ResubmitReports& options, Terminal& terminal);

}  // namespace jenjang

#pragma once

#include <string>
#include <vector>

#include "replication/directory.h"
#include "schema/directory_entry.h"
#include "tools/cli/terminal.h"
#include "tools/http/node_client.h"
#include "tools/trust/held_directory.h"

namespace jenjang {

// The directory of a node, in a file for a machine without a network.
struct ExportDirectory {
  NodeAddress at;
  std::string out;
};
// Entries that were signed there, to a node that publishes them.
struct PublishEntries {
  NodeAddress at;
  std::string file;
};

// Another key in the place of an area's authority. Needs no node: files in, files out.
struct RotateAuthority {
  std::string directory;  // What ExportDirectory wrote.
  Area area;
  std::string by;       // Key file of an authority above; of the root that follows, for the nation.
  std::string roots;    // For the nation: the file of the roots' public keys, in their order.
  std::string old_key;  // Hex; empty: the area's only one.
  std::string new_key;  // Hex; empty for the nation, where `by` is the new one.
  std::vector<std::string> drop;  // Ids, or their beginnings, of entries that count no more.
  bool dry_run = false;           // Says what stays and what falls, and writes nothing.
  std::string out;
};

struct Rotation {
  std::vector<SignedEntry> entries;  // To be published.
  AuthorityKey ended;
  AuthorityKey named;
  std::vector<SignedEntry> kept;
  std::vector<SignedEntry> dropped;
  std::vector<Enrolment> gone;  // Nodes whose enrolment counts no more.
};

// invalid: no such key, an id of none or of several of its entries, or more than one statement
// holds. denied: `by` may not end the area's keys.
Result<Rotation> make_rotation(const RotateAuthority& options, const SignKeys& by,
                               const std::vector<AuthorityKey>& roots, const Invitation& held,
                               std::uint64_t serial);

// The root that has that place among the public keys of all of them, the first to be pinned.
Root root_at(const std::vector<AuthorityKey>& roots, std::size_t place);

ExitCode run(const ExportDirectory& options, Terminal& terminal);
ExitCode run(const PublishEntries& options, Terminal& terminal);
ExitCode run(const RotateAuthority& options, Terminal& terminal);

}  // namespace jenjang

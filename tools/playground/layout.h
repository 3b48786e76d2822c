#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "node/config/config.h"
#include "schema/area.h"
#include "schema/base/result.h"

namespace jenjang {

struct PlaygroundNode {
  std::string name;
  Area area;
  std::string config;
  std::string data;
  Endpoint http;
  Endpoint link;
  int pid = 0;          // 0: not started, or stopped again.
  std::string api_key;  // An officer's.

  bool operator==(const PlaygroundNode&) const = default;
};

// A line between two nodes, through the relay: the dialler's configuration names `listen`.
struct PlaygroundLine {
  std::string from;
  std::string to;
  Area from_area;
  Area to_area;
  Endpoint listen;
  Endpoint target;

  bool operator==(const PlaygroundLine&) const = default;
};

// A federation on one machine, in one folder:
//   playground.json    the nodes, for people and programs
//   relay.json         the lines between them; relay.pid, relay.log, relay.applied of the relay
//   cut/AREA           an empty file: that area's lines are to be silent
//   authority/         authority keys by area, and recovery keys
//   NODE/              config.toml, keys/, data/, invitation.bin, log
struct Playground {
  std::string folder;
  std::vector<PlaygroundNode> nodes;
  std::vector<PlaygroundLine> lines;

  std::string node_folder(const PlaygroundNode& node) const { return folder + "/" + node.name; }
  std::string cut_folder() const { return folder + "/cut"; }
  std::string file(const char* name) const { return folder + "/" + name; }
};

// {"nodes": [...]}, as it stands in playground.json.
std::string nodes_json(const Playground& playground);
Result<void> save_nodes(const Playground& playground);
Result<void> save_lines(const Playground& playground);
// invalid: no playground there, or its files are broken.
Result<Playground> load_playground(const std::string& folder);

}  // namespace jenjang

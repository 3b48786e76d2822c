#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/cluster/cluster_node.h"
#include "tests/cluster/process.h"
#include "tests/tools/temp_folder.h"

namespace jenjang {

// A whole federation of real processes in a folder of its own, laid out by `jenjang playground
// init`; its processes are the test's, and end with it. The logs are printed where a test failed.
class Federation {
 public:
  // Lays out, and starts the relay that carries the links; nodes are started by the test.
  explicit Federation(const std::string& areas);
  ~Federation();
  Federation(const Federation&) = delete;
  Federation& operator=(const Federation&) = delete;

  // Starts all nodes; false where one does not serve.
  bool start();
  // Requires a node of that name.
  ClusterNode& node(const std::string& name);
  std::vector<ClusterNode*> nodes();
  const std::string& folder() const { return folder_; }

  // Silences the area's links to other areas as a dead line does, and lets them flow again.
  void cut(const std::string& area) { silence("cut", area); }
  void heal(const std::string& area) { silence("heal", area); }

  // Whether every running node proves itself equal to each of its peers; says on which it failed.
  bool all_equal();
  // Whether each node has each of these reports.
  bool all_have(const std::vector<std::string>& codes);

 private:
  void read_nodes();
  void silence(const std::string& what, const std::string& area);

  TempFolder temp_;
  std::string folder_;
  std::map<std::string, ClusterNode> nodes_;
  std::optional<Process> relay_;
};

}  // namespace jenjang

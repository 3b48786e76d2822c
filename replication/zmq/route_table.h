#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "replication/ports.h"

namespace jenjang {

// Through which of a listening node's connections each child is reached. A child may have several
// of a kind for a while, since a dead one is known as dead only later: the one announced last
// counts, and those before it stand in for it once it is lost.
class RouteTable {
 public:
  // The older ones are forgotten.
  static constexpr std::size_t kRoutesKeptMax = 4;

  // A connection was made.
  void announce(const NodeId& node, Connection connection, std::string_view route);
  // Something came through it: it is worth keeping, behind those that are known.
  void heard(const NodeId& node, Connection connection, std::string_view route);
  // Null where there is none. Good until the next change.
  const std::string* newest(const NodeId& node, Connection connection) const;
  void lose_newest(const NodeId& node, Connection connection);
  void forget(const NodeId& node) { nodes_.erase(node); }

 private:
  using Routes = std::vector<std::string>;  // The newest last.

  Routes& routes(const NodeId& node, Connection connection);

  std::map<NodeId, std::array<Routes, 2>> nodes_;
};

}  // namespace jenjang

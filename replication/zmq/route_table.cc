#include "replication/zmq/route_table.h"

#include <algorithm>

namespace jenjang {

RouteTable::Routes& RouteTable::routes(const NodeId& node, Connection connection) {
  return nodes_[node][static_cast<std::size_t>(connection)];
}

void RouteTable::announce(const NodeId& node, Connection connection, std::string_view route) {
  Routes& known = routes(node, connection);
  std::erase(known, route);
  if (known.size() == kRoutesKeptMax) known.erase(known.begin());
  known.emplace_back(route);
}

void RouteTable::heard(const NodeId& node, Connection connection, std::string_view route) {
  Routes& known = routes(node, connection);
  if (known.size() == kRoutesKeptMax) return;
  if (std::find(known.begin(), known.end(), route) != known.end()) return;
  known.emplace(known.begin(), route);
}

const std::string* RouteTable::newest(const NodeId& node, Connection connection) const {
  const auto found = nodes_.find(node);
  if (found == nodes_.end()) return nullptr;
  const Routes& known = found->second[static_cast<std::size_t>(connection)];
  return known.empty() ? nullptr : &known.back();
}

void RouteTable::lose_newest(const NodeId& node, Connection connection) {
  Routes& known = routes(node, connection);
  if (!known.empty()) known.pop_back();
}

}  // namespace jenjang

#include "replication/zmq/routing_id.h"

namespace jenjang {

namespace {

using RoutingTail = FixedBytes<16, struct RoutingTailTag>;
constexpr char kControl = 'c';
constexpr char kBulk = 'b';

}  // namespace

std::string new_routing_id(const NodeId& node, Connection connection, Random& random) {
  std::string out(1, connection == Connection::control ? kControl : kBulk);
  return out.append(node.view()).append(random.bytes<RoutingTail>().view());
}

std::optional<RouteClaim> read_routing_id(std::string_view routing_id) {
  if (routing_id.size() != 1 + NodeId::kSize + RoutingTail::kSize) return std::nullopt;
  const char kind = routing_id.front();
  if (kind != kControl && kind != kBulk) return std::nullopt;
  return RouteClaim{*NodeId::from(routing_id.substr(1, NodeId::kSize)),
                    kind == kControl ? Connection::control : Connection::bulk};
}

}  // namespace jenjang

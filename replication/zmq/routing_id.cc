#include "replication/zmq/routing_id.h"

namespace jenjang {

namespace {

using RoutingTail = FixedBytes<16, struct RoutingTailTag>;
constexpr char kControl = 'c';
constexpr char kBulk = 'b';

}  // namespace

std::string new_routing_id(Connection connection, Random& random) {
  std::string out(1, connection == Connection::control ? kControl : kBulk);
  return out.append(random.bytes<RoutingTail>().view());
}

std::optional<Connection> connection_of(std::string_view routing_id) {
  if (routing_id.size() != 1 + RoutingTail::kSize) return std::nullopt;
  if (routing_id.front() == kControl) return Connection::control;
  if (routing_id.front() == kBulk) return Connection::bulk;
  return std::nullopt;
}

}  // namespace jenjang

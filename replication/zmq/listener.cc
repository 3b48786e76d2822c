#include "replication/zmq/listener.h"

#include <cerrno>
#include <utility>

#include "replication/zmq/link_options.h"
#include "replication/zmq/routing_id.h"
#include "schema/link_message.h"

namespace jenjang {

namespace {

// Answers to handshakes that asked under it; any word does.
constexpr const char* kZapDomain = "jenjang";

}  // namespace

Result<std::unique_ptr<Listener>> Listener::open(zmq::context_t& context, const ZmqOptions& options,
                                                 const TransportKeys& own, const LinkKeys& keys,
                                                 int socket) {
  try {
    return std::make_unique<Listener>(context, options, own, keys, socket);
  } catch (const zmq::error_t& error) {
    const Code code = error.num() == EINVAL ? Code::invalid : Code::unavailable;
    return Error{code, "link address " + *options.listen + ": cannot listen: " + error.what()};
  }
}

Listener::Listener(zmq::context_t& context, const ZmqOptions& options, const TransportKeys& own,
                   const LinkKeys& keys, int socket)
    : keys_(keys),
      zap_(context, keys),
      router_(context, zmq::socket_type::router),
      watch_(context, router_.socket()) {
  namespace opt = zmq::sockopt;
  set_link_options(router_, options, own, *options.listen);
  router_.socket().set(opt::curve_server, true);
  router_.socket().set(opt::zap_domain, kZapDomain);
  router_.socket().set(opt::router_mandatory, true);
  // ZeroMQ dials again under the same routing id, maybe before we know that the old one is dead.
  router_.socket().set(opt::router_handover, true);
  if (socket >= 0) router_.socket().set(opt::use_fd, socket);
  router_.socket().bind(*options.listen);
}

bool Listener::send(const NodeId& child, Connection connection, std::string bytes) {
  while (const std::string* const route = routes_.newest(child, connection)) {
    zmq::message_t address{std::string_view(*route)};
    const LinkSocket::Sent sent = router_.send_part(address, zmq::send_flags::sndmore);
    if (sent == LinkSocket::Sent::full) return false;
    if (sent == LinkSocket::Sent::taken) {
      return router_.send(std::move(bytes)) == LinkSocket::Sent::taken;
    }
    routes_.lose_newest(child, connection);
  }
  return false;
}

std::size_t Listener::collect(Arrivals& arrivals) {
  std::size_t refused = 0;
  std::size_t bytes = 0;
  for (std::size_t taken = 0; taken < Arrivals::kTakenMax && bytes < Arrivals::kTakenBytesMax;
       ++taken) {
    zmq::message_t route;
    zmq::message_t message;
    if (!router_.take(route) || !router_.take(message)) break;
    bytes += message.size();
    const bool one_part = !message.more();
    if (!one_part) router_.skip_rest(message);
    if (!one_part || !take_in(route.to_string_view(), std::move(message), arrivals)) ++refused;
  }
  return refused;
}

bool Listener::take_in(std::string_view route, zmq::message_t&& message, Arrivals& arrivals) {
  const std::optional<RouteClaim> claim = read_routing_id(route);
  if (!claim || message.size() > kLinkMessageBytesMax) return false;
  const auto& [child, connection] = *claim;
  const std::optional<TransportKey> key = keys_.of(child);
  if (!key || !zap_.proved(message, child, *key)) return false;
  if (message.empty()) {
    routes_.announce(child, connection, route);
    if (connection == Connection::bulk) return true;
  } else {
    routes_.heard(child, connection, route);
  }
  arrivals.add({LinkId::Side::accepted, child}, connection, std::move(message));
  return true;
}

void Listener::forget(const NodeId& child) {
  routes_.forget(child);
  zap_.bar(child);
}

}  // namespace jenjang

#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "replication/zmq/arrivals.h"
#include "replication/zmq/link_socket.h"
#include "replication/zmq/port_watch.h"
#include "replication/zmq/route_table.h"
#include "replication/zmq/zap_server.h"

namespace jenjang {

// Where children dial: one ROUTER for all of their connections.
class Listener {
 public:
  // invalid: the address is none. unavailable: it cannot be listened on. `keys` outlives it.
  // `socket`: one that listens there already, and is this one's from now on; -1 for none. A context
  // has one listener.
  static Result<std::unique_ptr<Listener>> open(zmq::context_t& context, const ZmqOptions& options,
                                                const TransportKeys& own, const LinkKeys& keys,
                                                int socket);
  // Throws zmq::error_t; open() does not.
  Listener(zmq::context_t& context, const ZmqOptions& options, const TransportKeys& own,
           const LinkKeys& keys, int socket);

  // With the real port.
  std::string endpoint() { return router_.socket().get(zmq::sockopt::last_endpoint); }
  ZapServer& zap() { return zap_; }
  LinkSocket& router() { return router_; }
  PortWatch& watch() { return watch_; }

  // Through the connection of that kind which the child has made last.
  bool send(const NodeId& child, Connection connection, std::string bytes);
  // A connection of that kind is known.
  bool reaches(const NodeId& child, Connection connection) const {
    return routes_.newest(child, connection) != nullptr;
  }
  // Moves what has arrived; returns how many were refused.
  std::size_t collect(Arrivals& arrivals);
  // Its connections count no longer, and what comes through them is refused.
  void forget(const NodeId& child);

 private:
  // False for what is refused.
  bool take_in(std::string_view route, zmq::message_t&& message, Arrivals& arrivals);

  const LinkKeys& keys_;
  ZapServer zap_;
  LinkSocket router_;  // After zap_, so that it is closed before.
  PortWatch watch_;
  RouteTable routes_;
};

}  // namespace jenjang

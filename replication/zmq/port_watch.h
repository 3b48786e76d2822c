#pragma once

#include <cstdint>
#include <zmq.hpp>

#include "replication/zmq/zmq_transport.h"

namespace jenjang {

// Counts what comes to the port that children dial, as ZeroMQ tells it: what is no handshake of
// ours never becomes a message, so nobody else would see it. Used by the thread of the listener.
class PortWatch {
 public:
  // Before the socket listens. The watch ends before the socket, and is closed after nothing can
  // tell it anything.
  PortWatch(zmq::context_t& context, zmq::socket_t& watched);
  ~PortWatch();
  PortWatch(const PortWatch&) = delete;
  PortWatch& operator=(const PortWatch&) = delete;

  // Takes what was told since; returns the counts from the start.
  const PortTraffic& collect();

 private:
  zmq::socket_t& watched_;
  zmq::socket_t told_;
  PortTraffic traffic_;
};

}  // namespace jenjang

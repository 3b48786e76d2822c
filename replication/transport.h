#pragma once

#include <cstddef>
#include <vector>

#include "replication/ports.h"

namespace jenjang {

// How messages reach the other ends of this node's links. Lossy by contract: each connection keeps
// its order, and anything may be missing. One thread uses it, the core thread.
class Transport {
 public:
  virtual ~Transport() = default;

  // Never blocks. What cannot be queued at once (no connection, full queue) is dropped and counted.
  virtual void send(Outbound message) = 0;

  // Drops the connections of a dialled link and dials again; nothing for an accepted one.
  virtual void redial(const LinkId& link) = 0;

  // From now on no message of that node is given, until it has proved itself anew.
  virtual void disconnect(const NodeId& peer) = 0;

  // Of what has arrived at most `messages_max`, control before bulk.
  virtual std::vector<Inbound> receive(std::size_t messages_max) = 0;
};

}  // namespace jenjang

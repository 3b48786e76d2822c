#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "replication/zmq/link_socket.h"
#include "replication/zmq/zmq_transport.h"

namespace jenjang {

// Decides whose handshakes succeed, and tells of each message which key proved it: ZeroMQ marks
// what comes through a connection with the words this answered to its handshake. Must be made
// before a socket listens and outlive it, since ZeroMQ lets everybody in where nobody answers.
class ZapServer {
 public:
  // `keys` outlives it.
  ZapServer(zmq::context_t& context, const LinkKeys& keys);

  LinkSocket& socket() { return socket_; }
  // Answers the handshakes that wait, but for a flood's rest.
  void serve();

  // The connection this came through was proved by that key, and the node was not barred since.
  bool proved(const zmq::message_t& message, const NodeId& node, const TransportKey& key) const;
  // Proofs given until now no longer count for that node.
  void bar(const NodeId& node) { barred_[node] = ++handshakes_barred_; }

  std::uint64_t refused() const { return refused_; }

 private:
  void answer(const zmq::message_t& request_id, const std::optional<TransportKey>& known);

  const LinkKeys& keys_;
  LinkSocket socket_;
  // Counts bar() calls; a proof says how many there had been, a bar the least that counts.
  std::uint64_t handshakes_barred_ = 0;
  std::map<NodeId, std::uint64_t> barred_;
  std::uint64_t refused_ = 0;
};

}  // namespace jenjang

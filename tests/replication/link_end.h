#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "replication/zmq/zmq_transport.h"

namespace jenjang {

class SodiumRandom final : public Random {
 public:
  void fill(std::uint8_t* out, std::size_t size) override;
};

// Stands for the directory of all ends of a test: who owns which transport key.
using KnownKeys = std::map<NodeId, TransportKey>;
// Which outlive them.
LinkKeys keys_of(const KnownKeys& known);

// One node's end of its links over real sockets, and what has come out of them.
class LinkEnd {
 public:
  // Enrolled; `known` outlives it.
  explicit LinkEnd(KnownKeys& known);

  // What open() would be given; `parents` are running.
  ZmqOptions options(const std::vector<const LinkEnd*>& parents = {}) const;
  void start(const ZmqOptions& options);
  void listen(const std::string& address = "tcp://127.0.0.1:*");
  void dial(const LinkEnd& parent) { start(options({&parent})); }
  void stop() { transport_.reset(); }

  const NodeId& node() const { return node_; }
  const TransportKey& key() const { return key_; }
  const TransportSecret& secret() const { return secret_; }
  // While it runs, and after: the address to dial.
  const std::string& address() const { return address_; }
  ZmqTransport& transport() { return *transport_; }

  static LinkId up(const LinkEnd& parent) { return {LinkId::Side::dialled, parent.node()}; }
  static LinkId down(const LinkEnd& child) { return {LinkId::Side::accepted, child.node()}; }

  void say(const LinkId& link, Connection connection, std::string bytes);
  const LinkTraffic& traffic(const LinkId& link);

  // One wait of at most a millisecond, and all that has arrived; nothing while it is stopped.
  void turn();
  const std::vector<Inbound>& received() const { return received_; }
  // Control connections of children so far.
  std::size_t connections() const { return connections_; }
  std::vector<std::string> heard_from(const LinkId& link) const;
  bool heard(const LinkId& link, const std::string& bytes) const;

 private:
  KnownKeys& known_;
  SodiumRandom random_;
  NodeId node_;
  TransportKey key_;
  TransportSecret secret_;
  std::string address_;
  std::unique_ptr<ZmqTransport> transport_;
  std::vector<Inbound> received_;
  std::size_t connections_ = 0;
};

using LinkEnds = std::initializer_list<LinkEnd*>;

// Lets all of them take turns until `done`; false if that took longer than any test should.
bool turns_until(LinkEnds ends, const std::function<bool()>& done);
// Repeats `bytes` over a link that may not stand yet, or may break, until they are heard.
bool repeat_until_heard(LinkEnd& from, const LinkId& link, Connection connection,
                        const std::string& bytes, LinkEnd& to, const LinkId& from_there);
// Child and parent have heard each other on both connections.
bool meet(LinkEnd& child, LinkEnd& parent);

}  // namespace jenjang

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "replication/directory.h"
#include "replication/transport.h"
#include "schema/base/result.h"

namespace jenjang {

// A parent, as the configuration names it.
struct DialledLink {
  // tcp://host:port. A number is better than a name: names are looked up by ZeroMQ's one I/O
  // thread, so that a silent name server holds up all links.
  std::string address;
  NodeId peer;
};

// How long a connection may be silent before it is given up, by the kind of line.
enum class LinkProfile { lan, vsat };

// The transport keys that count, as the directory knows it now.
struct LinkKeys {
  // The node's; nothing for one that is not welcome.
  std::function<std::optional<TransportKey>(const NodeId&)> of;
  // It is any node's that is: of others no handshake is finished.
  std::function<bool(const TransportKey&)> known;
};

// The directory must outlive them.
LinkKeys link_keys(const Directory& directory);

// A key pair of the links.
struct TransportKeys {
  TransportKey key;
  TransportSecret secret;
};

struct ZmqOptions {
  NodeId node;  // This one.
  TransportKeys own;
  // The one before, for as long as children, or parents, may not have heard of the new one.
  std::optional<TransportKeys> previous{};
  // Where children dial, as tcp://address:port (port * for any); nothing for a node without.
  std::optional<std::string> listen;
  std::vector<DialledLink> dialled;
  LinkProfile profile = LinkProfile::lan;
};

struct LinkTraffic {
  std::uint64_t messages_in = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t messages_out = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t drops = 0;
};

// What came to the port that children dial. What was accepted and never finished a handshake was no
// node of ours: a scanner, another protocol, a key that is not known.
struct PortTraffic {
  std::uint64_t accepted = 0;
  std::uint64_t handshakes = 0;
  std::uint64_t closed = 0;
  std::uint64_t keys_refused = 0;
  std::uint64_t messages_refused = 0;
  std::uint64_t previous_key = 0;  // Of the handshakes.

  // The counts of a socket's watch.
  void add(const PortTraffic& other);
  bool operator==(const PortTraffic&) const = default;
};

// The links over ZeroMQ and CURVE: one ROUTER that children dial (while there is a previous key,
// one for each key, on one port), two DEALERs (control, bulk) to each parent. The far end of every
// message is the node that its connection names, if the handshake proved that node's transport key.
// Handshakes are answered by the core thread, inside wait() and receive().
// Owned by main, used by the core thread alone; ZeroMQ's one I/O thread is inside.
class ZmqTransport final : public Transport {
 public:
  // `random` gives routing ids and outlives the transport, as does what `keys` refers to.
  // unavailable: the address cannot be listened on, or no descriptors are left. invalid: an address
  // that is none, a node dialled twice, a key that is not the secret's.
  static Result<std::unique_ptr<ZmqTransport>> open(const ZmqOptions& options, Random& random,
                                                    LinkKeys keys);
  ~ZmqTransport() override;

  void send(Outbound message) override;
  // Under the key that the parent has now; nothing where it is not welcome.
  void redial(const LinkId& link) override;
  // A child's connections stay open, since ZeroMQ cannot close one, but count no longer; a parent's
  // are closed.
  void disconnect(const NodeId& peer) override;
  std::vector<Inbound> receive(std::size_t messages_max) override;

  // Returns when a message may have arrived, when `wake_fd` (an eventfd of the caller's, which it
  // reads itself; -1 for none) is readable, or after `timeout_us`, to the precision of the
  // system's timers and not of ZeroMQ's milliseconds; now and then for a handshake or a signal.
  void wait(std::int64_t timeout_us, int wake_fd);

  // The address it listens on, with the real port; empty without.
  std::string endpoint() const;
  const std::map<LinkId, LinkTraffic>& traffic() const;
  // As of the last receive().
  PortTraffic port_traffic() const;
  // Handshakes of keys that the directory does not know.
  std::uint64_t handshakes_refused() const;
  // Messages of no known link or shape: after disconnect(), or from a peer that is not Jenjang.
  // What is too large for any message never gets this far: ZeroMQ drops its connection.
  std::uint64_t messages_refused() const;

 private:
  class Sockets;

 public:
  // For open(), which alone has sockets to give.
  explicit ZmqTransport(std::unique_ptr<Sockets> sockets);

 private:
  std::unique_ptr<Sockets> sockets_;
};

}  // namespace jenjang

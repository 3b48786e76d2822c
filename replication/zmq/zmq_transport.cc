#include "replication/zmq/zmq_transport.h"

#include <poll.h>
#include <sodium.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <set>
#include <utility>
#include <zmq.hpp>

#include "replication/zmq/arrivals.h"
#include "replication/zmq/dialler.h"
#include "replication/zmq/link_options.h"
#include "replication/zmq/listener.h"
#include "replication/zmq/shared_port.h"
#include "schema/link_message.h"

namespace jenjang {

namespace {

Result<void> check(const TransportKeys& keys) {
  TransportKey own;
  if (crypto_scalarmult_base(own.data(), keys.secret.data()) == 0 && own == keys.key) return {};
  return Error{Code::invalid, "transport key " + keys.key.hex() + ": not that of the secret"};
}

Result<void> check(const ZmqOptions& options) {
  if (Result<void> own = check(options.own); !own) return own;
  Result<void> previous = options.previous ? check(*options.previous) : Result<void>();
  if (!previous) return previous;
  if (options.listen) {
    const auto fault = address_fault(*options.listen, AddressUse::listen);
    if (fault) return Error{Code::invalid, "link address " + *options.listen + ": " + *fault};
  }
  std::set<NodeId> peers;
  for (const DialledLink& link : options.dialled) {
    const auto fault = address_fault(link.address, AddressUse::dial);
    if (fault) return Error{Code::invalid, "link to " + link.address + ": " + *fault};
    if (!peers.insert(link.peer).second) {
      return Error{Code::invalid, "link to " + link.address + ": node " + link.peer.hex() +
                                      " is dialled twice; one link reaches it"};
    }
  }
  return {};
}

}  // namespace

void PortTraffic::add(const PortTraffic& other) {
  accepted += other.accepted;
  handshakes += other.handshakes;
  closed += other.closed;
}

LinkKeys link_keys(const Directory& directory) {
  return {[&directory](const NodeId& node) { return directory.transport_key(node); },
          [&directory](const TransportKey& key) { return directory.knows(key); }};
}

class ZmqTransport::Sockets {
 public:
  Sockets(const ZmqOptions& options, Random& random, LinkKeys keys)
      : options_(options), keys_(std::move(keys)), context_(1) {
    for (const DialledLink& link : options_.dialled) {
      diallers_.push_back(std::make_unique<Dialler>(context_, options_, keys_, link, random));
    }
  }

  Result<void> open();
  Result<void> listen();
  void send(Outbound message);
  void redial(const LinkId& link);
  void disconnect(const NodeId& peer);
  std::vector<Inbound> receive(std::size_t messages_max);
  void wait(std::int64_t timeout_us, int wake_fd);

  std::string endpoint() { return listeners_.empty() ? "" : listeners_[0]->endpoint(); }
  const std::map<LinkId, LinkTraffic>& traffic() const { return traffic_; }
  std::uint64_t handshakes_refused() {
    std::uint64_t out = 0;
    for (const auto& listener : listeners_) out += listener->zap().refused();
    return out;
  }
  std::uint64_t messages_refused() const { return messages_refused_; }
  PortTraffic port_traffic();

 private:
  bool give_to_socket(Outbound message);
  Dialler* dialler(const LinkId& link);
  void list_sockets();
  bool something_readable();
  void poll(std::int64_t timeout_us, int wake_fd);

  const ZmqOptions options_;
  const LinkKeys keys_;
  zmq::context_t context_;  // Before the sockets, since its end waits for theirs.
  std::optional<zmq::context_t> previous_context_;
  std::vector<std::unique_ptr<Listener>> listeners_;  // That of the previous key comes second.
  std::vector<std::unique_ptr<Dialler>> diallers_;
  Arrivals arrivals_;
  std::map<LinkId, LinkTraffic> traffic_;
  std::uint64_t messages_refused_ = 0;
  PortTraffic port_traffic_;

  // Those there are now, and their descriptors in the same order behind that of the caller.
  std::vector<LinkSocket*> sockets_;
  std::vector<pollfd> polled_;
  bool waited_ = false;  // Since the last receive().
};

Result<void> ZmqTransport::Sockets::open() {
  if (options_.listen) {
    if (Result<void> listening = listen(); !listening) return listening;
  }
  for (const auto& dialler : diallers_) {
    if (Result<void> dialled = dialler->dial(); !dialled) return dialled;
  }
  list_sockets();
  return {};
}

Result<void> ZmqTransport::Sockets::listen() {
  const auto add = [&](zmq::context_t& context, const TransportKeys& own,
                       int socket) -> Result<void> {
    Result<std::unique_ptr<Listener>> listener =
        Listener::open(context, options_, own, keys_, socket);
    if (!listener) return listener.error();
    listeners_.push_back(std::move(listener).value());
    return {};
  };
  if (!options_.previous) return add(context_, options_.own, -1);
  Result<SharedPort> port = SharedPort::open(*options_.listen, 2);
  if (!port) return port.error();
  if (Result<void> added = add(context_, options_.own, port->take()); !added) return added;
  return add(previous_context_.emplace(1), *options_.previous, port->take());
}

void ZmqTransport::Sockets::list_sockets() {
  sockets_.clear();
  for (const auto& listener : listeners_) {
    sockets_.push_back(&listener->zap().socket());
    sockets_.push_back(&listener->router());
  }
  for (const auto& dialler : diallers_) {
    for (const Connection connection : {Connection::control, Connection::bulk}) {
      if (LinkSocket* const socket = dialler->socket(connection)) sockets_.push_back(socket);
    }
  }
  polled_.assign(1, {-1, POLLIN, 0});
  for (LinkSocket* const socket : sockets_) polled_.push_back({socket->descriptor(), POLLIN, 0});
}

Dialler* ZmqTransport::Sockets::dialler(const LinkId& link) {
  if (link.side != LinkId::Side::dialled) return nullptr;
  for (const auto& dialler : diallers_) {
    if (dialler->link() == link) return dialler.get();
  }
  return nullptr;
}

void ZmqTransport::Sockets::send(Outbound message) {
  const std::size_t size = message.bytes.size();
  LinkTraffic& traffic = traffic_[message.link];
  // The peer would refuse it, and drop the connection an oversized one comes through.
  const bool sendable = size > 0 && size <= kLinkMessageBytesMax;
  if (!sendable || !give_to_socket(std::move(message))) {
    ++traffic.drops;
    return;
  }
  ++traffic.messages_out;
  traffic.bytes_out += size;
}

bool ZmqTransport::Sockets::give_to_socket(Outbound message) {
  const LinkId& link = message.link;
  if (link.side == LinkId::Side::accepted) {
    // Through the one that the child has dialled.
    const auto reaches = [&](const auto& listener) {
      return listener->reaches(link.peer, message.connection);
    };
    const auto to = std::find_if(listeners_.begin(), listeners_.end(), reaches);
    return to != listeners_.end() &&
           (*to)->send(link.peer, message.connection, std::move(message.bytes));
  }
  Dialler* const parent = dialler(link);
  return parent != nullptr && parent->send(message.connection, std::move(message.bytes));
}

void ZmqTransport::Sockets::redial(const LinkId& link) {
  Dialler* const parent = dialler(link);
  if (parent == nullptr) return;
  // Where it fails for want of descriptors, the link stays silent and is dialled again later.
  (void)parent->dial();
  list_sockets();
}

void ZmqTransport::Sockets::disconnect(const NodeId& peer) {
  messages_refused_ += arrivals_.drop(peer);
  for (const auto& listener : listeners_) listener->forget(peer);
  Dialler* const parent = dialler({LinkId::Side::dialled, peer});
  if (parent == nullptr) return;
  parent->hang_up();
  list_sockets();
}

std::vector<Inbound> ZmqTransport::Sockets::receive(std::size_t messages_max) {
  if (!waited_) poll(0, -1);
  waited_ = false;
  for (const auto& listener : listeners_) listener->zap().serve();
  if (!arrivals_.full()) {
    for (const auto& listener : listeners_) messages_refused_ += listener->collect(arrivals_);
    for (const auto& dialler : diallers_) messages_refused_ += dialler->collect(arrivals_);
  }
  port_traffic_ = {};
  for (const auto& listener : listeners_) {
    const PortTraffic& seen = listener->watch().collect();
    port_traffic_.add(seen);
    if (listener != listeners_.front()) port_traffic_.previous_key += seen.handshakes;
  }
  std::vector<Inbound> out = arrivals_.give(messages_max);
  for (const Inbound& message : out) {
    LinkTraffic& traffic = traffic_[message.link];
    ++traffic.messages_in;
    traffic.bytes_in += message.bytes.size();
  }
  return out;
}

PortTraffic ZmqTransport::Sockets::port_traffic() {
  PortTraffic out = port_traffic_;
  out.keys_refused = handshakes_refused();
  out.messages_refused = messages_refused_;
  return out;
}

void ZmqTransport::Sockets::wait(std::int64_t timeout_us, int wake_fd) {
  waited_ = true;
  poll(arrivals_.empty() && !something_readable() ? timeout_us : 0, wake_fd);
  for (const auto& listener : listeners_) listener->zap().serve();
}

bool ZmqTransport::Sockets::something_readable() {
  bool out = false;
  for (LinkSocket* const socket : sockets_) out |= socket->readable();
  return out;
}

void ZmqTransport::Sockets::poll(std::int64_t timeout_us, int wake_fd) {
  polled_.front().fd = wake_fd;
  constexpr std::int64_t kSecond = 1'000'000;
  const timespec limit{timeout_us / kSecond, timeout_us % kSecond * 1000};
  // A signal ends it early, which the caller allows for.
  if (ppoll(polled_.data(), polled_.size(), &limit, nullptr) <= 0) return;
  for (std::size_t i = 0; i < sockets_.size(); ++i) {
    if (polled_[i + 1].revents != 0) sockets_[i]->notice();
  }
}

ZmqTransport::ZmqTransport(std::unique_ptr<Sockets> sockets) : sockets_(std::move(sockets)) {}

ZmqTransport::~ZmqTransport() = default;

Result<std::unique_ptr<ZmqTransport>> ZmqTransport::open(const ZmqOptions& options, Random& random,
                                                         LinkKeys keys) {
  const Result<void> checked = check(options);
  if (!checked) return checked.error();
  auto sockets = std::make_unique<Sockets>(options, random, std::move(keys));
  const Result<void> opened = sockets->open();
  if (!opened) return opened.error();
  return std::make_unique<ZmqTransport>(std::move(sockets));
}

void ZmqTransport::send(Outbound message) { sockets_->send(std::move(message)); }
void ZmqTransport::redial(const LinkId& link) { sockets_->redial(link); }
void ZmqTransport::disconnect(const NodeId& peer) { sockets_->disconnect(peer); }
std::vector<Inbound> ZmqTransport::receive(std::size_t messages_max) {
  return sockets_->receive(messages_max);
}
void ZmqTransport::wait(std::int64_t timeout_us, int wake_fd) {
  sockets_->wait(timeout_us, wake_fd);
}
std::string ZmqTransport::endpoint() const { return sockets_->endpoint(); }
const std::map<LinkId, LinkTraffic>& ZmqTransport::traffic() const { return sockets_->traffic(); }
PortTraffic ZmqTransport::port_traffic() const { return sockets_->port_traffic(); }
std::uint64_t ZmqTransport::handshakes_refused() const { return sockets_->handshakes_refused(); }
std::uint64_t ZmqTransport::messages_refused() const { return sockets_->messages_refused(); }

}  // namespace jenjang

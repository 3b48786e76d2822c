#include "replication/zmq/dialler.h"

#include <utility>

#include "replication/zmq/link_options.h"
#include "replication/zmq/routing_id.h"
#include "schema/link_message.h"

namespace jenjang {

Dialler::Dialler(zmq::context_t& context, const ZmqOptions& options, const LinkKeys& keys,
                 const DialledLink& link, Random& random)
    : context_(context),
      options_(options),
      keys_(keys),
      parent_(link),
      random_(random),
      link_{LinkId::Side::dialled, link.peer} {}

Result<void> Dialler::dial() {
  hang_up();
  const std::optional<TransportKey> key = keys_.of(parent_.peer);
  if (!key) return {};
  try {
    open(Connection::control, *key);
    open(Connection::bulk, *key);
  } catch (const zmq::error_t& error) {
    hang_up();
    const Code code = error.num() == EINVAL ? Code::invalid : Code::unavailable;
    return Error{code, "link to " + parent_.address + ": cannot dial: " + error.what()};
  }
  return {};
}

void Dialler::open(Connection connection, const TransportKey& key) {
  std::optional<LinkSocket>& socket = connection == Connection::control ? control_ : bulk_;
  socket.emplace(context_, zmq::socket_type::dealer);
  // While the directory names the previous key here, the parent knows no newer one either.
  const bool renamed = !options_.previous || keys_.of(options_.node) != options_.previous->key;
  set_link_options(*socket, options_, renamed ? options_.own : *options_.previous, parent_.address);
  socket->socket().set(zmq::sockopt::curve_serverkey, key.view());
  socket->socket().set(zmq::sockopt::routing_id,
                       new_routing_id(options_.node, connection, random_));
  // An empty message on every connection that is made, so that the parent knows its way back
  // before we have anything to say.
  socket->socket().set(zmq::sockopt::probe_router, true);
  socket->socket().connect(parent_.address);
}

void Dialler::hang_up() {
  control_.reset();
  bulk_.reset();
}

LinkSocket* Dialler::socket(Connection connection) {
  std::optional<LinkSocket>& socket = connection == Connection::control ? control_ : bulk_;
  return socket ? &*socket : nullptr;
}

bool Dialler::send(Connection connection, std::string bytes) {
  LinkSocket* const to = socket(connection);
  if (to == nullptr) return false;
  // ZeroMQ redials each connection in its own rhythm. A contact that is made over the first to
  // stand would find no way for its batches, and wait for an answer to them.
  if (connection == Connection::control && !bulk_->writable()) return false;
  return to->send(std::move(bytes)) == LinkSocket::Sent::taken;
}

std::size_t Dialler::collect(Arrivals& arrivals) {
  return collect_from(Connection::control, arrivals) + collect_from(Connection::bulk, arrivals);
}

std::size_t Dialler::collect_from(Connection connection, Arrivals& arrivals) {
  LinkSocket* const from = socket(connection);
  if (from == nullptr) return 0;
  std::size_t refused = 0;
  std::size_t bytes = 0;
  for (std::size_t taken = 0; taken < Arrivals::kTakenMax && bytes < Arrivals::kTakenBytesMax;
       ++taken) {
    zmq::message_t message;
    if (!from->take(message)) break;
    bytes += message.size();
    const bool fits = !message.more() && message.size() <= kLinkMessageBytesMax;
    from->skip_rest(message);
    if (!fits) {
      ++refused;
    } else if (!message.empty()) {
      arrivals.add(link_, connection, std::move(message));
    }
  }
  return refused;
}

}  // namespace jenjang

#pragma once

#include <optional>
#include <string>

#include "replication/zmq/arrivals.h"
#include "replication/zmq/link_socket.h"
#include "replication/zmq/zmq_transport.h"

namespace jenjang {

// Our end of the link to one parent: two DEALERs, whose parent is the owner of the key that the
// directory names for it or nobody, since CURVE finishes no handshake with another.
class Dialler {
 public:
  // Everything outlives it.
  Dialler(zmq::context_t& context, const ZmqOptions& options, const LinkKeys& keys,
          const DialledLink& link, Random& random);

  const LinkId& link() const { return link_; }

  // Drops the connections there are, with all that is in them, and dials under new routing ids.
  // Hangs up where the parent has no key that counts.
  // unavailable: no descriptors left. invalid: ZeroMQ cannot read the address.
  Result<void> dial();
  // Until the next dial().
  void hang_up();

  // Null while hung up.
  LinkSocket* socket(Connection connection);
  // False where it was dropped. Control is silent until bulk stands too.
  bool send(Connection connection, std::string bytes);
  // Moves what has arrived; returns how many were refused.
  std::size_t collect(Arrivals& arrivals);

 private:
  void open(Connection connection, const TransportKey& key);
  std::size_t collect_from(Connection connection, Arrivals& arrivals);

  zmq::context_t& context_;
  const ZmqOptions& options_;
  const LinkKeys& keys_;
  const DialledLink& parent_;
  Random& random_;
  const LinkId link_;
  std::optional<LinkSocket> control_;
  std::optional<LinkSocket> bulk_;
};

}  // namespace jenjang

#pragma once

#include <optional>
#include <string>

#include "replication/zmq/link_socket.h"
#include "replication/zmq/zmq_transport.h"

namespace jenjang {

// All connections of a link have these in common: limits, patience, and our own keys.
void set_link_options(LinkSocket& socket, const ZmqOptions& options, const TransportKeys& own,
                      const std::string& address);

enum class AddressUse { listen, dial };
// What is wrong with it; nothing if it is tcp://host:port (port * too, to listen on any).
std::optional<std::string> address_fault(const std::string& address, AddressUse use);

}  // namespace jenjang

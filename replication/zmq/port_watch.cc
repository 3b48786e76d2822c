#include "replication/zmq/port_watch.h"

#include <cstring>

namespace jenjang {

namespace {

constexpr const char* kAddress = "inproc://port-watch";
constexpr int kEvents = ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED;

}  // namespace

PortWatch::PortWatch(zmq::context_t& context, zmq::socket_t& watched)
    : watched_(watched), told_(context, zmq::socket_type::pair) {
  if (zmq_socket_monitor(watched.handle(), kAddress, kEvents) != 0) throw zmq::error_t();
  // No limit, since ZeroMQ's I/O thread waits where there is no room; it is emptied every turn.
  told_.set(zmq::sockopt::rcvhwm, 0);
  told_.set(zmq::sockopt::linger, 0);
  told_.connect(kAddress);
}

PortWatch::~PortWatch() { zmq_socket_monitor(watched_.handle(), nullptr, 0); }

//   told := event:2 value:4 (both as the machine has them), then the address as a second part
const PortTraffic& PortWatch::collect() {
  zmq::message_t told;
  while (told_.recv(told, zmq::recv_flags::dontwait)) {
    std::uint16_t event = 0;
    if (told.size() >= sizeof(event)) std::memcpy(&event, told.data(), sizeof(event));
    traffic_.accepted += event == ZMQ_EVENT_ACCEPTED ? 1 : 0;
    traffic_.handshakes += event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED ? 1 : 0;
    traffic_.closed += event == ZMQ_EVENT_DISCONNECTED ? 1 : 0;
    while (told.more() && told_.recv(told, zmq::recv_flags::dontwait)) {
    }
  }
  return traffic_;
}

}  // namespace jenjang

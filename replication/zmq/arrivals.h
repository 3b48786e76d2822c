#pragma once

#include <cstddef>
#include <deque>
#include <vector>
#include <zmq.hpp>

#include "replication/ports.h"

namespace jenjang {

// What was taken from the sockets and not yet given out. It is here so that control comes before
// bulk although a listener's children share one socket.
class Arrivals {
 public:
  // Above it nothing more is taken from the sockets.
  static constexpr std::size_t kBytesMax = 32 << 20;
  static constexpr std::size_t kMessagesMax = 1024;
  // From one socket at a time, so that each has its turn.
  static constexpr std::size_t kTakenMax = 256;
  static constexpr std::size_t kTakenBytesMax = 8 << 20;

  void add(const LinkId& link, Connection connection, zmq::message_t&& message);
  bool empty() const { return control_.empty() && bulk_.empty(); }
  bool full() const;

  // Control first; but where bulk waits a part of `messages_max` is kept for it, so that nobody's
  // control messages keep it waiting for ever.
  std::vector<Inbound> give(std::size_t messages_max);
  // How many were dropped.
  std::size_t drop(const NodeId& peer);

 private:
  struct Arrival {
    LinkId link;
    zmq::message_t message;
  };

  void give_from(std::deque<Arrival>& queue, std::size_t count, std::vector<Inbound>& out);

  std::deque<Arrival> control_;
  std::deque<Arrival> bulk_;
  std::size_t bytes_ = 0;
};

}  // namespace jenjang

#pragma once

#include <string>
#include <zmq.hpp>

namespace jenjang {

// One ZeroMQ socket, never blocking. Its descriptor is no plain one: it only tells that ZeroMQ
// should be asked, and any call on the socket, a send too, may use that up. So what was told is
// kept in here, and forgotten only where ZeroMQ was asked and had nothing. Used by one thread.
class LinkSocket {
 public:
  enum class Sent { taken, full, unreachable };

  // Throws zmq::error_t where the process has no descriptor left.
  LinkSocket(zmq::context_t& context, zmq::socket_type type);

  // For options, and for bind and connect.
  zmq::socket_t& socket() { return socket_; }
  // Becomes readable where notice() is due.
  int descriptor() const { return descriptor_; }
  void notice() { noticed_ = true; }
  // A message is there to be taken.
  bool readable();
  // There is a connection that has room.
  bool writable();

  // One part of a message; false where there is none.
  bool take(zmq::message_t& part);
  // Takes and drops what is left of a message whose last part taken is `part`.
  void skip_rest(zmq::message_t& part);

  // The last or only part of a message, which takes the string over.
  Sent send(std::string bytes);
  // Any part. `full`: no room, or no connection yet. `unreachable`: a ROUTER knows no such route.
  Sent send_part(zmq::message_t& part, zmq::send_flags more);

 private:
  int events();

  zmq::socket_t socket_;
  int descriptor_ = -1;
  bool noticed_ = true;
};

}  // namespace jenjang

#include "replication/zmq/link_socket.h"

#include <cerrno>
#include <memory>
#include <string_view>
#include <utility>

#include "schema/base/check.h"

namespace jenjang {

namespace {

// Below it a copy is cheaper than handing over the string.
constexpr std::size_t kCopyBytesMax = 1024;

void free_string(void*, void* hint) {
  const std::unique_ptr<std::string> owner(static_cast<std::string*>(hint));
}

zmq::message_t to_message(std::string bytes) {
  if (bytes.size() <= kCopyBytesMax) return zmq::message_t(std::string_view(bytes));
  auto owner = std::make_unique<std::string>(std::move(bytes));
  zmq::message_t out(owner->data(), owner->size(), free_string, owner.get());
  (void)owner.release();  // To the message, whose last copy calls free_string.
  return out;
}

}  // namespace

LinkSocket::LinkSocket(zmq::context_t& context, zmq::socket_type type)
    : socket_(context, type), descriptor_(socket_.get(zmq::sockopt::fd)) {
  socket_.set(zmq::sockopt::linger, 0);
}

int LinkSocket::events() {
  int out = 0;
  std::size_t size = sizeof(out);
  while (zmq_getsockopt(socket_.handle(), ZMQ_EVENTS, &out, &size) != 0) CHECK(errno == EINTR);
  noticed_ = (out & ZMQ_POLLIN) != 0;
  return out;
}

bool LinkSocket::readable() { return noticed_ && (events() & ZMQ_POLLIN) != 0; }

bool LinkSocket::writable() { return (events() & ZMQ_POLLOUT) != 0; }

bool LinkSocket::take(zmq::message_t& part) {
  while (noticed_) {
    if (zmq_msg_recv(part.handle(), socket_.handle(), ZMQ_DONTWAIT) >= 0) return true;
    if (errno == EINTR) continue;
    CHECK(errno == EAGAIN);
    noticed_ = false;
  }
  return false;
}

void LinkSocket::skip_rest(zmq::message_t& part) {
  while (part.more() && take(part)) {
  }
}

LinkSocket::Sent LinkSocket::send(std::string bytes) {
  zmq::message_t message = to_message(std::move(bytes));
  return send_part(message, zmq::send_flags::none);
}

LinkSocket::Sent LinkSocket::send_part(zmq::message_t& part, zmq::send_flags more) {
  noticed_ = true;
  const int flags = static_cast<int>(more) | ZMQ_DONTWAIT;
  while (zmq_msg_send(part.handle(), socket_.handle(), flags) < 0) {
    if (errno == EHOSTUNREACH) return Sent::unreachable;
    if (errno == EAGAIN) return Sent::full;
    CHECK(errno == EINTR);
  }
  return Sent::taken;
}

}  // namespace jenjang

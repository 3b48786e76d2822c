#include "replication/zmq/arrivals.h"

#include <algorithm>
#include <utility>

namespace jenjang {

namespace {

constexpr std::size_t kBulkShare = 4;  // One in so many.

}  // namespace

void Arrivals::add(const LinkId& link, Connection connection, zmq::message_t&& message) {
  bytes_ += message.size();
  auto& queue = connection == Connection::control ? control_ : bulk_;
  queue.push_back({link, std::move(message)});
}

bool Arrivals::full() const {
  return bytes_ >= kBytesMax || control_.size() + bulk_.size() >= kMessagesMax;
}

std::vector<Inbound> Arrivals::give(std::size_t messages_max) {
  std::vector<Inbound> out;
  if (empty()) return out;
  const std::size_t kept = std::min(bulk_.size(), messages_max / kBulkShare);
  const std::size_t control = std::min(control_.size(), messages_max - kept);
  const std::size_t bulk = std::min(bulk_.size(), messages_max - control);
  out.reserve(control + bulk);
  give_from(control_, control, out);
  give_from(bulk_, bulk, out);
  return out;
}

void Arrivals::give_from(std::deque<Arrival>& queue, std::size_t count, std::vector<Inbound>& out) {
  for (std::size_t i = 0; i < count; ++i) {
    const Arrival& first = queue.front();
    bytes_ -= first.message.size();
    out.push_back({first.link, std::string(first.message.to_string_view())});
    queue.pop_front();
  }
}

std::size_t Arrivals::drop(const NodeId& peer) {
  const auto drop_from = [&](std::deque<Arrival>& queue) {
    return std::erase_if(queue, [&](const Arrival& arrival) {
      if (arrival.link.peer != peer) return false;
      bytes_ -= arrival.message.size();
      return true;
    });
  };
  return drop_from(control_) + drop_from(bulk_);
}

}  // namespace jenjang

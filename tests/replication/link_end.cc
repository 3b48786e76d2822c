#include "tests/replication/link_end.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace jenjang {

namespace {

constexpr std::chrono::seconds kDeadline(30);

}  // namespace

LinkKeys keys_of(const KnownKeys& known) {
  return {[&known](const NodeId& node) {
            const auto found = known.find(node);
            return found == known.end() ? std::nullopt : std::optional(found->second);
          },
          [&known](const TransportKey& key) {
            return std::any_of(known.begin(), known.end(),
                               [&](const auto& one) { return one.second == key; });
          }};
}

void SodiumRandom::fill(std::uint8_t* out, std::size_t size) { randombytes_buf(out, size); }

LinkEnd::LinkEnd(KnownKeys& known) : known_(known) {
  node_ = random_.bytes<NodeId>();
  crypto_box_keypair(key_.data(), secret_.data());
  known_[node_] = key_;
}

ZmqOptions LinkEnd::options(const std::vector<const LinkEnd*>& parents) const {
  ZmqOptions out;
  out.node = node_;
  out.own = {key_, secret_};
  for (const LinkEnd* parent : parents) {
    out.dialled.push_back({parent->address(), parent->node()});
  }
  return out;
}

void LinkEnd::start(const ZmqOptions& options) {
  Result<std::unique_ptr<ZmqTransport>> opened =
      ZmqTransport::open(options, random_, keys_of(known_));
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  transport_ = std::move(opened).value();
  if (options.listen) address_ = transport_->endpoint();
}

void LinkEnd::listen(const std::string& address) {
  ZmqOptions listening = options();
  listening.listen = address;
  start(listening);
}

void LinkEnd::say(const LinkId& link, Connection connection, std::string bytes) {
  transport_->send({link, connection, std::move(bytes)});
}

const LinkTraffic& LinkEnd::traffic(const LinkId& link) {
  static const LinkTraffic kNone;
  const auto found = transport_->traffic().find(link);
  return found == transport_->traffic().end() ? kNone : found->second;
}

void LinkEnd::turn() {
  if (!transport_) return;
  transport_->wait(1000, -1);
  for (Inbound& message : transport_->receive(256)) {
    if (message.bytes.empty()) {
      ++connections_;
    } else {
      received_.push_back(std::move(message));
    }
  }
}

std::vector<std::string> LinkEnd::heard_from(const LinkId& link) const {
  std::vector<std::string> out;
  for (const Inbound& message : received_) {
    if (message.link == link) out.push_back(message.bytes);
  }
  return out;
}

bool LinkEnd::heard(const LinkId& link, const std::string& bytes) const {
  return std::any_of(received_.begin(), received_.end(), [&](const Inbound& message) {
    return message.link == link && message.bytes == bytes;
  });
}

bool turns_until(LinkEnds ends, const std::function<bool()>& done) {
  const auto end = std::chrono::steady_clock::now() + kDeadline;
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    for (LinkEnd* const one : ends) one->turn();
  }
  return true;
}

bool repeat_until_heard(LinkEnd& from, const LinkId& link, Connection connection,
                        const std::string& bytes, LinkEnd& to, const LinkId& from_there) {
  return turns_until({&from, &to}, [&] {
    if (to.heard(from_there, bytes)) return true;
    from.say(link, connection, bytes);
    return false;
  });
}

bool meet(LinkEnd& child, LinkEnd& parent) {
  const LinkId up = LinkEnd::up(parent);
  const LinkId down = LinkEnd::down(child);
  for (const Connection connection : {Connection::control, Connection::bulk}) {
    const std::string greeting = "greeting " + std::to_string(static_cast<int>(connection));
    if (!repeat_until_heard(child, up, connection, greeting, parent, down)) return false;
    if (!repeat_until_heard(parent, down, connection, greeting, child, up)) return false;
  }
  return true;
}

}  // namespace jenjang

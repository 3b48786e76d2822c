// ZAP, RFC 27 of ZeroMQ. Part by part:
//   request := version request_id domain address routing_id mechanism key
//   answer  := version request_id status_code status_text user_id metadata
//   user_id := node:hex{64} "." bars:decimal        (ours)

#include "replication/zmq/zap_server.h"

#include <array>
#include <charconv>
#include <string>
#include <string_view>

namespace jenjang {

namespace {

// A flood of strangers must not keep the core thread from its own work.
constexpr int kHandshakesAtOnceMax = 64;
constexpr std::string_view kVersion = "1.0";
constexpr std::size_t kRequestParts = 7;
constexpr std::size_t kNodeDigits = NodeId::kSize * 2;

std::string to_user_id(const NodeId& node, std::uint64_t bars) {
  return node.hex() + "." + std::to_string(bars);
}

}  // namespace

ZapServer::ZapServer(zmq::context_t& context, const Authenticate& authenticate)
    : authenticate_(authenticate), socket_(context, zmq::socket_type::rep) {
  socket_.socket().bind("inproc://zeromq.zap.01");
}

void ZapServer::serve() {
  std::array<zmq::message_t, kRequestParts> parts;
  for (int served = 0; served < kHandshakesAtOnceMax && socket_.take(parts[0]); ++served) {
    std::size_t count = 1;
    while (parts[count - 1].more() && count < kRequestParts && socket_.take(parts[count])) ++count;
    socket_.skip_rest(parts[count - 1]);
    std::optional<NodeId> node;
    const bool curve = count == kRequestParts && parts[5].to_string_view() == "CURVE";
    if (curve) {
      const auto key = TransportKey::from(parts[6].to_string_view());
      if (key) node = authenticate_(*key);
    }
    if (!node) ++refused_;
    answer(parts[1], node);
  }
}

void ZapServer::answer(const zmq::message_t& request_id, std::optional<NodeId> node) {
  const std::string user_id = node ? to_user_id(*node, handshakes_barred_) : std::string();
  const std::array<std::string_view, 6> parts = {kVersion,
                                                 request_id.to_string_view(),
                                                 node ? "200" : "400",
                                                 node ? "known key" : "key of no known node",
                                                 user_id,
                                                 {}};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    zmq::message_t part(parts[i]);
    const bool last = i + 1 == parts.size();
    // Where the asker has left meanwhile, ZeroMQ drops the answer.
    socket_.send_part(part, last ? zmq::send_flags::none : zmq::send_flags::sndmore);
  }
}

std::optional<NodeId> ZapServer::prover(const zmq::message_t& message) const {
  const char* text = zmq_msg_gets(message.handle(), "User-Id");
  if (text == nullptr) return std::nullopt;
  const std::string_view user_id(text);
  if (user_id.size() < kNodeDigits + 2) return std::nullopt;
  const auto node = NodeId::parse_hex(user_id.substr(0, kNodeDigits));
  std::uint64_t bars = 0;
  const std::string_view digits = user_id.substr(kNodeDigits + 1);
  std::from_chars(digits.data(), digits.data() + digits.size(), bars);
  if (!node) return std::nullopt;
  const auto barred = barred_.find(*node);
  if (barred != barred_.end() && bars < barred->second) return std::nullopt;
  return node;
}

}  // namespace jenjang

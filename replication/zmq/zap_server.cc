// ZAP, RFC 27 of ZeroMQ. Part by part:
//   request := version request_id domain address routing_id mechanism key
//   answer  := version request_id status_code status_text user_id metadata
//   user_id := key:hex{64} "." bars:decimal         (ours)

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
constexpr std::size_t kKeyDigits = TransportKey::kSize * 2;

std::string to_user_id(const TransportKey& key, std::uint64_t bars) {
  return key.hex() + "." + std::to_string(bars);
}

}  // namespace

ZapServer::ZapServer(zmq::context_t& context, const LinkKeys& keys)
    : keys_(keys), socket_(context, zmq::socket_type::rep) {
  socket_.socket().bind("inproc://zeromq.zap.01");
}

void ZapServer::serve() {
  std::array<zmq::message_t, kRequestParts> parts;
  for (int served = 0; served < kHandshakesAtOnceMax && socket_.take(parts[0]); ++served) {
    std::size_t count = 1;
    while (parts[count - 1].more() && count < kRequestParts && socket_.take(parts[count])) ++count;
    socket_.skip_rest(parts[count - 1]);
    std::optional<TransportKey> key;
    const bool curve = count == kRequestParts && parts[5].to_string_view() == "CURVE";
    if (curve) key = TransportKey::from(parts[6].to_string_view());
    if (key && !keys_.known(*key)) key.reset();
    if (!key) ++refused_;
    answer(parts[1], key);
  }
}

void ZapServer::answer(const zmq::message_t& request_id, const std::optional<TransportKey>& known) {
  const std::string user_id = known ? to_user_id(*known, handshakes_barred_) : std::string();
  const std::array<std::string_view, 6> parts = {kVersion,
                                                 request_id.to_string_view(),
                                                 known ? "200" : "400",
                                                 known ? "known key" : "key of no known node",
                                                 user_id,
                                                 {}};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    zmq::message_t part(parts[i]);
    const bool last = i + 1 == parts.size();
    // Where the asker has left meanwhile, ZeroMQ drops the answer.
    socket_.send_part(part, last ? zmq::send_flags::none : zmq::send_flags::sndmore);
  }
}

bool ZapServer::proved(const zmq::message_t& message, const NodeId& node,
                       const TransportKey& key) const {
  const char* text = zmq_msg_gets(message.handle(), "User-Id");
  if (text == nullptr) return false;
  const std::string_view user_id(text);
  if (user_id.size() < kKeyDigits + 2) return false;
  if (TransportKey::parse_hex(user_id.substr(0, kKeyDigits)) != key) return false;
  const auto barred = barred_.find(node);
  if (barred == barred_.end()) return true;
  std::uint64_t bars = 0;
  const std::string_view digits = user_id.substr(kKeyDigits + 1);
  std::from_chars(digits.data(), digits.data() + digits.size(), bars);
  return bars >= barred->second;
}

}  // namespace jenjang

#include "replication/zmq/link_options.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

#include "schema/link_message.h"

namespace jenjang {

namespace {

// A safety net only: credit keeps at most 512 batches in flight, and what answers them is small.
constexpr int kQueuedMessagesMax = 1024;
// CURVE's frame around a message: its name, a nonce, flags and the authenticator.
constexpr int kCurveFrameBytes = 33;
// A whole country's children dial at once when their parent comes back.
constexpr int kBacklog = 1024;

// Nothing else is said on a silent connection, so this is all that it costs: a probe and its
// answer, on two connections of a link, each at most a full TCP header over IPv6 and Ethernet.
constexpr int kKeepaliveIdleSeconds = 300;
constexpr int kKeepaliveEverySeconds = 30;
constexpr int kKeepaliveProbesMax = 3;
constexpr int kIdleBytesADay = 86400 / kKeepaliveIdleSeconds * 2 * 2 * 100;
static_assert(kIdleBytesADay < (1 << 20) / 8, "an idle link leaves the day's MiB to the session");

struct Patience {
  int connect_ms;
  int handshake_ms;
  int unacknowledged_ms;
  int redial_first_ms;
  int redial_max_ms;
};

// A LAN's redials come within a second: the pause is at most its cap and one first pause of jitter.
Patience patience(LinkProfile profile) {
  switch (profile) {
    case LinkProfile::lan:
      return {1'000, 10'000, 5'000, 100, 800};
    case LinkProfile::vsat:
      return {5'000, 30'000, 30'000, 1'000, 60'000};
  }
  return {};
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port != 0;
}

}  // namespace

void set_link_options(LinkSocket& link, const ZmqOptions& options, const TransportKeys& own,
                      const std::string& address) {
  namespace opt = zmq::sockopt;
  zmq::socket_t& socket = link.socket();
  const Patience limits = patience(options.profile);
  socket.set(opt::curve_publickey, own.key.view());
  socket.set(opt::curve_secretkey, own.secret.view());
  socket.set(opt::maxmsgsize, static_cast<std::int64_t>(kLinkMessageBytesMax) + kCurveFrameBytes);
  socket.set(opt::sndhwm, kQueuedMessagesMax);
  socket.set(opt::rcvhwm, kQueuedMessagesMax);
  socket.set(opt::immediate, 1);
  socket.set(opt::backlog, kBacklog);
  socket.set(opt::heartbeat_ivl, 0);
  socket.set(opt::handshake_ivl, limits.handshake_ms);
  socket.set(opt::tcp_maxrt, limits.unacknowledged_ms);
  socket.set(opt::connect_timeout, limits.connect_ms);
  socket.set(opt::reconnect_ivl, limits.redial_first_ms);
  socket.set(opt::reconnect_ivl_max, limits.redial_max_ms);
  socket.set(opt::tcp_keepalive, 1);
  socket.set(opt::tcp_keepalive_idle, kKeepaliveIdleSeconds);
  socket.set(opt::tcp_keepalive_intvl, kKeepaliveEverySeconds);
  socket.set(opt::tcp_keepalive_cnt, kKeepaliveProbesMax);
  // Only where an address is written so, since ZeroMQ would else name IPv4 ones in IPv6's form.
  socket.set(opt::ipv6, address.find('[') != std::string::npos);
}

std::optional<std::string> address_fault(const std::string& address, AddressUse use) {
  constexpr std::string_view kScheme = "tcp://";
  const std::string_view text(address);
  const std::size_t colon = text.rfind(':');
  if (!text.starts_with(kScheme)) return "expected tcp://host:port";
  const std::string_view rest = text.substr(kScheme.size());
  if (colon < kScheme.size() || colon + 1 == text.size()) return "it has no port";
  const std::string_view host = text.substr(kScheme.size(), colon - kScheme.size());
  const auto known = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view(".-_[]:%*").find(c) != std::string_view::npos;
  };
  if (host.empty() || !std::all_of(host.begin(), host.end(), known)) {
    return "its host is no name or IP address";
  }
  const std::string_view port = rest.substr(host.size() + 1);
  if (use == AddressUse::listen && port == "*") return std::nullopt;
  if (!is_port(port)) return "its port is not between 1 and 65535";
  return std::nullopt;
}

}  // namespace jenjang

#include "tools/playground/relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <list>

namespace jenjang {

namespace {

constexpr std::size_t kFlowBytes = 256 * 1024;
// Connections that wait while a line is silent; further ones get no answer at all.
constexpr int kBacklog = 128;

Result<sockaddr_in> address_of(const Endpoint& endpoint) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(endpoint.port);
  if (::inet_pton(AF_INET, endpoint.host.c_str(), &out.sin_addr) != 1) {
    return Error{Code::invalid, endpoint.to_string() + ": bukan alamat IPv4"};
  }
  return out;
}

Descriptor open_socket() {
  Descriptor out(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  return out;
}

void send_at_once(int socket) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

bool try_again() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

// One direction of a connection.
struct Flow {
  std::vector<char> bytes;
  std::size_t from = 0;
  std::size_t to = 0;
  bool ended = false;  // The sender has closed.
  bool told = false;   // The receiver knows.

  bool empty() const { return from == to; }
};

struct Wire {
  Descriptor near;
  Descriptor far;
  bool connecting = true;
  bool broken = false;
  Flow up;    // near to far
  Flow down;  // far to near

  bool done() const { return broken || (up.told && down.told); }
};

void pump(int from, int to, Flow& flow, Wire& wire) {
  if (flow.empty() && !flow.ended) {
    flow.bytes.resize(kFlowBytes);
    const ssize_t got = ::recv(from, flow.bytes.data(), flow.bytes.size(), 0);
    if (got < 0 && !try_again()) wire.broken = true;
    if (got == 0) flow.ended = true;
    flow.from = 0;
    flow.to = got > 0 ? static_cast<std::size_t>(got) : 0;
  }
  while (!flow.empty() && !wire.broken) {
    const ssize_t put =
        ::send(to, flow.bytes.data() + flow.from, flow.to - flow.from, MSG_NOSIGNAL);
    if (put < 0) {
      wire.broken = !try_again();
      return;
    }
    flow.from += static_cast<std::size_t>(put);
  }
  if (flow.empty() && flow.ended && !flow.told) {
    ::shutdown(to, SHUT_WR);
    flow.told = true;
  }
}

short wanted(const Flow& in, const Flow& out) {
  short events = 0;
  if (in.empty() && !in.ended) events = static_cast<short>(events | POLLIN);
  if (!out.empty()) events = static_cast<short>(events | POLLOUT);
  return events;
}

}  // namespace

struct Relay::Line {
  Descriptor listener;
  Endpoint listen;
  sockaddr_in target{};
  bool silent = false;
  std::list<Wire> wires;

  void accept_all();
  void add_polls(std::vector<pollfd>& polls) const;
  void move(Wire& wire);
};

void Relay::Line::accept_all() {
  while (true) {
    Descriptor near(::accept4(listener.raw(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!near.open()) return;
    Wire wire;
    wire.near = std::move(near);
    wire.far = open_socket();
    const auto* raw = reinterpret_cast<const sockaddr*>(&target);
    const bool started = wire.far.open() && (::connect(wire.far.raw(), raw, sizeof(target)) == 0 ||
                                             errno == EINPROGRESS);
    // Nobody at the other end: the dialler sees its connection closed, and tries again.
    if (!started) continue;
    send_at_once(wire.near.raw());
    send_at_once(wire.far.raw());
    wires.push_back(std::move(wire));
  }
}

void Relay::Line::add_polls(std::vector<pollfd>& polls) const {
  if (silent) return;
  polls.push_back({listener.raw(), POLLIN, 0});
  for (const Wire& wire : wires) {
    if (wire.connecting) {
      polls.push_back({wire.far.raw(), POLLOUT, 0});
      continue;
    }
    const short near = wanted(wire.up, wire.down);
    const short far = wanted(wire.down, wire.up);
    if (near != 0) polls.push_back({wire.near.raw(), near, 0});
    if (far != 0) polls.push_back({wire.far.raw(), far, 0});
  }
}

void Relay::Line::move(Wire& wire) {
  if (wire.connecting) {
    pollfd one{wire.far.raw(), POLLOUT, 0};
    if (::poll(&one, 1, 0) <= 0) return;
    int error = 0;
    socklen_t size = sizeof(error);
    ::getsockopt(wire.far.raw(), SOL_SOCKET, SO_ERROR, &error, &size);
    wire.connecting = false;
    wire.broken = error != 0;
  }
  if (!wire.broken) pump(wire.near.raw(), wire.far.raw(), wire.up, wire);
  if (!wire.broken) pump(wire.far.raw(), wire.near.raw(), wire.down, wire);
}

Relay::Relay() = default;
Relay::~Relay() = default;
Relay::Relay(Relay&&) noexcept = default;
Relay& Relay::operator=(Relay&&) noexcept = default;

Result<Relay> Relay::open(const std::vector<RelayLine>& lines) {
  Relay out;
  for (const RelayLine& line : lines) {
    const Result<sockaddr_in> listen = address_of(line.listen);
    if (!listen) return listen.error();
    const Result<sockaddr_in> target = address_of(line.target);
    if (!target) return target.error();
    auto made = std::make_unique<Line>();
    made->listener = open_socket();
    made->target = *target;
    const int on = 1;
    sockaddr_in bound = *listen;
    socklen_t size = sizeof(bound);
    auto* raw = reinterpret_cast<sockaddr*>(&bound);
    const int socket = made->listener.raw();
    const bool listening = ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
                           ::bind(socket, raw, size) == 0 && ::listen(socket, kBacklog) == 0 &&
                           ::getsockname(socket, raw, &size) == 0;
    if (!listening) {
      return Error{Code::unavailable, line.listen.to_string() + ": " + std::strerror(errno)};
    }
    made->listen = {line.listen.host, ntohs(bound.sin_port)};
    out.lines_.push_back(std::move(made));
  }
  return out;
}

void Relay::set_silent(std::size_t line, bool silent) { lines_.at(line)->silent = silent; }

Endpoint Relay::listens_on(std::size_t line) const { return lines_.at(line)->listen; }

std::size_t Relay::connections() const {
  std::size_t out = 0;
  for (const auto& line : lines_) out += line->wires.size();
  return out;
}

bool Relay::step(int timeout_ms, int watched) {
  std::vector<pollfd> polls;
  if (watched >= 0) polls.push_back({watched, POLLIN, 0});
  for (const auto& line : lines_) line->add_polls(polls);
  if (::poll(polls.data(), static_cast<nfds_t>(polls.size()), timeout_ms) <= 0) return false;
  // What is watched may change what must flow, so it goes first.
  if (watched >= 0 && polls.front().revents != 0) return true;
  for (const auto& line : lines_) {
    if (line->silent) continue;
    line->accept_all();
    for (Wire& wire : line->wires) line->move(wire);
    line->wires.remove_if([](const Wire& wire) { return wire.done(); });
  }
  return false;
}

}  // namespace jenjang

#include "tools/playground/relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <list>

namespace jenjang {

namespace {

constexpr std::size_t kBufferBytes = 256 * 1024;
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
  std::string left;    // Read, and not taken by the receiver so far.
  bool ended = false;  // The sender has closed.
  bool told = false;   // The receiver knows.

  bool empty() const { return left.empty(); }
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

// Returns what the receiver did not take.
std::string_view put(int to, std::string_view bytes, Wire& wire) {
  while (!bytes.empty()) {
    const ssize_t took = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (took < 0) {
      wire.broken = !try_again();
      break;
    }
    bytes.remove_prefix(static_cast<std::size_t>(took));
  }
  return bytes;
}

// Reads only what it can pass on or keep: a slow receiver slows its sender down.
void pump(int from, int to, Flow& flow, Wire& wire, std::vector<char>& buffer) {
  if (!flow.empty()) {
    std::string left(put(to, flow.left, wire));
    flow.left.swap(left);
  } else if (!flow.ended) {
    const ssize_t got = ::recv(from, buffer.data(), buffer.size(), 0);
    if (got < 0 && !try_again()) wire.broken = true;
    if (got == 0) flow.ended = true;
    if (got > 0) flow.left = put(to, {buffer.data(), static_cast<std::size_t>(got)}, wire);
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

// What is waited for, and whose it is.
struct Relay::Polls {
  std::vector<pollfd> wanted;
  std::vector<std::pair<Line*, Wire*>> owners;  // No wire: the line's listener.

  void add(int descriptor, short events, Line* line, Wire* wire) {
    wanted.push_back({descriptor, events, 0});
    owners.emplace_back(line, wire);
  }
};

struct Relay::Line {
  Descriptor listener;
  Endpoint listen;
  sockaddr_in target{};
  bool silent = false;
  std::list<Wire> wires;

  void accept_all();
  void add_polls(Polls& polls);
  void move(Wire& wire, std::vector<char>& buffer);
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

void Relay::Line::add_polls(Polls& polls) {
  if (silent) return;
  polls.add(listener.raw(), POLLIN, this, nullptr);
  for (Wire& wire : wires) {
    if (wire.connecting) {
      polls.add(wire.far.raw(), POLLOUT, this, &wire);
      continue;
    }
    const short near = wanted(wire.up, wire.down);
    const short far = wanted(wire.down, wire.up);
    if (near != 0) polls.add(wire.near.raw(), near, this, &wire);
    if (far != 0) polls.add(wire.far.raw(), far, this, &wire);
  }
}

void Relay::Line::move(Wire& wire, std::vector<char>& buffer) {
  if (wire.connecting) {
    pollfd one{wire.far.raw(), POLLOUT, 0};
    if (::poll(&one, 1, 0) <= 0) return;
    int error = 0;
    socklen_t size = sizeof(error);
    ::getsockopt(wire.far.raw(), SOL_SOCKET, SO_ERROR, &error, &size);
    wire.connecting = false;
    wire.broken = error != 0;
  }
  if (!wire.broken) pump(wire.near.raw(), wire.far.raw(), wire.up, wire, buffer);
  if (!wire.broken) pump(wire.far.raw(), wire.near.raw(), wire.down, wire, buffer);
}

Relay::Relay() : buffer_(kBufferBytes) {}
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
  Polls polls;
  if (watched >= 0) polls.add(watched, POLLIN, nullptr, nullptr);
  for (const auto& line : lines_) line->add_polls(polls);
  if (::poll(polls.wanted.data(), static_cast<nfds_t>(polls.wanted.size()), timeout_ms) <= 0) {
    return false;
  }
  // What is watched may change what must flow, so it goes first.
  if (watched >= 0 && polls.wanted.front().revents != 0) return true;
  for (std::size_t i = 0; i < polls.wanted.size(); ++i) {
    if (polls.wanted[i].revents == 0) continue;
    const auto [line, wire] = polls.owners[i];
    if (wire == nullptr) {
      line->accept_all();
    } else if (!wire->done()) {
      line->move(*wire, buffer_);
    }
  }
  for (const auto& line : lines_) {
    if (!line->silent) line->wires.remove_if([](const Wire& wire) { return wire.done(); });
  }
  return false;
}

}  // namespace jenjang

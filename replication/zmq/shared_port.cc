#include "replication/zmq/shared_port.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "schema/base/check.h"

namespace jenjang {

namespace {

constexpr int kBacklog = 1024;
constexpr std::string_view kScheme = "tcp://";

Error unavailable(const std::string& address, const std::string& why) {
  return {Code::unavailable, "link address " + address + ": cannot listen: " + why};
}

// Listening; -1, with errno, where it cannot.
int listen_at(const sockaddr* address, socklen_t size) {
  const int out = ::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
  if (out < 0) return -1;
  const int yes = 1;
  const bool listening = ::setsockopt(out, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0 &&
                         ::setsockopt(out, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof(yes)) == 0 &&
                         ::bind(out, address, size) == 0 && ::listen(out, kBacklog) == 0;
  if (listening) return out;
  const int why = errno;
  ::close(out);
  errno = why;
  return -1;
}

}  // namespace

Result<SharedPort> SharedPort::open(const std::string& address, std::size_t count) {
  const std::size_t colon = address.rfind(':');
  CHECK(address.starts_with(kScheme) && colon > kScheme.size());
  std::string host = address.substr(kScheme.size(), colon - kScheme.size());
  std::string port = address.substr(colon + 1);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (port == "*") port = "0";
  addrinfo wanted{};
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed =
      ::getaddrinfo(host == "*" ? nullptr : host.c_str(), port.c_str(), &wanted, &found);
  if (failed != 0) return unavailable(address, ::gai_strerror(failed));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> freed(found, ::freeaddrinfo);
  sockaddr_storage at{};
  socklen_t size = found->ai_addrlen;
  std::memcpy(&at, found->ai_addr, size);
  SharedPort out;
  while (out.sockets_.size() < count) {
    const int socket = listen_at(reinterpret_cast<const sockaddr*>(&at), size);
    if (socket < 0) return unavailable(address, std::strerror(errno));
    out.sockets_.push_back(socket);
    // The others take the port that the first was given, where any would do.
    size = sizeof(at);
    CHECK(::getsockname(socket, reinterpret_cast<sockaddr*>(&at), &size) == 0);
  }
  return out;
}

SharedPort::SharedPort(SharedPort&& other) noexcept : sockets_(std::exchange(other.sockets_, {})) {}

SharedPort::~SharedPort() {
  for (const int socket : sockets_) ::close(socket);
}

int SharedPort::take() {
  CHECK(!sockets_.empty());
  const int out = sockets_.back();
  sockets_.pop_back();
  return out;
}

}  // namespace jenjang

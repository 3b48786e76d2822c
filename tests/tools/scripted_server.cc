#include "tests/tools/scripted_server.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace jenjang {

namespace {

// The bytes of the first whole request; 0: it is not whole yet.
std::size_t request_bytes(const std::string& bytes) {
  const std::size_t head = bytes.find("\r\n\r\n");
  if (head == std::string::npos) return 0;
  constexpr std::string_view kLength = "Content-Length: ";
  const std::size_t length = bytes.find(kLength);
  std::size_t out = head + 4;
  if (length < head) out += std::strtoul(&bytes[length + kLength.size()], nullptr, 10);
  return bytes.size() >= out ? out : 0;
}

}  // namespace

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* any = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(::bind(listener_, any, size), 0);
  EXPECT_EQ(::listen(listener_, 16), 0);
  EXPECT_EQ(::getsockname(listener_, any, &size), 0);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard held(mutex_);
    for (const int connection : connections_) ::shutdown(connection, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
  for (const int connection : connections_) ::close(connection);
  ::close(listener_);
}

std::string ScriptedServer::received() const {
  const std::lock_guard held(mutex_);
  return received_;
}

std::size_t ScriptedServer::connections() const {
  const std::lock_guard held(mutex_);
  return connections_.size();
}

void ScriptedServer::accept_all() {
  while (true) {
    const int connection = ::accept(listener_, nullptr, nullptr);
    if (connection < 0) return;
    const std::lock_guard held(mutex_);
    connections_.push_back(connection);
    threads_.emplace_back([this, connection] { serve(connection); });
  }
}

void ScriptedServer::serve(int connection) {
  std::string pending;
  std::array<char, 4096> bytes{};
  while (true) {
    const ssize_t size = ::recv(connection, bytes.data(), bytes.size(), 0);
    if (size <= 0) return;
    pending.append(bytes.data(), static_cast<std::size_t>(size));
    {
      const std::lock_guard held(mutex_);
      received_.append(bytes.data(), static_cast<std::size_t>(size));
    }
    while (const std::size_t whole = request_bytes(pending)) {
      const ScriptedAnswer answer = script_(pending.substr(0, whole));
      pending.erase(0, whole);
      const std::string out = "HTTP/1.1 " + std::to_string(answer.status) +
                              " X\r\nContent-Length: " + std::to_string(answer.body.size()) +
                              "\r\n\r\n" + answer.body;
      ::send(connection, out.data(), out.size(), MSG_NOSIGNAL);
      if (!answer.close) continue;
      ::shutdown(connection, SHUT_RDWR);
      return;
    }
  }
}

}  // namespace jenjang

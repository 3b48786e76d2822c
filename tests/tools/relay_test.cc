#include "tools/playground/relay.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <string>

namespace jenjang {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return out;
}

// A relay of one line between real sockets, all of it driven by the test's own thread.
class RelayTest : public testing::Test {
 protected:
  RelayTest() : server_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof(address);
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(server_.raw(), raw, size), 0);
    EXPECT_EQ(::listen(server_.raw(), 16), 0);
    EXPECT_EQ(::getsockname(server_.raw(), raw, &size), 0);
    Result<Relay> relay = Relay::open({{{"127.0.0.1", 0}, {"127.0.0.1", ntohs(address.sin_port)}}});
    EXPECT_TRUE(relay.ok());
    relay_.emplace(std::move(*relay));
  }

  // Turns the relay until the condition holds; false if that takes more than ten seconds.
  template <class Condition>
  bool until(const Condition& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      relay_->step(5, -1);
    }
    return true;
  }
  // Enough turns for anything that could move to have moved.
  void idle() {
    for (int i = 0; i < 20; ++i) relay_->step(1, -1);
  }

  Descriptor dial() {
    Descriptor out(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(relay_->listens_on(0).port);
    const auto* raw = reinterpret_cast<const sockaddr*>(&address);
    EXPECT_EQ(::connect(out.raw(), raw, sizeof(address)), 0);
    return out;
  }
  Descriptor accepted() {
    Descriptor out;
    EXPECT_TRUE(until([&] {
      out = Descriptor(::accept4(server_.raw(), nullptr, nullptr, SOCK_CLOEXEC));
      return out.open();
    }));
    return out;
  }
  static void send(const Descriptor& to, const std::string& text) {
    EXPECT_EQ(::send(to.raw(), text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
  // What has arrived and not been read; "<closed>" at the end of a closed connection.
  static std::string taken(const Descriptor& from) {
    std::string out(1 << 20, '\0');
    const ssize_t got = ::recv(from.raw(), out.data(), out.size(), MSG_DONTWAIT);
    if (got == 0) return "<closed>";
    if (got < 0) return errno == EAGAIN ? "" : "<broken>";
    out.resize(static_cast<std::size_t>(got));
    return out;
  }
  std::string received(const Descriptor& from, std::size_t size) {
    std::string out;
    EXPECT_TRUE(until([&] {
      out += taken(from);
      return out.size() >= size;
    })) << out.size()
        << " of " << size;
    return out;
  }

  Descriptor server_;
  std::optional<Relay> relay_;
};

TEST_F(RelayTest, CarriesBytesBothWays) {
  const Descriptor near = dial();
  const Descriptor far = accepted();
  send(near, "naik");
  EXPECT_EQ(received(far, 4), "naik");
  send(far, "turun");
  EXPECT_EQ(received(near, 5), "turun");
}

TEST_F(RelayTest, ASilentLineDeliversNothingAndClosesNothing) {
  const Descriptor near = dial();
  const Descriptor far = accepted();
  send(near, "sebelum");
  EXPECT_EQ(received(far, 7), "sebelum");
  relay_->set_silent(0, true);
  send(near, "selama");
  send(far, "balasan");
  idle();
  EXPECT_EQ(taken(far), "");
  EXPECT_EQ(taken(near), "");
  EXPECT_EQ(relay_->connections(), 1u);
}

TEST_F(RelayTest, AHealedLineDeliversAllInOrder) {
  const Descriptor near = dial();
  const Descriptor far = accepted();
  relay_->set_silent(0, true);
  std::string all;
  for (int i = 0; i < 1'000; ++i) {
    const std::string piece = std::to_string(i) + " ";
    send(near, piece);
    all += piece;
  }
  send(far, "dari sana");
  idle();
  EXPECT_EQ(taken(far), "");
  relay_->set_silent(0, false);
  EXPECT_EQ(received(far, all.size()), all);
  EXPECT_EQ(received(near, 9), "dari sana");
}

TEST_F(RelayTest, ACloseIsHeardOnlyOnceTheLineFlowsAgain) {
  Descriptor near = dial();
  const Descriptor far = accepted();
  relay_->set_silent(0, true);
  send(near, "akhir");
  near = Descriptor();
  idle();
  EXPECT_EQ(taken(far), "");
  relay_->set_silent(0, false);
  EXPECT_EQ(received(far, 5), "akhir");
  EXPECT_TRUE(until([&] { return taken(far) == "<closed>"; }));
}

TEST_F(RelayTest, ANewConnectionWaitsOnASilentLine) {
  relay_->set_silent(0, true);
  const Descriptor near = dial();
  send(near, "halo");
  idle();
  EXPECT_EQ(::accept4(server_.raw(), nullptr, nullptr, SOCK_CLOEXEC), -1);
  EXPECT_EQ(taken(near), "");
  relay_->set_silent(0, false);
  const Descriptor far = accepted();
  EXPECT_EQ(received(far, 4), "halo");
}

TEST_F(RelayTest, AReaderThatStopsHoldsTheSenderBackAndLosesNothing) {
  const Descriptor near = dial();
  const Descriptor far = accepted();
  std::string all;
  const std::string piece(64 * 1024, 'x');
  // Until neither the sockets nor the relay take any more.
  for (int stalled = 0; stalled < 50;) {
    const ssize_t put = ::send(near.raw(), piece.data(), piece.size(), MSG_DONTWAIT);
    if (put > 0) all.append(piece, 0, static_cast<std::size_t>(put));
    stalled = put > 0 ? 0 : stalled + 1;
    relay_->step(1, -1);
  }
  EXPECT_EQ(received(far, all.size()).size(), all.size());
}

TEST_F(RelayTest, ForgetsConnectionsThatEnded) {
  {
    const Descriptor near = dial();
    const Descriptor far = accepted();
    EXPECT_EQ(relay_->connections(), 1u);
  }
  EXPECT_TRUE(until([&] { return relay_->connections() == 0; }));
}

TEST(RelayOpen, SaysWhichPortIsTaken) {
  const Result<Relay> first = Relay::open({{{"127.0.0.1", 0}, {"127.0.0.1", 9}}});
  ASSERT_TRUE(first.ok());
  const Endpoint taken = first->listens_on(0);
  const Result<Relay> second = Relay::open({{taken, {"127.0.0.1", 9}}});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().message.find(taken.to_string()), 0u);
}

}  // namespace
}  // namespace jenjang

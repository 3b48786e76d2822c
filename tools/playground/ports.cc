#include "tools/playground/ports.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <string>

#include "node/config/key_files.h"
#include "tools/playground/descriptor.h"

namespace jenjang {

namespace {

// Below the ports that the system itself gives to connections that go out.
constexpr std::uint16_t kFreeLow = 10'000;
constexpr std::uint16_t kFreeHigh = 32'000;

bool is_free(std::uint16_t port) {
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* raw = reinterpret_cast<const sockaddr*>(&address);
  return socket.open() && ::bind(socket.raw(), raw, sizeof(address)) == 0;
}

}  // namespace

Result<std::vector<std::uint16_t>> choose_ports(std::uint16_t base, std::size_t count) {
  std::vector<std::uint16_t> out(count, 0);
  if (base != 0) {
    if (base + count > 65'536) {
      return Error{Code::invalid, "--base-port " + std::to_string(base) + ": " +
                                      std::to_string(count) + " port tidak muat sampai 65535"};
    }
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint16_t>(base + i);
    return out;
  }
  // From anywhere on, so that two that choose at once seldom meet.
  const Seed from = random_seed();
  const std::size_t width = kFreeHigh - kFreeLow;
  const std::size_t start = (std::size_t{from.data()[0]} << 8U | from.data()[1]) % width;
  std::size_t found = 0;
  for (std::size_t i = 0; i < width && found < count; ++i) {
    const auto port = static_cast<std::uint16_t>(kFreeLow + (start + i) % width);
    if (is_free(port)) out[found++] = port;
  }
  if (found < count) return Error{Code::unavailable, "tidak cukup port bebas"};
  return out;
}

}  // namespace jenjang

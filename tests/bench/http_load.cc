// Hands reports in over Open311, from one thread and as cheaply as it can, since it shares the
// machine with what it measures. Each connection sends its next report when the last is answered.
// Ends at the first refusal, with exit code 1. Prints one JSON line.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/bench/arguments.h"
#include "tests/bench/quantile.h"
#include "tests/bench/report_text.h"

namespace jenjang {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  std::uint64_t port = 0;
  std::string api_key;
  std::size_t connections = 1;
  std::size_t reports = 1000;
  std::size_t bytes = 850;  // Of words; some 1000 with the form around them.
  double rate = 0;          // Reports a second over all connections; 0: as fast as answers come.
  std::uint64_t seed = 1;   // Another one gives other reports.
};

struct Connection {
  int socket = -1;
  std::string answer;
  Clock::time_point sent;
  bool waiting = false;
};

[[noreturn]] void end(const char* what) {
  std::perror(what);
  std::exit(1);
}

int dial(std::uint64_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof(to)) != 0) end("connect");
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return socket;
}

// Whole once the header and as many bytes as it promises are there.
bool is_whole(const std::string& answer) {
  const std::size_t head = answer.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  const std::size_t at = answer.find("Content-Length: ");
  if (at == std::string::npos || at > head) return true;
  return answer.size() >= head + 4 + std::strtoul(answer.c_str() + at + 16, nullptr, 10);
}

class Load {
 public:
  explicit Load(const Options& options) : options_(options) {
    // The texts repeat after a while; the reports do not, since each has a key of its own.
    for (std::size_t i = 0; i < 512; ++i) {
      bodies_.push_back("api_key=" + options.api_key + "&service_code=" +
                        std::to_string(1 + i % 3) + "&address_id=64.72.01&description=" +
                        form_encoded(report_text(options.seed * 1000 + i, options.bytes)));
    }
    connections_.resize(options.connections);
    poll_ = epoll_create1(0);
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      connections_[i].socket = dial(options.port);
      epoll_event event{EPOLLIN, {}};
      event.data.u64 = i;
      epoll_ctl(poll_, EPOLL_CTL_ADD, connections_[i].socket, &event);
    }
  }

  int run() {
    start_ = Clock::now();
    for (Connection& connection : connections_) send_next(connection);
    while (done_ < options_.reports && failed_ == 0) {
      std::array<epoll_event, 256> events{};
      const int count =
          epoll_wait(poll_, events.data(), events.size(), options_.rate > 0 ? 0 : 1000);
      for (int i = 0; i < count; ++i)
        take(connections_[events[static_cast<std::size_t>(i)].data.u64]);
      if (options_.rate > 0) {
        for (Connection& connection : connections_) send_next(connection);
      }
    }
    print();
    return failed_ == 0 ? 0 : 1;
  }

 private:
  void send_next(Connection& connection) {
    if (connection.waiting || sent_ >= options_.reports) return;
    const auto now = Clock::now();
    if (options_.rate > 0) {
      const double due = static_cast<double>(sent_) / options_.rate;
      if (std::chrono::duration<double>(now - start_).count() < due) return;
    }
    const std::string& body = bodies_[sent_ % bodies_.size()];
    request_ = "POST /open311/v2/requests.json HTTP/1.1\r\nHost: 127.0.0.1\r\nIdempotency-Key: b-" +
               std::to_string(options_.seed) + "-" + std::to_string(sent_) +
               "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\n\r\n" + body;
    if (send(connection.socket, request_.data(), request_.size(), 0) !=
        static_cast<ssize_t>(request_.size())) {
      end("send");
    }
    ++sent_;
    connection.sent = now;
    connection.waiting = true;
    connection.answer.clear();
  }

  void take(Connection& connection) {
    std::array<char, 4096> buffer{};
    const ssize_t size = recv(connection.socket, buffer.data(), buffer.size(), 0);
    if (size < 0) end("recv");
    if (size == 0) {
      std::fprintf(stderr, "http_load: the node closed a connection\n");
      std::exit(1);
    }
    connection.answer.append(buffer.data(), static_cast<std::size_t>(size));
    if (!is_whole(connection.answer)) return;
    if (connection.answer.compare(9, 2, "20") != 0) {
      if (failed_++ == 0) std::fprintf(stderr, "%s\n", connection.answer.c_str());
    }
    latencies_.push_back(
        std::chrono::duration<double, std::milli>(Clock::now() - connection.sent).count());
    connection.waiting = false;
    ++done_;
    send_next(connection);
  }

  void print() {
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    std::printf(
        "{\"reports\": %zu, \"seconds\": %.3f, \"per_second\": %.0f, \"p50_ms\": %.3f, "
        "\"p99_ms\": %.3f, \"failed\": %zu}\n",
        done_, seconds, static_cast<double>(done_) / seconds, quantile(latencies_, 0.5),
        quantile(latencies_, 0.99), failed_);
  }

  const Options options_;
  int poll_ = -1;
  std::vector<std::string> bodies_;
  std::vector<Connection> connections_;
  std::string request_;
  std::vector<double> latencies_;
  Clock::time_point start_;
  std::size_t sent_ = 0;
  std::size_t done_ = 0;
  std::size_t failed_ = 0;
};

Options options_of(const Arguments& arguments) {
  Options out;
  out.port = std::strtoul(arguments.word(0).c_str(), nullptr, 10);
  out.api_key = arguments.word(1);
  out.connections = arguments.number("connections", 1);
  out.reports = arguments.number("reports", 1000);
  out.bytes = arguments.number("bytes", 850);
  out.rate = static_cast<double>(arguments.number("rate", 0));
  out.seed = arguments.number("seed", 1);
  return out;
}

}  // namespace
}  // namespace jenjang

int main(int argc, char** argv) {
  const jenjang::Arguments arguments(
      argc, argv, 2, {"connections", "reports", "bytes", "rate", "seed"},
      "http_load PORT API_KEY [--connections N] [--reports N] [--bytes N] [--rate N] [--seed N]");
  return jenjang::Load(jenjang::options_of(arguments)).run();
}

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "node/config/config.h"
#include "schema/base/result.h"

namespace jenjang {

// Where a server listens: a Unix socket where `socket` is set, else TCP.
struct HttpPlace {
  std::string socket;
  Endpoint tcp;

  std::string to_string() const { return socket.empty() ? tcp.to_string() : socket; }
};

struct HttpCall {
  std::string method = "GET";
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  // JSON where not empty.
};

struct HttpAnswer {
  int status = 0;
  std::string body;
};

// One connection, kept open between calls and made anew where the server has closed it. For one
// thread.
class HttpClient {
 public:
  static constexpr std::size_t kAnswerBytesMax = 64U << 20U;
  using Ask = std::function<Result<HttpAnswer>(const HttpCall&)>;
  // Asks whatever it wants over a connection that is new.
  using Greeting = std::function<Result<void>(const Ask&)>;

  HttpClient(HttpPlace place, std::int64_t timeout_ms);
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  const HttpPlace& place() const { return place_; }

  // From the next connection on, each is greeted before any call goes over it. Where the greeting
  // fails, or the server closes after it, the connection carries nothing more and the call fails.
  void greet_with(Greeting greeting) { greeting_ = std::move(greeting); }

  // unavailable: nobody there, or no whole answer within the timeout. Any status is an answer. A
  // call whose kept connection turns out to be closed is sent once more, so it must be harmless
  // twice: a GET, or a POST with its key.
  Result<HttpAnswer> call(const HttpCall& call);

 private:
  struct Connection;
  using Deadline = std::chrono::steady_clock::time_point;

  Result<void> connect(Deadline until);
  // Requires a connection. `stale`: it was a kept one, and the server had closed it.
  Result<HttpAnswer> exchange(const HttpCall& call, Deadline until, bool& stale);

  HttpPlace place_;
  std::int64_t timeout_ms_;
  Greeting greeting_;
  std::unique_ptr<Connection> connection_;
};

// As in a query: everything but letters, digits and -._~ becomes %XX.
std::string url_encode(std::string_view text);

}  // namespace jenjang

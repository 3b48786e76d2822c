#include "tools/http/http_client.h"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>

namespace jenjang {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using Socket = asio::generic::stream_protocol::socket;

struct HttpClient::Connection {
  asio::io_context context{1};
  Socket socket{context};
  beast::flat_buffer buffer;
  bool used = false;  // It has answered before.

  // Runs what was started until it is done or the time is up; then the socket is closed.
  template <class Start>
  boost::system::error_code run(std::chrono::steady_clock::time_point until, const Start& start) {
    boost::system::error_code result = asio::error::would_block;
    start([&result](const boost::system::error_code& error, auto&&...) { result = error; });
    context.restart();
    context.run_until(until);
    if (result != asio::error::would_block) return result;
    boost::system::error_code ignored;
    socket.close(ignored);
    context.restart();
    context.run();
    return asio::error::timed_out;
  }
};

namespace {

Error unreachable(const HttpPlace& place, const boost::system::error_code& error) {
  const std::string why =
      error == asio::error::timed_out ? "tidak menjawab pada waktunya" : error.message();
  return {Code::unavailable, "node di " + place.to_string() + ": " + why};
}

Result<asio::generic::stream_protocol::endpoint> resolve(const HttpPlace& place,
                                                         asio::io_context& context) {
  boost::system::error_code error;
  if (!place.socket.empty()) {
    if (place.socket.size() >= sizeof(sockaddr_un::sun_path)) {
      return Error{Code::unavailable,
                   place.socket + ": nama soket terlalu panjang, paling banyak " +
                       std::to_string(sizeof(sockaddr_un::sun_path) - 1) + " byte"};
    }
    return asio::generic::stream_protocol::endpoint(
        asio::local::stream_protocol::endpoint(place.socket));
  }
  asio::ip::tcp::resolver resolver(context);
  const auto found = resolver.resolve(place.tcp.host, std::to_string(place.tcp.port), error);
  if (error || found.empty()) return unreachable(place, error);
  return asio::generic::stream_protocol::endpoint(found.begin()->endpoint());
}

http::request<http::string_body> make_request(const HttpPlace& place, const HttpCall& call) {
  http::request<http::string_body> out;
  out.method_string(call.method);
  out.target(call.target);
  out.version(11);
  out.set(http::field::host, place.socket.empty() ? place.tcp.to_string() : "localhost");
  out.set(http::field::accept, "application/json");
  for (const auto& [name, value] : call.headers) out.set(name, value);
  if (!call.body.empty()) out.set(http::field::content_type, "application/json");
  out.body() = call.body;
  out.prepare_payload();
  return out;
}

}  // namespace

HttpClient::HttpClient(HttpPlace place, std::int64_t timeout_ms)
    : place_(std::move(place)), timeout_ms_(timeout_ms) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

Result<HttpAnswer> HttpClient::call(const HttpCall& call) {
  const Deadline until = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms_);
  while (true) {
    if (Result<void> connected = connect(until); !connected) return connected.error();
    bool stale = false;
    Result<HttpAnswer> answer = exchange(call, until, stale);
    if (answer || !stale) return answer;
  }
}

Result<void> HttpClient::connect(Deadline until) {
  if (connection_) return {};
  auto fresh = std::make_unique<Connection>();
  const auto endpoint = resolve(place_, fresh->context);
  if (!endpoint) return endpoint.error();
  const auto failed = fresh->run(
      until, [&](auto done) { fresh->socket.async_connect(*endpoint, std::move(done)); });
  if (failed) return unreachable(place_, failed);
  connection_ = std::move(fresh);
  if (!greeting_) return {};
  const Result<void> greeted = greeting_([&](const HttpCall& call) -> Result<HttpAnswer> {
    if (!connection_) return unreachable(place_, asio::error::eof);
    bool stale = false;
    return exchange(call, until, stale);
  });
  if (!greeted) connection_.reset();
  if (!greeted) return greeted.error();
  if (!connection_) return unreachable(place_, asio::error::eof);
  // A server that closes now is not asked again, as one would be that has closed a kept connection.
  connection_->used = false;
  return {};
}

Result<HttpAnswer> HttpClient::exchange(const HttpCall& call, Deadline until, bool& stale) {
  http::request<http::string_body> request = make_request(place_, call);
  const auto sent = connection_->run(
      until, [&](auto done) { http::async_write(connection_->socket, request, std::move(done)); });
  http::response_parser<http::string_body> parser;
  parser.body_limit(kAnswerBytesMax);
  const auto received = sent ? sent : connection_->run(until, [&](auto done) {
    http::async_read(connection_->socket, connection_->buffer, parser, std::move(done));
  });
  if (!received) {
    connection_->used = true;
    HttpAnswer out{static_cast<int>(parser.get().result_int()), std::move(parser.get().body())};
    if (!parser.get().keep_alive()) connection_.reset();
    return out;
  }
  stale = connection_->used && !parser.got_some() && received != asio::error::timed_out;
  connection_.reset();
  return unreachable(place_, received);
}

std::string url_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-._~";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       kPlain.find(c) != std::string_view::npos;
    if (plain) {
      out += c;
      continue;
    }
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  return out;
}

}  // namespace jenjang

#include "node/http/connection.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <charconv>

#include "node/http/http_loop.h"

namespace jenjang {

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

constexpr std::size_t kReadBytes = 4096;
constexpr std::size_t kBodyReadBytes = 16 * 1024;
// What a connection keeps between requests; more goes back.
constexpr std::size_t kBufferBytesKept = 32 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Payload Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

std::string_view header_of(KeptBy kept_by) {
  switch (kept_by) {
    case KeptBy::nobody:
      return "Cache-Control: no-store\r\n";
    case KeptBy::caches_that_ask:
      return "Cache-Control: no-cache\r\nVary: X-API-Key, Authorization\r\n";
    case KeptBy::caches:
      return "Cache-Control: public, max-age=300\r\n";
  }
  return "Cache-Control: no-store\r\n";
}

int status_of(const boost::system::error_code& error) {
  if (error == http::error::header_limit) return 431;
  if (error == http::error::body_limit) return 413;
  return 400;
}

void append_number(std::string& out, std::size_t value) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  out.append(digits, end);
}

}  // namespace

Connection::Connection(HttpLoop& loop, Socket socket, Place place)
    : loop_(loop), socket_(std::move(socket)), place_(place) {}

void Connection::start() {
  boost::system::error_code error;
  socket_.non_blocking(true, error);
  enter(State::idle, loop_.options().header_timeout_ms);
  advance();
}

void Connection::enter(State state, std::int64_t timeout_ms) {
  state_ = state;
  deadline_ms_ = HttpLoop::now_ms() + timeout_ms;
}

void Connection::advance() {
  if (advancing_) return;  // An answer within dispatch(): the loop below goes on.
  advancing_ = true;
  while (state_ == State::idle || state_ == State::head || state_ == State::body) {
    if (in_begin_ == in_end_ || !parse()) {
      if (state_ != State::closed && state_ < State::waiting) read();
      break;
    }
    dispatch();
  }
  advancing_ = false;
}

bool Connection::parse() {
  const HttpOptions& options = loop_.options();
  if (state_ == State::idle) {
    parts_.clear();
    parser_.emplace(parts_, options.header_bytes_max, options.body_bytes_max);
    enter(State::head, options.header_timeout_ms);
  }
  boost::system::error_code error;
  in_begin_ += parser_->put(asio::buffer(in_.data() + in_begin_, in_end_ - in_begin_), error);
  if (error == http::error::need_more) error = {};
  if (error) {
    fail(status_of(error));
    return false;
  }
  if (parser_->is_done()) return true;
  if (state_ == State::head && parser_->is_header_done()) {
    enter(State::body, options.body_timeout_ms);
    if (parts_.expects_continue && in_begin_ == in_end_) {
      socket_.send(asio::buffer(kContinue.data(), kContinue.size()), 0, error);
    }
  }
  return false;
}

void Connection::dispatch() {
  keep_alive_ = parser_->keep_alive() && !loop_.stopping();
  head_only_ = parts_.method == Method::head;
  HttpRequest request;
  request.peer = place_.peer;
  if (!parts_.view(request)) return fail(400);
  if (place_.refused) return fail(503);
  enter(State::waiting, loop_.options().answer_timeout_ms);
  loop_.handle(request, place_.slot);
}

void Connection::fail(int status) {
  keep_alive_ = false;
  HttpRequest request;
  const bool known = parts_.view(request);
  send(loop_.fault(status, known ? request.path : std::string_view{}));
}

void Connection::read() {
  if (reading_) return;
  if (in_begin_ == in_end_) in_begin_ = in_end_ = 0;
  if (in_begin_ > 0 && in_.size() - in_end_ < kReadBytes / 2) {
    in_.erase(0, in_begin_);
    in_end_ -= in_begin_;
    in_begin_ = 0;
    in_.resize(in_end_);
  }
  // A body is taken from the buffer as it comes, so only one header must fit whole.
  const std::size_t want = state_ == State::body ? kBodyReadBytes : kReadBytes;
  if (in_.size() - in_end_ < want / 2) in_.resize(in_end_ + want);
  reading_ = true;
  socket_.async_read_some(
      asio::buffer(in_.data() + in_end_, in_.size() - in_end_),
      [this](const boost::system::error_code& error, std::size_t bytes) { on_read(error, bytes); });
}

void Connection::on_read(const boost::system::error_code& error, std::size_t bytes) {
  reading_ = false;
  if (state_ == State::closed) return release_when_quiet();
  if (error) return close();
  if (state_ == State::lingering) {
    in_begin_ = in_end_ = 0;
    return read();
  }
  in_end_ += bytes;
  advance();
}

void Connection::reply(const HttpReply& reply) {
  send(reply);
  advance();
}

void Connection::write_head(const HttpReply& reply) {
  out_ = "HTTP/1.1 ";
  append_number(out_, static_cast<std::size_t>(reply.status));
  out_ += ' ';
  out_ += reason_of(reply.status);
  out_ += "\r\nDate: ";
  out_ += loop_.date();
  if (!reply.body.empty()) {
    out_ += "\r\nContent-Type: ";
    out_ += reply.content_type;
  }
  out_ += "\r\nContent-Length: ";
  append_number(out_, reply.body.size());
  out_ += "\r\nX-Content-Type-Options: nosniff\r\n";
  out_ += header_of(reply.kept_by);
  out_ += reply.headers;
  if (!keep_alive_) out_ += "Connection: close\r\n";
  out_ += "\r\n";
}

void Connection::send(const HttpReply& reply) {
  out_.clear();
  if (out_.capacity() > kBufferBytesKept) out_.shrink_to_fit();
  write_head(reply);
  if (!head_only_) out_ += reply.body;
  out_begin_ = 0;
  enter(State::writing, loop_.options().write_timeout_ms);
  write();
}

void Connection::write() {
  // Most answers fit the socket's buffer: one call, and no wait for readiness.
  boost::system::error_code error;
  out_begin_ += socket_.send(asio::buffer(out_.data(), out_.size()), 0, error);
  if (error && error != asio::error::would_block && error != asio::error::try_again) {
    return close();
  }
  if (out_begin_ == out_.size()) return on_written();
  writing_ = true;
  asio::async_write(socket_, asio::buffer(out_.data() + out_begin_, out_.size() - out_begin_),
                    [this](const boost::system::error_code& failed, std::size_t) {
                      writing_ = false;
                      if (state_ == State::closed) return release_when_quiet();
                      if (failed) return close();
                      on_written();
                      advance();
                    });
}

void Connection::on_written() {
  if (loop_.stopping()) return close();
  if (!keep_alive_) return linger();
  parts_.clear();
  if (in_.size() > kBufferBytesKept && in_begin_ == in_end_) {
    in_ = std::string();
    in_begin_ = in_end_ = 0;
  }
  enter(State::idle, loop_.options().idle_timeout_ms);
}

// Closing at once, with bytes of the client unread, would reset the connection and could take the
// answer with it; so what still comes is read away for a moment.
void Connection::linger() {
  boost::system::error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  if (error) return close();
  enter(State::lingering, loop_.options().linger_timeout_ms);
  in_begin_ = in_end_ = 0;
  read();
}

void Connection::tick(std::int64_t now_ms) {
  if (now_ms < deadline_ms_) return;
  switch (state_) {
    case State::head:
    case State::body:
      return fail(408);
    case State::waiting:
      loop_.forget(place_.slot);
      return fail(503);
    case State::idle:
    case State::writing:
    case State::lingering:
      return close();
    case State::closed:
      return;
  }
}

void Connection::stop() {
  keep_alive_ = false;
  if (state_ != State::waiting && state_ != State::writing) close();
}

void Connection::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  loop_.forget(place_.slot);
  boost::system::error_code error;
  socket_.close(error);
  release_when_quiet();
}

void Connection::release_when_quiet() {
  if (!reading_ && !writing_) loop_.release(place_.slot);
}

}  // namespace jenjang

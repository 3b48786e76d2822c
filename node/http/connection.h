#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "node/http/reply.h"
#include "node/http/request_parser.h"

namespace jenjang {

class HttpLoop;

// One client. Belongs to a loop, which alone calls it, on its own thread. A request is read whole,
// answered, and only then is the next one read: a client that sends several at once gets its
// answers in order. Deadlines are checked by the loop's tick.
class Connection {
 public:
  using Socket = boost::asio::generic::stream_protocol::socket;

  struct Place {
    std::uint32_t slot = 0;
    Peer peer = Peer::tcp;
    bool refused = false;  // Over the limit: gets one 503.
  };

  Connection(HttpLoop& loop, Socket socket, Place place);

  void start();
  // The answer to the request it waits for.
  void reply(const HttpReply& reply);
  bool waiting() const { return state_ == State::waiting; }
  void tick(std::int64_t now_ms);
  // The server stops: what is not being answered closes now, the rest after its answer.
  void stop();
  void close();

 private:
  enum class State { idle, head, body, waiting, writing, lingering, closed };

  void advance();
  // Parses what was read; true once a request is whole.
  bool parse();
  void dispatch();
  void fail(int status);
  void read();
  void on_read(const boost::system::error_code& error, std::size_t bytes);
  void send(const HttpReply& reply);
  void write_head(const HttpReply& reply);
  void write();
  void on_written();
  void linger();
  void enter(State state, std::int64_t timeout_ms);
  void release_when_quiet();

  HttpLoop& loop_;
  Socket socket_;
  const Place place_;
  RequestParts parts_;
  std::optional<RequestParser> parser_;
  std::string in_;  // Read and not yet parsed from in_begin_ on.
  std::size_t in_begin_ = 0;
  std::size_t in_end_ = 0;
  std::string out_;
  std::size_t out_begin_ = 0;
  State state_ = State::idle;
  std::int64_t deadline_ms_ = 0;
  bool advancing_ = false;
  bool reading_ = false;  // An operation is under way; so the object must stay.
  bool writing_ = false;
  bool keep_alive_ = true;
  bool head_only_ = false;
};

}  // namespace jenjang

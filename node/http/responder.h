#pragma once

#include <cstdint>
#include <functional>

#include "node/http/reply.h"

namespace jenjang {

// Which request of which connection an answer belongs to. A connection that is gone, and a request
// that was answered before, is known by its generation.
struct RequestTicket {
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;
};

// Where answers go: one for each thread of the server.
class ReplySink {
 public:
  virtual ~ReplySink() = default;
  virtual void reply(RequestTicket ticket, HttpReply reply) = 0;
  virtual void reply_with(RequestTicket ticket, std::function<HttpReply()> make) = 0;
};

// The answer to one request, to be given once from any thread; a second answer goes nowhere. On the
// thread of the handler it is sent at once; from any other thread it waits for HttpServer::flush(),
// so that one wake-up serves a whole turn. Must not be used after its server's destruction. A small
// value, so that a std::function holds it without an allocation of its own.
class Responder {
 public:
  Responder(ReplySink& sink, RequestTicket ticket) : sink_(&sink), ticket_(ticket) {}

  void reply(HttpReply reply) { sink_->reply(ticket_, std::move(reply)); }
  // The answer is made on the server's thread, for answers that cost more than a line of text.
  void reply_with(std::function<HttpReply()> make) { sink_->reply_with(ticket_, std::move(make)); }

 private:
  ReplySink* sink_;
  RequestTicket ticket_;
};

}  // namespace jenjang

#pragma once

#include "node/http/reply.h"
#include "node/http/request.h"
#include "node/http/responder.h"

namespace jenjang {

// What the server serves. Called on the server's threads, several at once if it has several.
class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  // Must not block. The answer may be given later, from another thread.
  virtual void handle(const HttpRequest& request, Responder responder) = 0;
  // What to say where there is no request to handle: malformed (400), too slow (408), too large
  // (413, 431), too many connections or no answer from the node (503). The path is empty where it
  // is not known.
  virtual HttpReply fault(int status, std::string_view path) = 0;
};

}  // namespace jenjang

#include "node/api/api.h"

#include <utility>

#include "node/api/answer.h"

namespace jenjang {

namespace {

HttpReply plain(int status, std::string text) {
  HttpReply out;
  out.status = status;
  out.content_type = kText;
  out.body = std::move(text);
  return out;
}

std::string_view fault_text(int status) {
  switch (status) {
    case 400:
      return "request is malformed";
    case 408:
      return "request took too long to arrive";
    case 413:
      return "request body is too large";
    case 431:
      return "request header is too large";
    default:
      return "node is too busy to answer; try again";
  }
}

}  // namespace

Api::Api(ApiParts parts, ApiOptions options)
    : parts_(std::move(parts)), options_(std::move(options)) {}

HttpReply Api::misrouted(const HttpRequest& request, const Route& route) const {
  if (route.allow.empty()) return error_answer(request.path, 404, "no such path");
  if (request.method == Method::options) {
    HttpReply out;
    out.status = 204;
    out.headers = "Allow: " + route.allow + "\r\n";
    return out;
  }
  HttpReply out = error_answer(request.path, 405, "method not allowed; expected " + route.allow);
  out.headers += "Allow: " + route.allow + "\r\n";
  return out;
}

HttpReply Api::ready() const {
  const Result<void> ready = parts_.commands.ready();
  if (ready) return plain(200, "ready\n");
  return error_answer("/readyz", 503, ready.error().message);
}

void Api::handle(const HttpRequest& request, Responder responder) {
  const Route route = find_route(request.method, request.path);
  if (!route.operation) return responder.reply(misrouted(request, route));
  switch (*route.operation) {
    case Operation::healthz:
      return responder.reply(plain(200, "ok\n"));
    case Operation::readyz:
      return responder.reply(ready());
    default:
      return responder.reply(error_answer(request.path, 404, "no such path"));
  }
}

HttpReply Api::fault(int status, std::string_view path) {
  return error_answer(path, status, fault_text(status));
}

}  // namespace jenjang

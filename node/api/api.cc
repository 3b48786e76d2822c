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
    : parts_(std::move(parts)),
      options_(std::move(options)),
      answers_(parts_.clock, parts_.log),
      open311_(parts_, options_),
      open311_intake_(parts_, options_) {}

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

HttpReply Api::read(const HttpRequest& request, const Route& route) const {
  const Format format = format_of(request.path);
  using enum Operation;
  switch (*route.operation) {
    case open311_discovery:
      return open311_.discovery(request, format);
    case open311_services:
      return open311_.services(format);
    case open311_service:
      return open311_.service(format, route.id);
    case open311_requests:
      return open311_.requests(request, format);
    case open311_request:
      return open311_.request(request, format, route.id);
    case open311_token:
      return open311_.token(format, route.id);
    case healthz:
      return plain(200, "ok\n");
    case readyz:
      return ready();
    default:
      return error_answer(request.path, 404, "no such path");
  }
}

void Api::handle(const HttpRequest& request, Responder responder) {
  const Route route = find_route(request.method, request.path);
  Asker asker{responder, &answers_, surface_of(request.path)};
  if (!route.operation) return asker.answer(misrouted(request, route));
  if (*route.operation == Operation::open311_post) {
    return open311_intake_.post(request, format_of(request.path), asker);
  }
  asker.answer(read(request, route));
}

HttpReply Api::fault(int status, std::string_view path) {
  answers_.count(surface_of(path), status);
  return error_answer(path, status, fault_text(status));
}

}  // namespace jenjang

#include "node/api/api.h"

#include <utility>

#include "node/api/answer.h"
#include "node/api/caller.h"
#include "node/api/kept_request.h"
#include "node/api/metrics_text.h"
#include "node/api/openapi.h"
#include "node/api/proof.h"
#include "schema/base32.h"

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
      return "permintaan rusak";
    case 408:
      return "permintaan terlalu lama sampai";
    case 413:
      return "isi permintaan terlalu besar";
    case 431:
      return "kepala permintaan terlalu besar";
    default:
      return "node terlalu sibuk untuk menjawab; coba lagi";
  }
}

HttpReply openapi_answer() {
  HttpReply out;
  out.body = std::string(openapi_document());
  return published(std::move(out), KeptBy::caches);
}

}  // namespace

Api::Api(ApiParts parts, ApiOptions options)
    : parts_(std::move(parts)),
      options_(std::move(options)),
      answers_(parts_.clock, parts_.log),
      open311_(parts_, options_),
      open311_intake_(parts_, options_),
      cases_(parts_, options_),
      node_reads_(parts_, options_),
      core_calls_(parts_, options_) {}

HttpReply Api::misrouted(const HttpRequest& request, const Route& route) const {
  if (route.allow.empty()) return error_answer(request.path, 404, "alamat ini tidak ada");
  if (request.method == Method::options) {
    HttpReply out;
    out.status = 204;
    out.headers = "Allow: " + route.allow + "\r\nAccess-Control-Allow-Methods: " + route.allow +
                  "\r\nAccess-Control-Max-Age: 86400\r\n";
    out.headers += kPublicHeader;
    return out;
  }
  HttpReply out =
      error_answer(request.path, 405, "metode ini tidak diterima; yang diharapkan " + route.allow);
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
  switch (*route.operation) {
    case Operation::open311_discovery:
      return open311_.discovery(request, format);
    case Operation::open311_services:
      return open311_.services(format);
    case Operation::open311_service:
      return open311_.service(format, route.id);
    case Operation::open311_requests:
      return open311_.requests(request, format);
    case Operation::open311_request:
      return open311_.request(request, format, route.id);
    case Operation::open311_token:
      return open311_.token(format, route.id);
    case Operation::node:
      return node_reads_.node();
    case Operation::node_proof:
      return prove_node(request, parts_, options_);
    case Operation::reports:
      return cases_.list(request);
    case Operation::report:
      return cases_.one(request, route.id);
    case Operation::counts:
      return cases_.counts(request);
    case Operation::directory:
      return node_reads_.directory();
    case Operation::entries:
      return node_reads_.entries(request);
    case Operation::openapi:
      return openapi_answer();
    case Operation::metrics:
      return metrics(request);
    case Operation::healthz:
      return plain(200, "ok\n");
    case Operation::readyz:
      return ready();
    case Operation::open311_post:
    case Operation::submit:
    case Operation::act:
    case Operation::import:
    case Operation::add_entries:
    case Operation::report_sealed:
    case Operation::resubmit:
    case Operation::replication:
      break;  // The core's.
  }
  return error_answer(request.path, 404, "alamat ini tidak ada");
}

// The numbers of events and batches tell how many reports are secret, so they need a key.
HttpReply Api::metrics(const HttpRequest& request) const {
  Problems problems;
  Form fields;
  fields.add_urlencoded(request.query, problems);
  const Result<Caller> caller = need_caller(parts_.access, request, fields, ApiRole::monitor);
  if (!caller) return error_answer(request.path, 403, caller.error().message);
  std::vector<Metric> all = answers_.metrics();
  Metric ready;
  ready.name = "jenjang_ready";
  ready.help = "1 while the node takes writes";
  ready.value = parts_.commands.ready().ok() ? 1 : 0;
  all.push_back(std::move(ready));
  for (const MetricSource* source : parts_.metrics) {
    for (Metric& metric : source->metrics()) all.push_back(std::move(metric));
  }
  HttpReply out = plain(200, metrics_text(all));
  out.content_type = kMetricsType;
  return out;
}

void Api::handle(const HttpRequest& request, Responder responder) {
  const Route route = find_route(request.method, request.path);
  Asker asker{responder, &answers_, surface_of(request.path)};
  if (!route.operation) return asker.answer(misrouted(request, route));
  switch (*route.operation) {
    case Operation::open311_post:
      return open311_intake_.post(request, format_of(request.path), asker);
    case Operation::submit:
      return core_calls_.submit(request, asker);
    case Operation::act:
      return core_calls_.act(request, route.id, asker);
    case Operation::import:
      return core_calls_.import(request, asker);
    case Operation::add_entries:
      return core_calls_.add_entries(request, asker);
    case Operation::report_sealed:
      return core_calls_.sealed(request, route.id, asker);
    case Operation::resubmit:
      return core_calls_.resubmit(request, route.id, asker);
    case Operation::replication:
      return core_calls_.status(request, asker);
    case Operation::report:
    case Operation::open311_request:
    case Operation::open311_token:
      return read_or_wait(request, route, asker);
    default:
      return asker.answer(read(request, route));
  }
}

void Api::read_or_wait(const HttpRequest& request, const Route& route, Asker asker) {
  HttpReply reply = read(request, route);
  const Result<ReportIdPrefix> code = parse_report_code(route.id);
  const bool whole = code && code->bits == 8 * ReportId::kSize;
  if (reply.status != 404 || !whole) return asker.answer(std::move(reply));
  const auto look_again = [this, asker, kept = KeptRequest(request)](const Result<Reply>&) mutable {
    asker.answer_later([this, kept] {
      const HttpRequest again = kept.view();
      return read(again, find_route(again.method, again.path));
    });
  };
  if (!parts_.commands.post({AwaitViews{}, look_again})) asker.answer(std::move(reply));
}

HttpReply Api::fault(int status, std::string_view path) {
  answers_.count(surface_of(path), status);
  return error_answer(path, status, fault_text(status));
}

}  // namespace jenjang

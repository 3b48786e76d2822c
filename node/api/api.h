#pragma once

#include <string_view>

#include "node/api/answers.h"
#include "node/api/api_parts.h"
#include "node/api/cases.h"
#include "node/api/core_calls.h"
#include "node/api/node_reads.h"
#include "node/api/open311.h"
#include "node/api/open311_intake.h"
#include "node/http/handler.h"

namespace jenjang {

// What the node serves: Open311, /api/v1, metrics and health. Reads take a snapshot of the store on
// the server's own thread; writes become a Command, and are answered when the core says so. Owned
// by main; called by all threads of the server at once.
class Api final : public HttpHandler {
 public:
  Api(ApiParts parts, ApiOptions options);

  void handle(const HttpRequest& request, Responder responder) override;
  HttpReply fault(int status, std::string_view path) override;

 private:
  HttpReply misrouted(const HttpRequest& request, const Route& route) const;
  // A report that is on disk and in no view so far is looked for again once the views are.
  void read_or_wait(const HttpRequest& request, const Route& route, Asker asker);
  // What is answered at once.
  HttpReply read(const HttpRequest& request, const Route& route) const;
  HttpReply ready() const;
  HttpReply metrics(const HttpRequest& request) const;

  const ApiParts parts_;
  const ApiOptions options_;
  Answers answers_;
  const Open311 open311_;
  const Open311Intake open311_intake_;
  const Cases cases_;
  const NodeReads node_reads_;
  CoreCalls core_calls_;
};

}  // namespace jenjang

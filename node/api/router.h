#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "node/http/request.h"

namespace jenjang {

// What can be asked for.
enum class Operation {
  open311_discovery,
  open311_services,
  open311_service,
  open311_post,
  open311_requests,
  open311_request,
  open311_token,
  node,
  node_proof,
  reports,
  report,
  report_sealed,
  resubmit,
  submit,
  act,
  import,
  counts,
  replication,
  directory,
  entries,
  add_entries,
  openapi,
  metrics,
  healthz,
  readyz,
};

enum class Format { json, xml };

// Which of the three kinds of answers a path has, its errors included.
enum class Surface { open311, api, plain };
Surface surface_of(std::string_view path);
// By the suffix of an Open311 path; XML, which every client must read, where it has none.
Format format_of(std::string_view path);

struct Route {
  std::optional<Operation> operation;  // Nothing: no such path, or not with this method.
  std::string_view id;                 // What stands for {} in the path.
  std::string allow;                   // The methods that the path takes; empty: no such path.
};

// HEAD is routed as GET; OPTIONS goes nowhere, with `allow` set.
Route find_route(Method method, std::string_view path);

}  // namespace jenjang

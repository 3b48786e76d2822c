#include "node/api/router.h"

#include <array>

namespace jenjang {

namespace {

struct Entry {
  Operation operation;
  Method method;
  std::string_view pattern;  // At most one {}, a whole segment.
};

using enum Operation;

// The busiest first. Open311 patterns stand without their suffix.
constexpr std::array kRoutes{
    Entry{open311_post, Method::post, "/open311/v2/requests"},
    Entry{submit, Method::post, "/api/v1/reports"},
    Entry{open311_requests, Method::get, "/open311/v2/requests"},
    Entry{open311_request, Method::get, "/open311/v2/requests/{}"},
    Entry{open311_services, Method::get, "/open311/v2/services"},
    Entry{open311_service, Method::get, "/open311/v2/services/{}"},
    Entry{open311_token, Method::get, "/open311/v2/tokens/{}"},
    Entry{open311_discovery, Method::get, "/open311/v2/discovery"},
    Entry{reports, Method::get, "/api/v1/reports"},
    Entry{report, Method::get, "/api/v1/reports/{}"},
    Entry{report_sealed, Method::post, "/api/v1/reports/{}/sealed"},
    Entry{resubmit, Method::post, "/api/v1/reports/{}/resubmit"},
    Entry{act, Method::post, "/api/v1/reports/{}/acts"},
    Entry{import, Method::post, "/api/v1/imports"},
    Entry{counts, Method::get, "/api/v1/counts"},
    Entry{replication, Method::get, "/api/v1/replication"},
    Entry{node, Method::get, "/api/v1/node"},
    Entry{node_proof, Method::post, "/api/v1/node/proof"},
    Entry{directory, Method::get, "/api/v1/directory"},
    Entry{add_entries, Method::post, "/api/v1/directory"},
    Entry{entries, Method::get, "/api/v1/directory/entries"},
    Entry{openapi, Method::get, "/api/v1/openapi.json"},
    Entry{metrics, Method::get, "/metrics"},
    Entry{healthz, Method::get, "/healthz"},
    Entry{readyz, Method::get, "/readyz"},
};

constexpr std::string_view kOpen311 = "/open311/";

// Whether the path has that shape; what stands for {} is in `id`.
bool fits(std::string_view pattern, std::string_view path, std::string_view& id) {
  const std::size_t hole = pattern.find("{}");
  if (hole == std::string_view::npos) return path == pattern;
  const std::string_view before = pattern.substr(0, hole);
  const std::string_view after = pattern.substr(hole + 2);
  if (path.size() <= before.size() + after.size()) return false;
  if (!path.starts_with(before) || !path.ends_with(after)) return false;
  const std::size_t size = path.size() - before.size() - after.size();
  const std::string_view middle = path.substr(before.size(), size);
  if (middle.find('/') != std::string_view::npos) return false;
  id = middle;
  return true;
}

// The path without its suffix; nothing where it has none of ours.
std::optional<std::string_view> without_suffix(std::string_view path) {
  if (path.ends_with(".json")) return path.substr(0, path.size() - 5);
  if (path.ends_with(".xml")) return path.substr(0, path.size() - 4);
  return std::nullopt;
}

}  // namespace

Surface surface_of(std::string_view path) {
  if (path.starts_with(kOpen311)) return Surface::open311;
  return path.starts_with("/api/") ? Surface::api : Surface::plain;
}

Format format_of(std::string_view path) {
  return path.ends_with(".json") ? Format::json : Format::xml;
}

Route find_route(Method method, std::string_view path) {
  Route out;
  if (path.starts_with(kOpen311)) {
    const std::optional<std::string_view> bare = without_suffix(path);
    if (!bare) return out;
    path = *bare;
  }
  const Method wanted = method == Method::head ? Method::get : method;
  bool reads = false;
  bool takes = false;
  for (const Entry& entry : kRoutes) {
    if (!fits(entry.pattern, path, out.id)) continue;
    if (entry.method == wanted) {
      out.operation = entry.operation;
      return out;
    }
    (entry.method == Method::get ? reads : takes) = true;
  }
  if (reads) out.allow = "GET, HEAD, ";
  if (takes) out.allow += "POST, ";
  if (reads || takes) out.allow += "OPTIONS";
  return out;
}

}  // namespace jenjang

#pragma once

#include <string_view>

namespace jenjang {

enum class Method { get, head, post, options, other };

// Who is at the other end: somebody on the network, or a program of this machine that the file
// permissions of the socket let in, which has the operator's rights.
enum class Peer { tcp, local };

// One request as it came, within the server's limits and otherwise unchecked. The views are valid
// until the handler returns.
struct HttpRequest {
  Method method = Method::other;
  Peer peer = Peer::tcp;
  std::string_view path;   // Percent-decoded, without the query.
  std::string_view query;  // As it came, without the question mark.
  std::string_view content_type;
  std::string_view authorization;
  std::string_view api_key;  // X-API-Key.
  std::string_view idempotency_key;
  std::string_view host;
  std::string_view body;
};

}  // namespace jenjang

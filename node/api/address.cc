#include "node/api/address.h"

#include <algorithm>

namespace jenjang {

std::string public_address(const ApiOptions& options, const HttpRequest& request) {
  if (!options.public_url.empty()) return options.public_url;
  constexpr std::string_view kMarks = ".-:[]";
  constexpr std::size_t kHostMax = 255;
  const bool plain = std::all_of(request.host.begin(), request.host.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kMarks.find(c) != std::string_view::npos;
  });
  if (!plain || request.host.empty() || request.host.size() > kHostMax) return "http://localhost";
  return "http://" + std::string(request.host);
}

}  // namespace jenjang

#pragma once

#include <string>
#include <string_view>

namespace jenjang {

inline constexpr std::string_view kJson = "application/json; charset=utf-8";
inline constexpr std::string_view kXml = "text/xml; charset=utf-8";
inline constexpr std::string_view kText = "text/plain; charset=utf-8";

// The caches between a server and its reader that may keep a copy of an answer.
enum class KeptBy {
  nobody,           // Meant for one reader, or gone a moment later.
  caches_that_ask,  // Public now: to be asked for again each time, by whoever sends no key.
  caches,           // The same for everybody for minutes.
};

struct HttpReply {
  int status = 200;
  std::string_view content_type = kJson;  // Points to a constant.
  std::string body{};
  std::string headers{};  // Further header lines, each ended by CRLF.
  KeptBy kept_by = KeptBy::nobody;
};

}  // namespace jenjang

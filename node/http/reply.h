#pragma once

#include <string>
#include <string_view>

namespace jenjang {

inline constexpr std::string_view kJson = "application/json; charset=utf-8";
inline constexpr std::string_view kXml = "text/xml; charset=utf-8";
inline constexpr std::string_view kText = "text/plain; charset=utf-8";

struct HttpReply {
  int status = 200;
  std::string_view content_type = kJson;  // Points to a constant.
  std::string body{};
  std::string headers{};  // Further header lines, each ended by CRLF.
};

}  // namespace jenjang

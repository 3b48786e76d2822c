// Whatever comes over a connection, the parser stays within its limits and the API gives one answer
// that is well formed, in the format that was asked for.
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "node/http/request_parser.h"
#include "schema/base/check.h"
#include "tests/fuzz/lone_api.h"

namespace {

using namespace jenjang;

constexpr std::size_t kHeaderMax = 4096;
constexpr std::size_t kBodyMax = 64 * 1024;

// The request at the start of the bytes, which arrive in pieces; false where there is none.
bool parse(std::string_view bytes, std::size_t piece, RequestParts& parts) {
  RequestParser parser(parts, kHeaderMax, kBodyMax);
  std::string waiting;
  while (!parser.is_done()) {
    const std::string_view more = bytes.substr(0, piece);
    bytes.remove_prefix(more.size());
    waiting += more;
    boost::beast::error_code error;
    const std::size_t used =
        parser.put(boost::asio::const_buffer(waiting.data(), waiting.size()), error);
    waiting.erase(0, used);
    CHECK(parts.body.size() <= kBodyMax && parts.header_bytes <= kHeaderMax + kBodyMax);
    if (error && error != boost::beast::http::error::need_more) return false;
    if (more.empty() && !parser.is_done()) return false;
  }
  return true;
}

void check_answer(const HttpReply& reply) {
  CHECK(reply.status >= 200 && reply.status < 600);
  CHECK(reply.headers.empty() || reply.headers.ends_with("\r\n"));
  CHECK(reply.headers.find("\r\n\r\n") == std::string::npos);
  const bool json = reply.content_type == kJson || reply.content_type == "application/problem+json";
  if (json && !reply.body.empty()) {
    CHECK(!nlohmann::json::parse(reply.body, nullptr, false).is_discarded());
  }
  if (reply.content_type == kXml) {
    pugi::xml_document document;
    CHECK(document.load_buffer(reply.body.data(), reply.body.size()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::LoneApi api;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t piece = size == 0 ? 1 : 1 + data[size - 1] * std::size_t{16};
  RequestParts parts;
  HttpRequest request;
  if (!parse(bytes, piece, parts) || !parts.view(request)) return 0;
  check_answer(api.answer(request));
  request.peer = Peer::local;
  check_answer(api.answer(request));
  return 0;
}

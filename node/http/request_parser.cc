#include "node/http/request_parser.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>

namespace jenjang {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

// What a body is given at once; more only as it comes.
constexpr std::size_t kBodyReserveMax = 64 * 1024;
constexpr std::size_t kPartBytesKept = 64 * 1024;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool percent_decode(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return false;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return false;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return true;
}

Method method_of(http::verb verb) {
  if (verb == http::verb::get) return Method::get;
  if (verb == http::verb::head) return Method::head;
  if (verb == http::verb::post) return Method::post;
  if (verb == http::verb::options) return Method::options;
  return Method::other;
}

void assign(std::string& out, beast::string_view value) { out.assign(value.data(), value.size()); }

}  // namespace

void RequestParts::clear() {
  for (std::string* part :
       {&target, &path, &content_type, &authorization, &api_key, &idempotency_key, &host, &body}) {
    part->clear();
    if (part->capacity() > kPartBytesKept) part->shrink_to_fit();
  }
  method = Method::other;
  header_bytes = 0;
  expects_continue = false;
}

bool RequestParts::view(HttpRequest& out) {
  std::string_view rest = target;
  if (!rest.starts_with('/')) {  // The absolute form, which proxies send.
    const std::size_t scheme = rest.find("://");
    if (scheme == std::string_view::npos) return false;
    const std::size_t slash = rest.find('/', scheme + 3);
    if (slash == std::string_view::npos) return false;
    rest.remove_prefix(slash);
  }
  const std::size_t mark = rest.find('?');
  out.path = rest.substr(0, mark);
  out.query = mark == std::string_view::npos ? std::string_view{} : rest.substr(mark + 1);
  if (out.path.find('%') != std::string_view::npos) {
    path.clear();
    if (!percent_decode(out.path, path)) return false;
    out.path = path;
  }
  out.method = method;
  out.content_type = content_type;
  out.authorization = authorization;
  out.api_key = api_key;
  out.idempotency_key = idempotency_key;
  out.host = host;
  out.body = body;
  return true;
}

RequestParser::RequestParser(RequestParts& parts, std::size_t header_bytes_max,
                             std::size_t body_bytes_max)
    : parts_(parts), header_bytes_max_(header_bytes_max), body_bytes_max_(body_bytes_max) {
  eager(true);
  header_limit(static_cast<std::uint32_t>(header_bytes_max));
  body_limit(body_bytes_max);
}

void RequestParser::on_request_impl(http::verb method, View, View target, int, Error& error) {
  parts_.method = method_of(method);
  assign(parts_.target, target);
  count(target.size(), error);
}

void RequestParser::on_response_impl(int, View, int, Error&) {}

void RequestParser::on_field_impl(http::field name, View name_text, View value, Error& error) {
  count(name_text.size() + value.size() + 4, error);
  if (error) return;
  switch (name) {
    case http::field::content_type:
      return assign(parts_.content_type, value);
    case http::field::authorization:
      return assign(parts_.authorization, value);
    case http::field::host:
      return assign(parts_.host, value);
    case http::field::expect:
      parts_.expects_continue = beast::iequals(value, "100-continue");
      return;
    default:  // Beast knows some 350 fields; the others here it does not know by number.
      if (beast::iequals(name_text, "x-api-key")) return assign(parts_.api_key, value);
      if (beast::iequals(name_text, "idempotency-key")) assign(parts_.idempotency_key, value);
  }
}

void RequestParser::on_header_impl(Error&) {}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) {
  if (length) parts_.body.reserve(std::min(static_cast<std::size_t>(*length), kBodyReserveMax));
}

std::size_t RequestParser::on_body_impl(View body, Error&) {
  parts_.body.append(body.data(), body.size());
  return body.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t, View extensions, Error& error) {
  count(extensions.size(), error);
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, View body, Error& error) {
  if (parts_.body.size() + body.size() > body_bytes_max_) {
    error = http::error::body_limit;
    return 0;
  }
  parts_.body.append(body.data(), body.size());
  return body.size();
}

void RequestParser::on_finish_impl(Error&) {}

void RequestParser::count(std::size_t bytes, Error& error) {
  parts_.header_bytes += bytes;
  if (parts_.header_bytes > header_bytes_max_) error = http::error::header_limit;
}

}  // namespace jenjang

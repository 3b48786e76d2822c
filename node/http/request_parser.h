#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "node/http/request.h"

namespace jenjang {

// Beast's parser, keeping only what HttpRequest has. One for each connection; the strings keep
// their memory from one request to the next.
struct RequestParts {
  std::string target;
  std::string path;  // Only where the target's had to be decoded.
  std::string content_type;
  std::string authorization;
  std::string api_key;
  std::string idempotency_key;
  std::string host;
  std::string body;
  Method method = Method::other;
  std::size_t header_bytes = 0;
  bool expects_continue = false;

  void clear();
  // Views into the parts; false where the target is no path.
  bool view(HttpRequest& out);
};

class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  RequestParser(RequestParts& parts, std::size_t header_bytes_max, std::size_t body_bytes_max);

 private:
  using Error = boost::beast::error_code;
  using View = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb method, View method_text, View target, int version,
                       Error& error) override;
  void on_response_impl(int code, View reason, int version, Error& error) override;
  void on_field_impl(boost::beast::http::field name, View name_text, View value,
                     Error& error) override;
  void on_header_impl(Error& error) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error& error) override;
  std::size_t on_body_impl(View body, Error& error) override;
  void on_chunk_header_impl(std::uint64_t size, View extensions, Error& error) override;
  std::size_t on_chunk_body_impl(std::uint64_t remain, View body, Error& error) override;
  void on_finish_impl(Error& error) override;

  // Beast limits what is not yet parsed; the sum over all lines is limited here.
  void count(std::size_t bytes, Error& error);

  RequestParts& parts_;
  std::size_t header_bytes_max_;
  std::size_t body_bytes_max_;
};

}  // namespace jenjang

#include "tests/http/api_client.h"

#include <gtest/gtest.h>

#include <cctype>

namespace jenjang {

RawAnswer ApiClient::ask(const std::string& bytes, bool head_only) {
  const bool sent = client_.send(bytes);
  const std::optional<RawAnswer> answer =
      sent ? client_.receive(head_only) : std::optional<RawAnswer>();
  EXPECT_TRUE(answer.has_value()) << bytes.substr(0, 200);
  return answer.value_or(RawAnswer());
}

RawAnswer ApiClient::get(const std::string& target, const std::string& headers) {
  return ask(http_get(target, headers));
}

RawAnswer ApiClient::post(const std::string& target, const std::string& body,
                          const std::string& headers) {
  const bool json = body.starts_with('{');
  return ask(http_post(target, body,
                       json ? "application/json" : "application/x-www-form-urlencoded", headers));
}

nlohmann::json json_of(const RawAnswer& answer) {
  nlohmann::json out = nlohmann::json::parse(answer.body, nullptr, false);
  EXPECT_FALSE(out.is_discarded()) << answer.status << " " << answer.body.substr(0, 300);
  return out;
}

std::string form_encoded(const std::string& text) {
  constexpr const char* kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 15U]};
    }
  }
  return out;
}

}  // namespace jenjang

#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tests/http/raw_client.h"

namespace jenjang {

// Asks one node and reads what it says. A call that gets no answer fails the test and gives status
// 0.
class ApiClient {
 public:
  explicit ApiClient(std::uint16_t port) : client_(port) {}
  explicit ApiClient(const std::string& local_path) : client_(local_path) {}

  RawAnswer get(const std::string& target, const std::string& headers = "");
  // A form, or JSON where the body begins with a brace.
  RawAnswer post(const std::string& target, const std::string& body,
                 const std::string& headers = "");
  RawAnswer ask(const std::string& bytes, bool head_only = false);

 private:
  RawClient client_;
};

// The body as JSON; a body that is none fails the test.
nlohmann::json json_of(const RawAnswer& answer);

// Text as it stands in a form or query.
std::string form_encoded(const std::string& text);

inline constexpr const char* kAppKey = "X-API-Key: app-key\r\n";
inline constexpr const char* kOfficerKey = "Authorization: Bearer officer-key\r\n";
inline constexpr const char* kOperatorKey = "X-API-Key: operator-key\r\n";

}  // namespace jenjang

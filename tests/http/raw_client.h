#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace jenjang {

// One answer as it came over the wire.
struct RawAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  // Names in lower case.
  std::string body;
};

// A blocking client that sends exactly the bytes it is given. Every wait has a deadline.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  explicit RawClient(const std::string& local_path);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return fd_ >= 0; }
  // False once the server has closed.
  bool send(std::string_view bytes);
  // Nothing where the server closed, or said nothing until the deadline.
  std::optional<RawAnswer> receive(bool head_only = false);
  std::optional<RawAnswer> ask(std::string_view bytes) {
    return send(bytes) ? receive() : std::nullopt;
  }
  // True where the server closes before the deadline without another byte.
  bool closed_by_server();

 private:
  void set_deadline();
  bool fill();

  int fd_ = -1;
  std::string buffer_;
};

// A request with the headers that every client sends, and these ("Name: value\r\n").
std::string http_get(const std::string& target, const std::string& headers = "");
std::string http_post(const std::string& target, const std::string& body,
                      const std::string& type = "application/x-www-form-urlencoded",
                      const std::string& headers = "");

}  // namespace jenjang

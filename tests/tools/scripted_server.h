#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace jenjang {

// The answer of a scripted server to one request.
struct ScriptedAnswer {
  int status = 200;
  std::string body;
  bool close = false;  // The connection, after this answer.
};

// A server on a port of the loopback address: keeps all that it is sent, and answers each request
// as the test says. Connections are served by threads of their own.
class ScriptedServer {
 public:
  using Script = std::function<ScriptedAnswer(const std::string& request)>;

  explicit ScriptedServer(Script script);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const { return port_; }
  // Every byte of every connection so far.
  std::string received() const;
  std::size_t connections() const;

 private:
  void accept_all();
  void serve(int connection);

  const Script script_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::string received_;          // Guarded by mutex_.
  std::vector<int> connections_;  // Guarded by mutex_.
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace jenjang

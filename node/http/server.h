#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "node/http/handler.h"
#include "node/http/options.h"
#include "schema/base/result.h"

namespace jenjang {

class HttpLoop;
class HttpListener;

// An asynchronous HTTP/1.1 server on TCP and on a Unix domain socket (mode 0600). An idle or slow
// client holds a connection and no thread. The handler outlives the server, and the server outlives
// every Responder it gave out.
class HttpServer {
 public:
  HttpServer(HttpOptions options, HttpHandler& handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Listens, then serves on threads of its own. Fails where an address is malformed or taken.
  Result<void> start();
  // Takes no more requests, gives those under way the stop timeout to be answered, then closes
  // everything and joins the threads. What is answered later goes nowhere.
  void stop();

  // The TCP port, once started.
  std::uint16_t port() const { return port_; }
  // Sends what Responders were given on other threads since the last call, with one wake-up for
  // each of the server's threads that has something to send. Called from one thread or several.
  void flush();
  // Connections open now.
  std::size_t connections() const;

 private:
  HttpOptions options_;
  HttpHandler& handler_;
  std::vector<std::unique_ptr<HttpLoop>> loops_;
  std::vector<std::unique_ptr<HttpListener>> listeners_;
  std::uint16_t port_ = 0;
};

}  // namespace jenjang

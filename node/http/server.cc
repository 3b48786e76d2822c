#include "node/http/server.h"

#include <algorithm>
#include <boost/asio/post.hpp>

#include "node/http/http_loop.h"
#include "node/http/listener.h"

namespace jenjang {

HttpServer::HttpServer(HttpOptions options, HttpHandler& handler)
    : options_(std::move(options)), handler_(handler) {
  const int threads = std::max(1, options_.threads);
  for (int i = 0; i < threads; ++i) {
    loops_.push_back(std::make_unique<HttpLoop>(options_, handler_));
  }
}

HttpServer::~HttpServer() { stop(); }

Result<void> HttpServer::start() {
  if (!options_.address.empty()) {
    listeners_.push_back(std::make_unique<HttpListener>(loops_));
    Result<void> opened = listeners_.back()->open_tcp(options_.address, options_.port);
    if (!opened) return opened;
    port_ = listeners_.back()->port();
  }
  if (!options_.local_path.empty()) {
    listeners_.push_back(std::make_unique<HttpListener>(loops_));
    Result<void> opened = listeners_.back()->open_local(options_.local_path);
    if (!opened) return opened;
  }
  for (const auto& listener : listeners_) listener->accept();
  for (const auto& loop : loops_) loop->run();
  return {};
}

void HttpServer::stop() {
  boost::asio::post(loops_.front()->context(), [this] {
    for (const auto& listener : listeners_) listener->close();
  });
  for (const auto& loop : loops_) loop->begin_stop();
  for (const auto& loop : loops_) loop->join();
}

void HttpServer::flush() {
  for (const auto& loop : loops_) loop->flush();
}

std::size_t HttpServer::connections() const {
  std::size_t sum = 0;
  for (const auto& loop : loops_) sum += loop->connections();
  return sum;
}

}  // namespace jenjang

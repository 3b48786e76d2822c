#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

#include "node/http/http_loop.h"
#include "schema/base/result.h"

namespace jenjang {

// One listening socket. Runs on the first loop's thread and deals connections out to all loops.
class HttpListener {
 public:
  explicit HttpListener(const std::vector<std::unique_ptr<HttpLoop>>& loops);

  // Both bind and listen; accept() then serves.
  Result<void> open_tcp(const std::string& address, std::uint16_t port);
  Result<void> open_local(const std::string& path);
  std::uint16_t port() const;
  void accept();
  // On the first loop's thread.
  void close();

 private:
  using Protocol = boost::asio::generic::stream_protocol;

  void on_accept(const boost::system::error_code& error, Protocol::socket socket, HttpLoop& loop);
  std::size_t connections() const;

  const std::vector<std::unique_ptr<HttpLoop>>& loops_;
  boost::asio::basic_socket_acceptor<Protocol> acceptor_;
  boost::asio::steady_timer pause_;
  std::size_t next_ = 0;
  Peer peer_ = Peer::tcp;
  std::string local_path_;
};

}  // namespace jenjang

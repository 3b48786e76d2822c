#include "node/http/listener.h"

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <chrono>

namespace jenjang {

namespace asio = boost::asio;

namespace {

constexpr int kBacklog = 512;
// Connections beyond the limit that are told so; further ones are closed without a word.
constexpr std::size_t kRefusedMax = 64;
// How long to leave the queue alone when the process has no descriptor left.
constexpr std::chrono::milliseconds kAcceptPause{100};

Error failed(const std::string& what, const std::string& where,
             const boost::system::error_code& error) {
  return {Code::unavailable, "http: tidak dapat " + what + " " + where + ": " + error.message()};
}

}  // namespace

HttpListener::HttpListener(const std::vector<std::unique_ptr<HttpLoop>>& loops)
    : loops_(loops), acceptor_(loops.front()->context()), pause_(loops.front()->context()) {}

Result<void> HttpListener::open_tcp(const std::string& address, std::uint16_t port) {
  const std::string where = address + ":" + std::to_string(port);
  boost::system::error_code error;
  const auto ip = asio::ip::make_address(address, error);
  if (error) return Error{Code::invalid, "http: " + address + " bukan alamat IP"};
  const asio::ip::tcp::endpoint endpoint(ip, port);
  acceptor_.open(Protocol(endpoint.protocol()), error);
  if (error) return failed("membuka", where, error);
  acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (error) return failed("menyiapkan", where, error);
  acceptor_.bind(Protocol::endpoint(endpoint), error);
  if (error) return failed("mendengarkan di", where, error);
  acceptor_.listen(kBacklog, error);
  if (error) return failed("mendengarkan di", where, error);
  return {};
}

Result<void> HttpListener::open_local(const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return Error{Code::invalid,
                 "http: nama soket " + std::to_string(path.size()) + " byte, paling banyak " +
                     std::to_string(sizeof(sockaddr_un::sun_path) - 1) + ": " + path};
  }
  peer_ = Peer::local;
  const asio::local::stream_protocol::endpoint endpoint(path);
  boost::system::error_code error;
  struct stat found {};
  // A former process that was killed leaves its socket; anything else is not ours to remove.
  if (lstat(path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode)) unlink(path.c_str());
  acceptor_.open(Protocol(endpoint.protocol()), error);
  if (error) return failed("membuka", path, error);
  acceptor_.bind(Protocol::endpoint(endpoint), error);
  if (error) return failed("mendengarkan di", path, error);
  local_path_ = path;
  // Before listen, so nobody ever connects under the wider permissions.
  if (chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) {
    return Error{Code::unavailable, "http: tidak dapat memberi mode 0600 pada " + path};
  }
  acceptor_.listen(kBacklog, error);
  if (error) return failed("mendengarkan di", path, error);
  return {};
}

std::uint16_t HttpListener::port() const {
  boost::system::error_code error;
  const Protocol::endpoint local = acceptor_.local_endpoint(error);
  if (error || peer_ == Peer::local) return 0;
  asio::ip::tcp::endpoint endpoint;
  endpoint.resize(local.size());
  std::copy_n(reinterpret_cast<const char*>(local.data()), local.size(),
              reinterpret_cast<char*>(endpoint.data()));
  return endpoint.port();
}

void HttpListener::accept() {
  HttpLoop& loop = *loops_[next_++ % loops_.size()];
  acceptor_.async_accept(loop.context(), [this, &loop](const boost::system::error_code& error,
                                                       Protocol::socket socket) {
    on_accept(error, std::move(socket), loop);
  });
}

std::size_t HttpListener::connections() const {
  std::size_t sum = 0;
  for (const auto& loop : loops_) sum += loop->connections();
  return sum;
}

void HttpListener::on_accept(const boost::system::error_code& error, Protocol::socket socket,
                             HttpLoop& loop) {
  if (!acceptor_.is_open()) return;
  if (error) {
    pause_.expires_after(kAcceptPause);
    pause_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled && acceptor_.is_open()) accept();
    });
    return;
  }
  boost::system::error_code ignored;
  if (peer_ == Peer::tcp) socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  const std::size_t open = connections();
  const std::size_t limit = loop.options().connections_max;
  if (open < limit + kRefusedMax) {
    // The operator's socket is served even when the network has used up the limit.
    loop.adopt(std::move(socket), peer_, peer_ == Peer::tcp && open >= limit);
  }
  accept();
}

void HttpListener::close() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  if (!local_path_.empty()) unlink(local_path_.c_str());
}

}  // namespace jenjang

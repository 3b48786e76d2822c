#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "node/http/connection.h"
#include "node/http/handler.h"
#include "node/http/options.h"

namespace jenjang {

// One thread of the server, with the connections it owns. Only reply, reply_with, flush, adopt,
// begin_stop, join and connections may be called from other threads.
class HttpLoop final : public ReplySink {
 public:
  HttpLoop(const HttpOptions& options, HttpHandler& handler);
  ~HttpLoop() override = default;
  HttpLoop(const HttpLoop&) = delete;
  HttpLoop& operator=(const HttpLoop&) = delete;

  void run();  // Starts the thread.
  void begin_stop();
  void join();

  void reply(RequestTicket ticket, HttpReply reply) override;
  void reply_with(RequestTicket ticket, std::function<HttpReply()> make) override;
  void flush();
  // Takes over a connection that was accepted for this loop.
  void adopt(Connection::Socket socket, Peer peer, bool refused);
  std::size_t connections() const { return connections_.load(std::memory_order_relaxed); }

  // For its connections.
  const HttpOptions& options() const { return options_; }
  void handle(const HttpRequest& request, std::uint32_t slot);
  HttpReply fault(int status, std::string_view path) { return handler_.fault(status, path); }
  // The answer to the request under way is no longer wanted.
  void forget(std::uint32_t slot) { ++slots_[slot].generation; }
  void release(std::uint32_t slot);
  bool stopping() const { return stopping_; }
  // The value of a Date header.
  const std::string& date();
  // The monotonic clock.
  static std::int64_t now_ms();

  boost::asio::io_context& context() { return context_; }

 private:
  struct Slot {
    std::uint32_t generation = 0;
    std::unique_ptr<Connection> connection;
  };
  struct Queued {
    RequestTicket ticket;
    HttpReply reply;
    std::function<HttpReply()> make;
  };

  bool own_thread() { return context_.get_executor().running_in_this_thread(); }
  void push(Queued queued);
  void drain();
  void deliver(RequestTicket ticket, const HttpReply& reply);
  void admit(Connection::Socket socket, Peer peer, bool refused);
  void arm();
  void tick();
  void stop_now();
  void close_all();

  const HttpOptions& options_;
  HttpHandler& handler_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer timer_;
  bool armed_ = false;
  bool stopping_ = false;
  std::int64_t stop_deadline_ms_ = 0;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::atomic<std::size_t> connections_{0};
  std::int64_t date_second_ = -1;
  std::string date_;
  std::mutex mutex_;  // Guards the next two.
  std::vector<Queued> queue_;
  bool woken_ = false;
  std::vector<Queued> draining_;
  std::thread thread_;
};

}  // namespace jenjang

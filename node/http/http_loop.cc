#include "node/http/http_loop.h"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <chrono>
#include <ctime>

namespace jenjang {

namespace asio = boost::asio;

namespace {

constexpr std::int64_t kTickMsMax = 1000;
constexpr std::int64_t kStopTickMs = 20;

}  // namespace

HttpLoop::HttpLoop(const HttpOptions& options, HttpHandler& handler)
    : options_(options),
      handler_(handler),
      work_(asio::make_work_guard(context_)),
      timer_(context_) {}

std::int64_t HttpLoop::now_ms() {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  return duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void HttpLoop::run() {
  thread_ = std::thread([this] { context_.run(); });
}

void HttpLoop::begin_stop() {
  asio::post(context_, [this] { stop_now(); });
}

void HttpLoop::join() {
  if (thread_.joinable()) thread_.join();
}

void HttpLoop::stop_now() {
  if (stopping_) return;
  stopping_ = true;
  stop_deadline_ms_ = now_ms() + options_.stop_timeout_ms;
  for (Slot& slot : slots_) {
    if (slot.connection) slot.connection->stop();
  }
  timer_.cancel();
  armed_ = false;
  if (connections() == 0) return work_.reset();
  arm();
}

void HttpLoop::close_all() {
  for (Slot& slot : slots_) {
    if (slot.connection) slot.connection->close();
  }
}

void HttpLoop::adopt(Connection::Socket socket, Peer peer, bool refused) {
  connections_.fetch_add(1, std::memory_order_relaxed);
  if (own_thread()) return admit(std::move(socket), peer, refused);
  asio::post(context_, [this, socket = std::move(socket), peer, refused]() mutable {
    admit(std::move(socket), peer, refused);
  });
}

void HttpLoop::admit(Connection::Socket socket, Peer peer, bool refused) {
  if (stopping_) {
    connections_.fetch_sub(1, std::memory_order_relaxed);
    return;
  }
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  slots_[slot].connection = std::make_unique<Connection>(
      *this, std::move(socket), Connection::Place{.slot = slot, .peer = peer, .refused = refused});
  arm();
  slots_[slot].connection->start();
}

// The connection may be the caller, so it goes after this turn of the loop.
void HttpLoop::release(std::uint32_t slot) {
  if (!slots_[slot].connection) return;
  ++slots_[slot].generation;
  connections_.fetch_sub(1, std::memory_order_relaxed);
  asio::post(context_,
             [this, slot, gone = std::move(slots_[slot].connection)] { free_.push_back(slot); });
}

void HttpLoop::handle(const HttpRequest& request, std::uint32_t slot) {
  const std::uint32_t generation = ++slots_[slot].generation;
  handler_.handle(request, Responder(*this, {.slot = slot, .generation = generation}));
}

void HttpLoop::reply(RequestTicket ticket, HttpReply reply) {
  if (own_thread()) return deliver(ticket, reply);
  push({ticket, std::move(reply), {}});
}

void HttpLoop::reply_with(RequestTicket ticket, std::function<HttpReply()> make) {
  if (own_thread()) return deliver(ticket, make());
  push({ticket, {}, std::move(make)});
}

void HttpLoop::push(Queued queued) {
  const std::lock_guard lock(mutex_);
  queue_.push_back(std::move(queued));
}

void HttpLoop::flush() {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.empty() || woken_) return;
    woken_ = true;
  }
  asio::post(context_, [this] { drain(); });
}

void HttpLoop::drain() {
  {
    const std::lock_guard lock(mutex_);
    draining_.swap(queue_);
    woken_ = false;
  }
  for (Queued& queued : draining_) {
    deliver(queued.ticket, queued.make ? queued.make() : std::move(queued.reply));
  }
  draining_.clear();
}

void HttpLoop::deliver(RequestTicket ticket, const HttpReply& reply) {
  Slot& slot = slots_[ticket.slot];
  if (slot.generation != ticket.generation || !slot.connection) return;
  if (!slot.connection->waiting()) return;
  ++slot.generation;
  slot.connection->reply(reply);
}

// Ticks only while there is something to watch, so an idle server does not wake up.
void HttpLoop::arm() {
  if (armed_) return;
  armed_ = true;
  std::int64_t every = kTickMsMax;
  for (const std::int64_t timeout :
       {options_.header_timeout_ms, options_.body_timeout_ms, options_.write_timeout_ms,
        options_.idle_timeout_ms, options_.answer_timeout_ms, options_.linger_timeout_ms}) {
    every = std::clamp<std::int64_t>(timeout / 4, 1, every);
  }
  if (stopping_) every = std::min(every, kStopTickMs);
  timer_.expires_after(std::chrono::milliseconds(every));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) tick();
  });
}

void HttpLoop::tick() {
  armed_ = false;
  const std::int64_t now = now_ms();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].connection) slots_[i].connection->tick(now);
  }
  if (stopping_) {
    if (connections() > 0 && now < stop_deadline_ms_) return arm();
    close_all();
    work_.reset();
    return;
  }
  if (connections() > 0) arm();
}

const std::string& HttpLoop::date() {
  const std::time_t now = std::time(nullptr);
  if (now != date_second_) {
    date_second_ = now;
    std::tm parts{};
    gmtime_r(&now, &parts);
    static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::array<char, 40> text{};
    const int size = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                   kDays[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday,
                                   kMonths[static_cast<std::size_t>(parts.tm_mon)],
                                   parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
    date_.assign(text.data(), static_cast<std::size_t>(size));
  }
  return date_;
}

}  // namespace jenjang

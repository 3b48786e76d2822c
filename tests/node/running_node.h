#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "node/daemon/core_loop.h"
#include "node/daemon/system_ports.h"
#include "tests/support/core_peer.h"

namespace jenjang {

inline constexpr std::chrono::seconds kAnswerDeadline(30);

// A node with its loop on a thread of its own, over a store in memory and real sockets.
class RunningNode {
 public:
  RunningNode(const TestFederation& federation, const std::string& name,
              const std::vector<DialledLink>& dials)
      : core_(config_of(federation, name, dials), store_, random_),
        transport_(open(federation, name, dials, core_, random_)) {
    CHECK(core_.load(clock_.now()).ok());
    CoreLoopParts parts{core_,
                        store_,
                        *transport_,
                        inbox_,
                        board_,
                        clock_,
                        [this] { ++flushed_; },
                        [this](const Notice& notice) {
                          const std::lock_guard lock(mutex_);
                          logged_.push_back(notice.what);
                        }};
    loop_.emplace(std::move(parts));
    thread_ = std::thread([this] { loop_->run(); });
  }
  ~RunningNode() { stop(); }

  void stop() {
    loop_->stop();
    if (thread_.joinable()) thread_.join();
  }
  // From any thread; waits for the answer.
  Result<Reply> ask(Command command) {
    auto promise = std::make_unique<std::promise<Result<Reply>>>();
    std::future<Result<Reply>> answer = promise->get_future();
    Request request{std::move(command),
                    [to = promise.get()](Result<Reply> reply) { to->set_value(std::move(reply)); }};
    CHECK(inbox_.post(std::move(request)));
    CHECK(answer.wait_for(kAnswerDeadline) == std::future_status::ready);
    return answer.get();
  }
  NodeStatus status() { return std::get<NodeStatus>(*ask(AskStatus{})); }
  // Asks until the status is so; false after the deadline.
  bool comes_to(const std::function<bool(const NodeStatus&)>& so) {
    const auto end = std::chrono::steady_clock::now() + kAnswerDeadline;
    while (std::chrono::steady_clock::now() < end) {
      if (so(status())) return true;
    }
    return false;
  }
  double metric(const std::string& name) const {
    for (const Metric& one : loop_->metrics()) {
      if (one.name == name) return one.value;
    }
    return -1;
  }
  std::size_t logged(const std::string& what) const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count(logged_.begin(), logged_.end(), what));
  }

  MemoryStore& store() { return store_; }
  Inbox& inbox() { return inbox_; }
  const DirectoryBoard& board() const { return board_; }
  std::string endpoint() const { return transport_->endpoint(); }
  std::size_t flushed() const { return flushed_; }

 private:
  static CoreConfig config_of(const TestFederation& federation, const std::string& name,
                              const std::vector<DialledLink>& dials) {
    const TestNode& node = federation.node(name);
    CoreConfig out;
    out.replica = {node.keys, TestFederation::root(), {}, {}};
    for (const DialledLink& dial : dials) out.replica.dialled.push_back(dial.peer);
    out.seal_keys = node.seal;
    out.name = name;
    out.invitation = federation.invitation();
    return out;
  }
  static std::unique_ptr<ZmqTransport> open(const TestFederation& federation,
                                            const std::string& name,
                                            const std::vector<DialledLink>& dials, Core& core,
                                            Random& random) {
    const TestNode& node = federation.node(name);
    ZmqOptions options;
    options.node = node.keys.id;
    options.own = {node.transport, node.transport_secret};
    options.listen = "tcp://127.0.0.1:*";
    options.dialled = dials;
    return ZmqTransport::open(options, random, link_keys(core.directory())).value();
  }

  MemoryStore store_;
  SystemRandom random_;
  SystemClock clock_;
  Core core_;
  std::unique_ptr<ZmqTransport> transport_;
  Inbox inbox_;
  DirectoryBoard board_;
  std::optional<CoreLoop> loop_;
  std::thread thread_;
  std::atomic<std::size_t> flushed_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> logged_;  // Guarded by mutex_.
};

}  // namespace jenjang

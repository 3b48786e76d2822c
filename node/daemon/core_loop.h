#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "node/api/ports.h"
#include "node/daemon/directory_board.h"
#include "node/daemon/inbox.h"
#include "node/turn/core.h"
#include "replication/zmq/zmq_transport.h"

namespace jenjang {

// What the loop runs on; all of it outlives the loop.
struct CoreLoopParts {
  Core& core;
  Store& store;
  ZmqTransport& transport;
  Inbox& inbox;
  DirectoryBoard& board;
  const Clock& clock;
  std::function<void()> flush_answers;  // Sends what the turn's completions answered.
  std::function<void(const Notice&)> log;
};

// The core thread's loop: wait, take in, turn, send, fold. Runs on the thread that calls run(); a
// scrub of the store runs on a thread of its own meanwhile.
class CoreLoop final : public MetricSource {
 public:
  explicit CoreLoop(CoreLoopParts parts) : parts_(std::move(parts)) {}

  // Until stop().
  void run();
  // Any thread, and signal handlers.
  void stop();
  // The same: the next step logs that nothing is read anew.
  void hang_up();

  // Any thread.
  std::vector<Metric> metrics() const override;

 private:
  void step();
  void gather();
  // Before any answer goes out, so that who hears of the failure finds it everywhere.
  void tell_failure();
  // One line, and a metric, for what came to the port and was no link.
  void tell_port();
  void note(const Notice& notice);
  void give_out(TurnOutput out, Now now);
  void publish();
  void scrub();

  CoreLoopParts parts_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> hung_up_ = false;
  std::uint64_t directory_published_ = 0;
  bool failure_told_ = false;
  // Of the last turn: who asked until its end, served by it or not, and how long it ran, which is
  // how long its sync took.
  std::size_t askers_ = 0;
  std::int64_t last_turn_us_ = 0;
  Instant answered_at_{};  // When its answers went out.
  Instant fed_at_{};       // When a request was last taken in.
  std::thread scrubber_;

  std::atomic<std::uint64_t> turns_ = 0;
  std::atomic<std::uint64_t> arrivals_ = 0;
  std::atomic<std::size_t> queued_reports_ = 0;
  std::atomic<bool> healthy_ = true;
  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> notices_;  // By word; guarded by mutex_.
  std::vector<Metric> link_metrics_;              // Guarded by mutex_.
  PortTraffic port_;                              // Guarded by mutex_.
  Instant links_measured_{};
};

}  // namespace jenjang

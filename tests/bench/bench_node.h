#pragma once

#include <memory>
#include <string>
#include <thread>

#include "node/config/config.h"
#include "node/daemon/core_loop.h"
#include "node/daemon/system_ports.h"
#include "node/store/rocks_store.h"
#include "tests/bench/commit_times.h"

namespace jenjang {

// A node as jenjangd wires it, without HTTP, on a core thread of its own, and with a store that
// notes when each batch was on disk. Several live in one process, so that one clock times them.
class BenchNode {
 public:
  // Of a configuration as `jenjang playground init` writes it. Ends the program where it is of no
  // use.
  explicit BenchNode(const std::string& config_file);
  ~BenchNode();
  BenchNode(const BenchNode&) = delete;
  BenchNode& operator=(const BenchNode&) = delete;

  // Any thread. False where the inbox is full.
  bool post(Request request) { return inbox_.post(std::move(request)); }
  // Any thread but the core's: asks the core and waits for its answer.
  NodeStatus status();
  const Area& area() const { return config_.area; }

  // Ends the core thread; only then are the times complete.
  void stop();
  const CommitTimes& times() const { return times_; }

 private:
  Config config_;
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<RocksStore> store_;
  CommitTimes times_;
  std::unique_ptr<Core> core_;
  Inbox inbox_;
  DirectoryBoard board_;
  std::unique_ptr<ZmqTransport> transport_;
  std::unique_ptr<CoreLoop> loop_;
  std::thread thread_;
};

}  // namespace jenjang

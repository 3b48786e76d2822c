#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "node/api/api.h"
#include "node/daemon/directory_board.h"
#include "node/daemon/inbox.h"
#include "node/daemon/system_ports.h"
#include "node/http/server.h"
#include "node/store/rocks_store.h"
#include "node/turn/core.h"
#include "tests/tools/temp_folder.h"

namespace jenjang {

// A whole national node but for its links: store, core with a thread of its own, API and server on
// the loopback address. Its areas are the nation, 64, 64.71, 64.72 down to the desa 64.72.01.1001;
// its categories are 1 (Infrastruktur), 2 (Jalan, below 1) and 3 (inactive); unit 7 is of the
// nation. Keys: app-key, officer-key, operator-key.
class LiveNode {
 public:
  LiveNode();
  ~LiveNode();
  LiveNode(const LiveNode&) = delete;
  LiveNode& operator=(const LiveNode&) = delete;

  std::uint16_t port() const { return server_->port(); }
  std::string local_path() const { return folder_.at("control.sock"); }
  // Until all that was stored is folded; false at the deadline.
  bool caught_up() const;
  // From now on the queue to the core is full, or no longer.
  void fill_queue(bool full) { gate_.full = full; }
  Store& store() { return *store_; }
  const NodeId& id() const { return keys_.id; }
  // What the API has logged so far.
  std::vector<std::string> log_lines() const;

 private:
  // The inbox, which a test may call full.
  struct Gate final : public Commands {
    bool post(Request request) override { return !full && inbox.post(std::move(request)); }
    Result<void> ready() const override { return inbox.ready(); }
    Inbox inbox;
    std::atomic<bool> full = false;
  };

  CoreConfig config() const;
  std::vector<SignedEntry> master_data() const;
  void run();

  TempFolder folder_;
  SystemClock clock_;
  SystemRandom random_;
  NodeSignKeys keys_;
  std::unique_ptr<RocksStore> store_;
  std::optional<Registry> registry_;
  std::unique_ptr<Core> core_;
  Gate gate_;
  DirectoryBoard board_;
  Access access_;
  mutable std::mutex log_mutex_;
  std::vector<std::string> log_;  // Guarded by log_mutex_.
  std::unique_ptr<Api> api_;
  std::unique_ptr<HttpServer> server_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> caught_up_ = false;
  std::thread thread_;
};

}  // namespace jenjang

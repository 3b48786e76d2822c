#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/cluster/cluster_node.h"

namespace jenjang {

// Clients that hand reports in at one node at the same time, each with an Idempotency-Key, and keep
// what they were told. A call that gets no answer is not made again: its outcome is unknown.
class Clients {
 public:
  // They begin at once, and end when each has made its calls, or at the owner's end.
  Clients(const ClusterNode& node, int clients, int calls_each);
  ~Clients();
  Clients(const Clients&) = delete;
  Clients& operator=(const Clients&) = delete;

  // Waits until that many were acknowledged, or all calls were made.
  void wait_acknowledged(std::size_t count) const;
  void join();

  std::size_t acknowledged_count() const { return count_; }
  bool ended() const { return left_ == 0; }
  // After join(): the code of each key that was acknowledged, and all keys ever sent.
  const std::map<std::string, std::string>& acknowledged() const { return acknowledged_; }
  const std::set<std::string>& sent() const { return sent_; }
  std::vector<std::string> codes() const;

 private:
  void run(int client, int calls);

  const ClusterNode& node_;
  mutable std::mutex mutex_;
  std::map<std::string, std::string> acknowledged_;  // Guarded by mutex_.
  std::set<std::string> sent_;                       // Guarded by mutex_.
  std::atomic<std::size_t> count_ = 0;
  std::atomic<int> left_;
  std::atomic<bool> stopping_ = false;
  std::vector<std::thread> threads_;
};

// The body that goes with a key: the same key always has the same.
nlohmann::json report_of(const std::string& key);

}  // namespace jenjang

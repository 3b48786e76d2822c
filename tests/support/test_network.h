#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "replication/ports.h"
#include "schema/link_message.h"
#include "tests/support/test_federation.h"

namespace jenjang {

// A node as the network sees it.
class NetworkNode {
 public:
  struct Said {
    std::vector<Outbound> messages;
    std::vector<LinkId> redial;
  };

  virtual ~NetworkNode() = default;
  virtual Instant wake_at() const = 0;
  virtual Said turn(Now now, std::vector<Inbound> messages) = 0;
};

// One message on its way.
struct Passing {
  Instant due;
  std::string from;
  std::string to;
  Inbound inbound;  // As it will arrive.
  LinkMessage message;
};

enum class Fate { arrived, lost, cut };

// Links in memory under a clock of its own: every message takes a millisecond, and nothing happens
// at random. A cut link loses what is sent, silently, as a dead line does.
class TestNetwork {
 public:
  explicit TestNetwork(const TestFederation& federation) : federation_(federation) {}

  // In the place of the node of that name; nullptr: it is down.
  void attach(const std::string& name, NetworkNode* node);
  void cut(const std::string& a, const std::string& b) { cuts_.insert(std::minmax(a, b)); }
  void heal(const std::string& a, const std::string& b) { cuts_.erase(std::minmax(a, b)); }
  // The wall clock of that node is ahead by so much.
  void set_ahead_ms(const std::string& name, std::int64_t ms) { ahead_ms_[name] = ms; }
  // A message for which it gives true is lost.
  void lose_if(std::function<bool(const Passing&)> loses) { loses_ = std::move(loses); }
  // Sees every message when its way ends.
  void watch(std::function<void(const Passing&, Fate)> watcher) { watcher_ = std::move(watcher); }

  Now now() const { return {now_, {kStartMs + now_.us / kMillisecondUs}}; }
  // A turn of that node at once.
  void poke(const std::string& name);
  void run_for_ms(std::int64_t ms);

 private:
  static constexpr std::int64_t kStartMs = 1'795'500'000'000;

  // Nothing where the node is down.
  NetworkNode* node_at(const std::string& name) const;
  void turn(const std::string& name, std::vector<Inbound> messages);
  void deliver_due();
  Instant next_event() const;

  const TestFederation& federation_;
  Instant now_{10 * kSecondUs};
  std::map<std::string, NetworkNode*> nodes_;
  std::map<std::string, std::int64_t> ahead_ms_;
  std::map<std::string, Instant> turned_at_;
  std::vector<Passing> passing_;  // In order of due time, then of sending.
  std::set<std::pair<std::string, std::string>> cuts_;
  std::function<bool(const Passing&)> loses_;
  std::function<void(const Passing&, Fate)> watcher_;
};

}  // namespace jenjang

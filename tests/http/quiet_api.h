#pragma once

#include <memory>
#include <optional>
#include <string>

#include "node/api/api.h"
#include "node/daemon/directory_board.h"
#include "tests/support/core_peer.h"

namespace jenjang {

// One request of a client.
struct Ask {
  Method method = Method::get;
  std::string path;
  std::string query{};
  std::string key{};  // X-API-Key; empty: none.
  std::string body{};
  std::string idempotency_key{};
};

// The API of a node of a network in memory: no thread, no socket, and the network's clock, so that
// the same requests at the same times are answered by the same bytes.
class QuietApi final : public Commands, public ReplySink {
 public:
  // All of them outlive it. Keys: app-key, other-app-key, officer-key, coordinator-key,
  // custodian-key, operator-key, monitor-key, and those of officers of units 3 and 4: unit-3-key,
  // unit-4-key.
  QuietApi(TestNetwork& network, CorePeer& peer, const TestNode& node);

  // Runs the network until the answer is there.
  HttpReply ask(const Ask& ask);

  bool post(Request request) override;
  Result<void> ready() const override { return {}; }
  void reply(RequestTicket ticket, HttpReply reply) override;
  void reply_with(RequestTicket ticket, std::function<HttpReply()> make) override;

 private:
  class NetworkClock final : public Clock {
   public:
    explicit NetworkClock(const TestNetwork& network) : network_(network) {}
    Now now() const override { return network_.now(); }

   private:
    const TestNetwork& network_;
  };

  TestNetwork& network_;
  CorePeer& peer_;
  const std::string name_;
  const NetworkClock clock_;
  DirectoryBoard board_;
  Access access_;
  std::unique_ptr<Api> api_;
  std::optional<HttpReply> answered_;
};

}  // namespace jenjang

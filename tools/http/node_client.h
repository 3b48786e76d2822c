#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "node/config/config.h"
#include "schema/base/result.h"
#include "tools/http/http_client.h"

namespace jenjang {

// How every command finds its node.
struct NodeAddress {
  std::string config;   // FILE of --config.
  std::string api_key;  // For a node that is reached over TCP; its local socket needs none.
  std::int64_t timeout_ms = 30'000;
  // The id of the node, where the keys folder of the configuration cannot be read to tell.
  std::optional<NodeId> node;

  // The key is for TCP alone: over its socket the node takes the caller for its operator, and
  // another role's key would take that away.
  bool operates = false;

  NodeAddress as_operator() const {
    NodeAddress out = *this;
    out.operates = true;
    return out;
  }
};

// A node's configuration, which a command was pointed at: not being there is wrong usage.
Result<Config> read_config(const std::string& path);

// A running node's JSON interface. For one thread.
class NodeClient {
 public:
  // Over the control socket in its data folder, where nobody else can be behind it; else over its
  // HTTP address, where each connection proves the node that is expected before it carries
  // anything. Without an expectation it carries no key. unavailable: neither answers. denied: the
  // answering node is not proved. invalid: `node` is another than the keys folder says.
  static Result<NodeClient> open(const NodeAddress& address);

  const Config& config() const { return config_; }

  // not_found: the node does not know it. denied: it refuses, with its reason. unavailable: it does
  // not answer, or cannot now.
  Result<nlohmann::json> get(const std::string& target);
  Result<nlohmann::json> post(const std::string& target, const nlohmann::json& body,
                              const std::string& idempotency_key);

 private:
  NodeClient(Config config, HttpClient http, std::string api_key, std::string unused_socket)
      : config_(std::move(config)),
        http_(std::move(http)),
        api_key_(std::move(api_key)),
        unused_socket_(std::move(unused_socket)) {}
  Result<nlohmann::json> call(HttpCall call);

  Config config_;
  HttpClient http_;
  std::string api_key_;
  std::string
      unused_socket_;  // Why the control socket is not used; empty where it is, or is not there.
};

}  // namespace jenjang

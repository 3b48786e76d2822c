#pragma once

#include <nlohmann/json.hpp>
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
};

// A node's configuration, which a command was pointed at: not being there is wrong usage.
Result<Config> read_config(const std::string& path);

// A running node's JSON interface. For one thread.
class NodeClient {
 public:
  // Over the control socket in its data folder, else over its HTTP address.
  // unavailable: neither answers.
  static Result<NodeClient> open(const NodeAddress& address);

  const Config& config() const { return config_; }

  // not_found: the node does not know it. denied: it refuses, with its reason. unavailable: it does
  // not answer, or cannot now.
  Result<nlohmann::json> get(const std::string& target);
  Result<nlohmann::json> post(const std::string& target, const nlohmann::json& body,
                              const std::string& idempotency_key);

 private:
  NodeClient(Config config, HttpClient http, std::string api_key)
      : config_(std::move(config)), http_(std::move(http)), api_key_(std::move(api_key)) {}
  Result<nlohmann::json> call(HttpCall call);

  Config config_;
  HttpClient http_;
  std::string api_key_;
};

}  // namespace jenjang

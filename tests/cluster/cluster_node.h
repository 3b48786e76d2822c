#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tests/cluster/process.h"
#include "tests/http/raw_client.h"

namespace jenjang {

// One node of a federation: its files, its process when it runs, and its HTTP surface as an officer
// of it sees it.
class ClusterNode {
 public:
  std::string name;
  std::string area;
  std::string folder;
  std::string config;
  std::string data;
  std::string api_key;
  std::uint16_t http_port = 0;
  std::uint16_t link_port = 0;

  // Starts the process and waits until it serves; false, and a failed test, where it does not.
  bool start();
  // Starts it, and does not wait for anything.
  void spawn();
  bool running() { return process_ && process_->running(); }
  // Requires that it was started.
  pid_t pid() const { return process_->pid(); }
  // As `kill -9`.
  void kill();
  // SIGTERM; the exit code.
  std::optional<int> stop(std::int64_t ms = 30'000);
  std::optional<int> wait(std::int64_t ms) { return process_ ? process_->wait(ms) : 0; }
  std::string log() const;

  // On a connection of its own; nothing where no answer came.
  std::optional<RawAnswer> ask(const std::string& bytes) const;
  std::optional<RawAnswer> get(const std::string& target) const;
  // Through the node's own socket, as its operator.
  std::optional<RawAnswer> get_locally(const std::string& target) const;
  std::optional<RawAnswer> post_form(const std::string& target, const std::string& body) const;
  // JSON as a body, with an Idempotency-Key where one is given.
  std::optional<RawAnswer> post(const std::string& target, const nlohmann::json& body,
                                const std::string& key = "") const;
  // What an officer sends with each request.
  std::string headers() const { return "X-API-Key: " + api_key + "\r\n"; }

  // The body of a GET that was answered by 200; an empty object where it was not.
  nlohmann::json read(const std::string& target) const;
  bool ready() const;
  // Hands a report in, and expects it to be taken: its code.
  std::string submit(const std::string& text, const nlohmann::json& more = nlohmann::json::object(),
                     const std::string& key = "") const;
  // Acts on a report, and expects that to be taken: the event.
  std::string act(const std::string& code, const nlohmann::json& act) const;
  nlohmann::json report(const std::string& code) const { return read("/api/v1/reports/" + code); }
  bool has(const std::string& code) const { return !report(code).empty(); }
  std::int64_t total() const;
  // jenjang COMMAND --config of this node --json, with more arguments.
  Outcome tool(const std::vector<std::string>& arguments) const;

 private:
  std::unique_ptr<Process> process_;
};

// The value of one line of /metrics, as `name{label="value"}`; nothing where there is none.
std::optional<double> metric(const ClusterNode& node, const std::string& name);

}  // namespace jenjang

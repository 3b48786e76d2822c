#include "tests/cluster/cluster_node.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <sstream>

#include "tests/cluster/until.h"

namespace jenjang {

using nlohmann::json;

bool ClusterNode::start() {
  spawn();
  const bool served = until([this] { return ready() || !process_->running(); }) && ready();
  EXPECT_TRUE(served) << "node " << name << " does not serve";
  return served;
}

void ClusterNode::spawn() {
  process_ = std::make_unique<Process>(
      std::vector<std::string>{program_folder() + "/jenjangd", "--config", config},
      folder + "/log");
}

void ClusterNode::kill() {
  if (process_) process_->kill();
}

std::optional<int> ClusterNode::stop(std::int64_t ms) {
  if (!process_) return std::nullopt;
  process_->signal(SIGTERM);
  return process_->wait(ms);
}

std::string ClusterNode::log() const {
  std::ostringstream out;
  out << std::ifstream(folder + "/log").rdbuf();
  return out.str();
}

std::optional<RawAnswer> ClusterNode::ask(const std::string& bytes) const {
  RawClient client(http_port);
  return client.connected() ? client.ask(bytes) : std::nullopt;
}

std::optional<RawAnswer> ClusterNode::get(const std::string& target) const {
  return ask(http_get(target, headers()));
}

std::optional<RawAnswer> ClusterNode::get_locally(const std::string& target) const {
  RawClient client(data + "/control.sock");
  return client.connected() ? client.ask(http_get(target)) : std::nullopt;
}

std::optional<RawAnswer> ClusterNode::post_form(const std::string& target,
                                                const std::string& body) const {
  return ask(http_post(target, body, "application/x-www-form-urlencoded", headers()));
}

std::optional<RawAnswer> ClusterNode::post(const std::string& target, const json& body,
                                           const std::string& key) const {
  const std::string header = key.empty() ? "" : "Idempotency-Key: " + key + "\r\n";
  return ask(http_post(target, body.dump(), "application/json", headers() + header));
}

json ClusterNode::read(const std::string& target) const {
  const bool operates = target == "/api/v1/replication";
  const std::optional<RawAnswer> answer = operates ? get_locally(target) : get(target);
  if (!answer || answer->status != 200) return json::object();
  json out = json::parse(answer->body, nullptr, false);
  EXPECT_FALSE(out.is_discarded()) << target << ": " << answer->body.substr(0, 300);
  return out;
}

bool ClusterNode::ready() const {
  const std::optional<RawAnswer> answer = get("/readyz");
  return answer && answer->status == 200;
}

std::string ClusterNode::submit(const std::string& text, const json& more,
                                const std::string& key) const {
  json body{{"title", "Laporan uji"},
            {"text", text},
            {"kind", "pengaduan"},
            {"anonymous", false},
            {"secret", false}};
  body.update(more);
  const std::optional<RawAnswer> answer = post("/api/v1/reports", body, key);
  const bool taken = answer && (answer->status == 201 || answer->status == 200);
  EXPECT_TRUE(taken) << name << ": " << (answer ? answer->body : "no answer");
  return taken ? json::parse(answer->body).value("code", "") : "";
}

std::string ClusterNode::act(const std::string& code, const json& act) const {
  const std::optional<RawAnswer> answer = post("/api/v1/reports/" + code + "/acts", act);
  const bool taken = answer && answer->status == 201;
  EXPECT_TRUE(taken) << name << ": " << (answer ? answer->body : "no answer");
  return taken ? json::parse(answer->body).value("event", "") : "";
}

std::int64_t ClusterNode::total() const {
  const json counts = read("/api/v1/counts");
  return counts.value("total", std::int64_t{-1});
}

Outcome ClusterNode::tool(const std::vector<std::string>& arguments) const {
  std::vector<std::string> all{program_folder() + "/jenjang"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  all.insert(all.end(), {"--config", config, "--json"});
  return run_command(all);
}

std::optional<double> metric(const ClusterNode& node, const std::string& name) {
  const std::optional<RawAnswer> answer = node.get_locally("/metrics");
  if (!answer) return std::nullopt;
  std::istringstream lines(answer->body);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(name + " ")) return std::stod(line.substr(name.size() + 1));
  }
  return std::nullopt;
}

}  // namespace jenjang

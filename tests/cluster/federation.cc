#include "tests/cluster/federation.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <iostream>

#include "tests/cluster/until.h"

namespace jenjang {

using nlohmann::json;

namespace {

std::string tool_program() { return program_folder() + "/jenjang"; }

// The port of "http://127.0.0.1:8464".
std::uint16_t port_of(const std::string& address) {
  return static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
}

}  // namespace

Federation::Federation(const std::string& areas) : folder_(temp_.at("f")) {
  const Outcome made = run_command(
      {tool_program(), "playground", "init", folder_, "--areas", areas, "--base-port", "0"});
  EXPECT_EQ(made.code, 0) << made.out << made.err;
  read_nodes();
  relay_.emplace(std::vector<std::string>{tool_program(), "playground", "relay", folder_},
                 folder_ + "/relay.log");
  temp_.write("f/relay.pid", std::to_string(relay_->pid()) + "\n");
  EXPECT_TRUE(until([this] { return std::filesystem::exists(folder_ + "/relay.applied"); }));
}

Federation::~Federation() {
  if (!testing::Test::HasFailure()) return;
  for (const auto& [name, node] : nodes_) {
    std::cout << "---- log of node " << name << "\n" << node.log();
  }
}

void Federation::read_nodes() {
  const json described = json::parse(temp_.read("f/playground.json"), nullptr, false);
  ASSERT_TRUE(described.is_object()) << folder_;
  for (const json& one : described["nodes"]) {
    ClusterNode& node = nodes_[one["name"].get<std::string>()];
    node.name = one["name"];
    node.area = one["area"];
    node.config = one["config"];
    node.data = one["data"];
    node.api_key = one["api_key"];
    node.http_port = port_of(one["http"]);
    node.link_port = port_of(one["link"]);
    node.folder = folder_ + "/" + node.name;
  }
}

bool Federation::start() {
  for (auto& [name, node] : nodes_) node.spawn();
  return until([this] {
    return std::all_of(nodes_.begin(), nodes_.end(),
                       [](const auto& node) { return node.second.ready(); });
  });
}

ClusterNode& Federation::node(const std::string& name) { return nodes_.at(name); }

std::vector<ClusterNode*> Federation::nodes() {
  std::vector<ClusterNode*> out;
  for (auto& [name, node] : nodes_) out.push_back(&node);
  return out;
}

void Federation::silence(const std::string& what, const std::string& area) {
  const Outcome done = run_command({tool_program(), "playground", what, folder_, area});
  EXPECT_EQ(done.code, 0) << done.out << done.err;
}

bool Federation::all_equal() {
  // Twice: while the first round went on, something may still have come to one that had proved.
  for (int round = 0; round < 2; ++round) {
    for (auto& [name, node] : nodes_) {
      if (!node.running()) continue;
      const Outcome verified = node.tool({"verify", "--all", "--wait", "30"});
      if (verified.code == 0) continue;
      std::cout << "node " << name << " is not equal:\n" << verified.out << verified.err;
      return false;
    }
  }
  return true;
}

bool Federation::all_have(const std::vector<std::string>& codes) {
  return until([&] {
    return std::all_of(nodes_.begin(), nodes_.end(), [&](const auto& node) {
      return std::all_of(codes.begin(), codes.end(),
                         [&](const std::string& code) { return node.second.has(code); });
    });
  });
}

}  // namespace jenjang

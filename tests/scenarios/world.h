#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/scenarios/wording.h"
#include "tests/support/core_peer.h"

namespace jenjang {

// The nodes of one transcript, and what its commands do to them. README.md lists the commands.
class World {
 public:
  // What happened, line by line. A command that makes no sense says so.
  std::vector<std::string> run(const std::string& command);

 private:
  using Words = std::deque<std::string>;
  struct Loss {
    std::string from;
    std::string to;
    std::string what;
    int left = 0;
  };

  bool run_nodes(const std::string& verb, Words& words);
  bool run_links(const std::string& verb, Words& words);
  bool run_people(const std::string& verb, Words& words);
  void found(const Words& names);
  void start(const std::string& name, std::uint64_t seed);
  void pass(const std::string& duration, bool aloud);
  void heard(const Passing& passing, Fate fate);
  void tell_notices();
  void act(const std::string& name, const std::string& report, Command command);
  void submit(const std::string& name, Words words);
  void revoke(const std::string& name, const std::string& at);
  void show(const std::string& report, const std::string& at);
  Result<Reply> ask(const std::string& name, Command command);
  void say(const std::string& line) { out_.push_back(line); }

  std::optional<TestFederation> federation_;
  std::optional<TestNetwork> network_;
  std::optional<Wording> wording_;
  std::map<std::string, std::unique_ptr<MemoryStore>> stores_;
  std::map<std::string, MemoryView> backups_;
  std::map<std::string, CorePeer::Options> options_;
  std::map<std::string, std::unique_ptr<CorePeer>> nodes_;
  std::map<std::string, std::size_t> told_;  // Notices of each node.
  std::map<std::string, ReportId> reports_;
  std::vector<Loss> losses_;
  bool aloud_ = false;
  Instant began_;
  std::vector<std::string> out_;
};

}  // namespace jenjang

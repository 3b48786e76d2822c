// The walls between a node and the other users and processes of its machine.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/cluster/federation.h"
#include "tests/cluster/until.h"

namespace jenjang {
namespace {

std::string read_text(const std::string& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

// The number after a word of /proc/PID/status, in kB.
std::int64_t status_kb(pid_t pid, const std::string& word) {
  const std::string text = read_text("/proc/" + std::to_string(pid) + "/status");
  const std::size_t at = text.find(word + ":");
  return at == std::string::npos ? -1 : std::stoll(text.substr(at + word.size() + 1));
}

std::size_t count_lines(const std::string& log, const std::string& word) {
  std::size_t out = 0;
  for (std::size_t at = log.find(" " + word + " "); at != std::string::npos;
       at = log.find(" " + word + " ", at + 1)) {
    ++out;
  }
  return out;
}

// Runs a command without a right that root has over everybody's processes; others lack it anyway.
std::vector<std::string> without(const std::string& right, std::vector<std::string> command) {
  if (::geteuid() != 0) return command;
  const std::vector<std::string> prefix{"/usr/bin/setpriv", "--bounding-set", "-" + right,
                                        "--inh-caps", "-" + right};
  command.insert(command.begin(), prefix.begin(), prefix.end());
  return command;
}

std::vector<std::string> serve(const ClusterNode& node) {
  return {program_folder() + "/jenjangd", "--config", node.config};
}

// Whether another process of the same user and rights may open its memory.
bool memory_can_be_read(pid_t pid) {
  const std::string file = "/proc/" + std::to_string(pid) + "/mem";
  return run_command(without("sys_ptrace", {"/bin/sh", "-c", ": <" + file})).code == 0;
}

TEST(Host, NobodyOfTheSameUserReadsTheMemoryOfANode) {
  Federation federation("0");
  ClusterNode& node = federation.node("0");
  const std::string log = node.folder + "/log";
  Process started(without("sys_ptrace", serve(node)), log);
  ASSERT_TRUE(until([&] { return node.ready(); }));
  const Process other(without("sys_ptrace", {"/bin/sleep", "600"}), log);
  ASSERT_TRUE(until([&] { return memory_can_be_read(other.pid()); })) << "this proves nothing";
  EXPECT_FALSE(memory_can_be_read(started.pid()));
}

TEST(Host, ANodeLeavesNoCoreAndLocksItsKeys) {
  Federation federation("0");
  ClusterNode& node = federation.node("0");
  ASSERT_TRUE(node.start());
  const std::string proc = "/proc/" + std::to_string(node.pid());
  std::istringstream limits(read_text(proc + "/limits"));
  std::string core;
  while (std::getline(limits, core) && !core.starts_with("Max core file size")) {
  }
  std::istringstream words(core.substr(std::string("Max core file size").size()));
  std::string soft;
  std::string hard;
  words >> soft >> hard;
  EXPECT_EQ(soft + " " + hard, "0 0");
  // The flags of that memory are checked in tests/schema/base/locked_test.cc: nobody may look here.
  EXPECT_GT(status_kb(node.pid(), "VmLck"), 0);
  EXPECT_EQ(count_lines(node.log(), "keys-not-locked"), 0U);
}

TEST(Host, ANodeThatMayNotLockMemoryServesAndSaysSo) {
  Federation federation("0");
  ClusterNode& node = federation.node("0");
  std::vector<std::string> command{"/usr/bin/prlimit", "--memlock=0:0"};
  const std::vector<std::string> program = serve(node);
  command.insert(command.end(), program.begin(), program.end());
  Process started(without("ipc_lock", command), node.folder + "/log");
  ASSERT_TRUE(until([&] { return node.ready(); }));
  EXPECT_EQ(status_kb(started.pid(), "VmLck"), 0);
  EXPECT_EQ(count_lines(node.log(), "keys-not-locked"), 1U);
}

TEST(Host, WhatANodeMakesIsItsUsersAlone) {
  Federation federation("0");
  ClusterNode& node = federation.node("0");
  std::filesystem::remove_all(node.data);
  const std::string log = node.folder + "/node.log";
  std::ofstream(node.config, std::ios::app) << "\n[log]\nfile = \"node.log\"\n";
  const mode_t before = ::umask(0);
  const bool started = node.start();
  ::umask(before);
  ASSERT_TRUE(started);
  node.submit("Sesuatu");
  std::vector<std::string> made{node.data, log};
  for (const auto& at : std::filesystem::recursive_directory_iterator(node.data)) {
    made.push_back(at.path().string());
  }
  EXPECT_GT(made.size(), 8U);
  for (const std::string& path : made) {
    struct stat state {};
    ASSERT_EQ(::lstat(path.c_str(), &state), 0) << path;
    EXPECT_EQ(state.st_mode & 077, 0U) << path;
  }
  EXPECT_NE(read_text(log).find("started name=0"), std::string::npos);
}

TEST(Host, AHangupIsLoggedAndEndsNothing) {
  Federation federation("0");
  ClusterNode& node = federation.node("0");
  ASSERT_TRUE(node.start());
  ::kill(node.pid(), SIGHUP);
  ASSERT_TRUE(until([&] { return count_lines(node.log(), "hangup-ignored") == 1; }));
  EXPECT_NE(node.log().find("restart"), std::string::npos);
  EXPECT_FALSE(node.submit("Sesudahnya").empty());
  EXPECT_EQ(metric(node, "jenjang_notices_total{what=\"hangup-ignored\"}"), 1);
  EXPECT_EQ(node.stop(), 0);
}

TEST(Host, AHangupDuringStartEndsNothing) {
  Federation federation("0");
  ClusterNode& node = federation.node("0");
  node.spawn();
  const std::string status = "/proc/" + std::to_string(node.pid()) + "/status";
  // As soon as the program has come so far as to decide on the signal.
  const auto has_hangup = [&](const std::string& word) {
    const std::string text = read_text(status);
    const std::size_t at = text.find(word);
    return at != std::string::npos &&
           (std::stoull(text.substr(at + word.size()), nullptr, 16) & 1U) != 0;
  };
  ASSERT_TRUE(until([&] { return has_hangup("SigIgn:\t") || has_hangup("SigCgt:\t"); }));
  ::kill(node.pid(), SIGHUP);
  EXPECT_TRUE(until([&] { return node.ready(); }));
}

}  // namespace
}  // namespace jenjang

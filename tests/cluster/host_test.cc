// What a node keeps from the other users of its machine.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/cluster/federation.h"

namespace jenjang {
namespace {

std::string read_text(const std::string& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
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

}  // namespace
}  // namespace jenjang

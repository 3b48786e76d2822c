// A disk that is full, and one that fails.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/cluster/clients.h"
#include "tests/cluster/federation.h"
#include "tests/cluster/until.h"

namespace jenjang {
namespace {

using nlohmann::json;

void write_text(const char* file, const std::string& text) { std::ofstream(file) << text; }

// A chroot's root is none, so its mounts cannot be parted from those outside.
bool root_is_mount() {
  struct statx root {};
  return ::statx(AT_FDCWD, "/", 0, 0, &root) == 0 &&
         (root.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

// Gives this process mounts of its own, gone when it ends. Without the right to, as a user of its
// own who has it. In a chroot the disk is seen outside too until it is taken away.
bool own_mounts() {
  if (!root_is_mount()) return ::geteuid() == 0;
  const std::string user = std::to_string(::geteuid());
  const std::string group = std::to_string(::getegid());
  if (::unshare(CLONE_NEWNS) != 0) {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    write_text("/proc/self/setgroups", "deny");
    write_text("/proc/self/uid_map", "0 " + user + " 1");
    write_text("/proc/self/gid_map", "0 " + group + " 1");
  }
  return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

// A disk of that size in place of a folder.
class SmallDisk {
 public:
  SmallDisk(std::string folder, const char* size) : folder_(std::move(folder)) {
    EXPECT_EQ(::mount("none", folder_.c_str(), "tmpfs", 0, size), 0);
  }
  // Whoever still uses it keeps it; the folder is free to be deleted.
  ~SmallDisk() { ::umount2(folder_.c_str(), MNT_DETACH); }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

 private:
  std::string folder_;
};

// Takes all the space that is left there.
void fill(const std::string& folder) {
  std::ofstream out(folder + "/filler", std::ios::binary);
  const std::string piece(4096, 'x');
  while (out.write(piece.data(), static_cast<std::streamsize>(piece.size())).flush()) {
  }
}

// Fails every sync of a running process, as a disk does that is about to die, until it goes away.
class FailingSyncs {
 public:
  FailingSyncs(pid_t pid, const std::string& log)
      : strace_({"/usr/bin/strace", "-f", "-qq", "-p", std::to_string(pid), "-e",
                 "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO"},
                log) {}
  ~FailingSyncs() {
    strace_.signal(SIGTERM);
    EXPECT_TRUE(strace_.wait(kConvergeMs));
  }
  FailingSyncs(const FailingSyncs&) = delete;
  FailingSyncs& operator=(const FailingSyncs&) = delete;

 private:
  Process strace_;
};

// Hands reports in under keys of their own until one is refused: that one's key, and the codes of
// those before it, the first of them `before`.
struct UntilRefused {
  std::vector<std::string> acknowledged;
  std::string refused_key;
  RawAnswer refused;
};

UntilRefused submit_until_refused(const ClusterNode& node, const std::string& before) {
  UntilRefused out;
  out.acknowledged.push_back(before);
  int sent = 0;
  EXPECT_TRUE(until([&] {
    const std::string key = "laporan-" + std::to_string(++sent);
    const auto answer = node.post("/api/v1/reports", report_of(key), key);
    if (!answer) return false;
    if (answer->status == 201) {
      out.acknowledged.push_back(json::parse(answer->body).at("code"));
      return false;
    }
    out.refused_key = key;
    out.refused = *answer;
    return true;
  }));
  return out;
}

// It takes no writes, and says why to everybody who asks, without telling where its files are; what
// it has is still read.
void expect_writes_stopped(const ClusterNode& node, const UntilRefused& told, const char* why) {
  EXPECT_EQ(told.refused.status, 503) << told.refused.body;
  EXPECT_NE(told.refused.body.find(why), std::string::npos) << told.refused.body;
  EXPECT_EQ(told.refused.body.find(node.data), std::string::npos) << told.refused.body;
  const auto ready = node.get("/readyz");
  ASSERT_TRUE(ready);
  EXPECT_EQ(ready->status, 503);
  EXPECT_NE(ready->body.find(why), std::string::npos) << ready->body;
  EXPECT_EQ(metric(node, "jenjang_takes_writes"), 0);
  EXPECT_FALSE(node.read("/api/v1/node")["takes_writes"]);
  EXPECT_NE(node.log().find("store-failed"), std::string::npos);
  EXPECT_EQ(node.get("/healthz")->status, 200);
  EXPECT_TRUE(node.has(told.acknowledged.front()));
}

// Started again it has all that it acknowledged, and what it refused once when that is sent again.
void expect_clean_start(Federation& federation, ClusterNode& node, UntilRefused told) {
  EXPECT_EQ(node.stop(), 0);
  ASSERT_TRUE(node.start());
  const auto again = node.post("/api/v1/reports", report_of(told.refused_key), told.refused_key);
  ASSERT_TRUE(again && (again->status == 200 || again->status == 201));
  told.acknowledged.push_back(json::parse(again->body).at("code"));
  EXPECT_TRUE(federation.all_have(told.acknowledged));
  EXPECT_TRUE(federation.all_equal());
  EXPECT_EQ(node.total(), static_cast<std::int64_t>(told.acknowledged.size()));
}

TEST(Disk, AFullDiskStopsWritesAndSaysSoAndWithSpaceTheNodeStartsAgainClean) {
  ASSERT_TRUE(own_mounts()) << "this test mounts a small disk; it needs root or user namespaces";
  Federation federation("0,64.72");
  ClusterNode& node = federation.node("64.72");
  const SmallDisk disk(node.data, "size=16m,mode=700");
  ASSERT_TRUE(federation.start());
  const std::string before = node.submit("Sebelum penuh");
  fill(node.data);
  const UntilRefused told = submit_until_refused(node, before);
  expect_writes_stopped(node, told, "No space left on device");
  std::filesystem::remove(node.data + "/filler");
  expect_clean_start(federation, node, told);
}

TEST(Disk, AFailedSyncStopsWritesAndSaysSoAndTheNodeStartsAgainClean) {
  // Nobody of the same user may trace a node, but who has the right over its namespace may.
  ASSERT_TRUE(own_mounts()) << "this test traces a node; it needs root or user namespaces";
  Federation federation("0,64.72");
  ClusterNode& node = federation.node("64.72");
  ASSERT_TRUE(federation.start());
  const std::string before = node.submit("Sebelum rusak");
  UntilRefused told;
  {
    const FailingSyncs failing(node.pid(), federation.folder() + "/strace.log");
    told = submit_until_refused(node, before);
  }
  // The disk obeys again, and may have dropped what it was given: the node does not go on.
  EXPECT_EQ(node.post("/api/v1/reports", report_of("kemudian"))->status, 503);
  expect_writes_stopped(node, told, "Input/output error");
  expect_clean_start(federation, node, told);
}

}  // namespace
}  // namespace jenjang

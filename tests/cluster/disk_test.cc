// A disk that is full.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

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

TEST(Disk, AFullDiskStopsWritesAndSaysSoAndWithSpaceTheNodeStartsAgainClean) {
  ASSERT_TRUE(own_mounts()) << "this test mounts a small disk; it needs root or user namespaces";
  Federation federation("0,64.72");
  ClusterNode& node = federation.node("64.72");
  const SmallDisk disk(node.data, "size=16m");
  ASSERT_TRUE(federation.start());
  std::vector<std::string> acknowledged{node.submit("Sebelum penuh")};
  fill(node.data);
  std::optional<RawAnswer> refused;
  ASSERT_TRUE(until([&] {
    const auto answer = node.post("/api/v1/reports", {{"text", std::string(4000, 'a')}});
    if (!answer) return false;
    if (answer->status == 201) acknowledged.push_back(json::parse(answer->body).at("code"));
    if (answer->status != 201) refused = answer;
    return refused.has_value();
  }));
  EXPECT_EQ(refused->status, 503) << refused->body;
  EXPECT_NE(refused->body.find("No space left on device"), std::string::npos) << refused->body;
  EXPECT_EQ(refused->body.find(node.data), std::string::npos) << refused->body;
  const auto ready = node.get("/readyz");
  ASSERT_TRUE(ready);
  EXPECT_EQ(ready->status, 503);
  EXPECT_NE(ready->body.find("No space left on device"), std::string::npos) << ready->body;
  EXPECT_EQ(metric(node, "jenjang_takes_writes"), 0);
  EXPECT_FALSE(node.read("/api/v1/node")["takes_writes"]);
  EXPECT_NE(node.log().find("store-failed"), std::string::npos);
  // Reads go on.
  EXPECT_EQ(node.get("/healthz")->status, 200);
  EXPECT_TRUE(node.has(acknowledged.front()));
  std::filesystem::remove(node.data + "/filler");
  EXPECT_EQ(node.stop(), 0);
  ASSERT_TRUE(node.start());
  acknowledged.push_back(node.submit("Sesudah ada tempat"));
  EXPECT_TRUE(federation.all_have(acknowledged));
  EXPECT_TRUE(federation.all_equal());
}

}  // namespace
}  // namespace jenjang

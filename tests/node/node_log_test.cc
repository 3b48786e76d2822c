#include "node/daemon/node_log.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>

#include "tests/tools/temp_folder.h"

namespace jenjang {
namespace {

LogConfig in_file(const std::string& path) {
  LogConfig out;
  out.file = path;
  return out;
}

mode_t mode_of(const std::string& path) {
  struct stat state {};
  EXPECT_EQ(::stat(path.c_str(), &state), 0);
  return state.st_mode & 0777;
}

TEST(NodeLog, MakesAFileForItsOwnerWhateverTheMask) {
  const TempFolder folder;
  const mode_t before = ::umask(0);
  const bool opened = NodeLog::open(in_file(folder.at("log"))).ok();
  ::umask(before);
  ASSERT_TRUE(opened);
  EXPECT_EQ(mode_of(folder.at("log")), 0600U);
}

TEST(NodeLog, RefusesAFileThatOthersMayReadAndSaysHowToMendIt) {
  const TempFolder folder;
  const std::string path = folder.write("log", "sebelumnya\n");
  for (const mode_t mode : {0640U, 0620U, 0604U, 0602U}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    const auto opened = NodeLog::open(in_file(path));
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, Code::denied);
    EXPECT_EQ(
        opened.error().message,
        path + ": dapat dibaca atau ditulis selain oleh pemiliknya; jalankan chmod 600 " + path);
    EXPECT_EQ(mode_of(path), mode);
  }
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  const auto opened = NodeLog::open(in_file(path));
  ASSERT_TRUE(opened.ok());
  (*opened)->info("started");
  EXPECT_TRUE(folder.read("log").starts_with("sebelumnya\n")) << folder.read("log");
}

TEST(NodeLog, WritesToADeviceAndNamesAFolderThatIsNotThere) {
  EXPECT_TRUE(NodeLog::open(in_file("/dev/null")).ok());
  const auto opened = NodeLog::open(in_file("/no-such-folder/log"));
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, Code::unavailable);
  EXPECT_TRUE(opened.error().message.starts_with("/no-such-folder/log: "))
      << opened.error().message;
}

// Outsiders can choose a node's or a file's name, a path, or the text of an error.
TEST(NodeLog, NoTextBeginsALineOfItsOwnOrMovesATerminal) {
  const TempFolder folder;
  {
    auto log = NodeLog::open(in_file(folder.at("log")));
    ASSERT_TRUE(log.ok());
    const std::string hostile = "a\n2026-11-29T00:00:00.000Z info forged\r\x1b[2J\xff{}\u202Eb";
    (*log)->info(hostile);
    (*log)->error(hostile);
    (*log)->notice({"link-" + hostile, hostile}, {});
    (*log)->notice({"fork", hostile}, {});
  }
  const std::string text = folder.read("log");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4) << text;
  EXPECT_EQ(text.find('\r'), std::string::npos) << text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
  EXPECT_EQ(text.find("\u202E"), std::string::npos) << text;
  EXPECT_NE(text.find("info a\uFFFD2026-11-29T00:00:00.000Z info forged\uFFFD\uFFFD[2J\uFFFD{}"
                      "\uFFFDb\n"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace jenjang

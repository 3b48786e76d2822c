// What an operator can get wrong before a node serves: it says which file, which key, what it saw
// and what was expected, and ends.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/cluster/federation.h"
#include "tests/cluster/until.h"

namespace jenjang {
namespace {

constexpr int kCannotServe = 1;

std::string read_text(const std::string& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

void write_text(const std::string& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

// Runs the daemon on a node's configuration until it ends.
Outcome serve(const ClusterNode& node) {
  return run_command({program_folder() + "/jenjangd", "--config", node.config}, kConvergeMs);
}

// `{http}` and `{link}` stand for the node's addresses.
std::string with_addresses(std::string text, const ClusterNode& node) {
  for (const auto& [word, port] : {std::pair<std::string, std::uint16_t>{"{http}", node.http_port},
                                   {"{link}", node.link_port}}) {
    const std::size_t at = text.find(word);
    if (at == std::string::npos) continue;
    text.replace(at, word.size(), "127.0.0.1:" + std::to_string(port));
  }
  return text;
}

struct Mistake {
  const char* name;
  const char* right;  // In the configuration as `playground init` writes it.
  const char* wrong;
  const char* said;  // After the file's name.
};

class Config : public testing::TestWithParam<Mistake> {};

TEST_P(Config, AMistakeIsToldByFileKeyValueAndWhatWasExpected) {
  Federation federation("0");
  const ClusterNode& node = federation.node("0");
  std::string text = read_text(node.config);
  const std::string right = with_addresses(GetParam().right, node);
  const std::size_t at = text.find(right);
  ASSERT_NE(at, std::string::npos) << text;
  write_text(node.config, text.replace(at, right.size(), GetParam().wrong));
  const Outcome ended = serve(node);
  EXPECT_EQ(ended.code, kCannotServe);
  EXPECT_EQ(ended.err, "jenjangd: " + node.config + GetParam().said + "\n");
  EXPECT_FALSE(std::filesystem::exists(node.data + "/store"));
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, Config,
    testing::Values(
        Mistake{"Area", "area = \"0\"", "area = \"64.72.01\"",
                ":3: node.area = '64.72.01': yang diharapkan kode nasional, provinsi, atau "
                "kabupaten atau kota, seperti 0, 64 atau 64.72"},
        Mistake{"NoName", "name = \"0\"", "",
                ": node.name belum diisi; yang diharapkan nama node, seperti 64.72-a"},
        Mistake{"Address", "listen = \"{http}\"", "listen = \"8464\"",
                ":6: http.listen = '8464': yang diharapkan host:port, seperti 127.0.0.1:8464"},
        Mistake{"Threads", "[http]", "[http]\nthreads = 0",
                ":6: http.threads = 0: yang diharapkan bilangan bulat dari 1 sampai 64"},
        Mistake{"UnknownKey", "[http]", "[http]\nport = 80",
                ":6: http.port: kunci ini tidak dikenal; yang diharapkan salah satu dari listen "
                "public_url threads"},
        Mistake{
            "Role", "role = \"officer\"", "role = \"admin\"",
            ":13: api.key.role = 'admin': yang diharapkan \"app\", \"officer\", \"coordinator\", "
            "\"custodian\", \"operator\" atau \"monitor\""},
        Mistake{"NoToml", "[http]", "[http",
                ":5: Error while parsing table header: expected ']', saw '\\n'"}),
    [](const auto& test) { return test.param.name; });

TEST(ConfigFile, AMissingOneIsNamed) {
  const Outcome ended =
      run_command({program_folder() + "/jenjangd", "--config", "tests/no-such.toml"});
  EXPECT_EQ(ended.code, kCannotServe);
  EXPECT_EQ(ended.err,
            "jenjangd: tests/no-such.toml: berkas tidak ada; yang diharapkan konfigurasi node\n");
}

TEST(ConfigFile, AKeyThatOthersMayReadIsRefused) {
  Federation federation("0");
  const ClusterNode& node = federation.node("0");
  const std::string key = node.folder + "/keys/sign.key";
  ASSERT_EQ(::chmod(key.c_str(), 0644), 0);
  const Outcome ended = serve(node);
  EXPECT_EQ(ended.code, kCannotServe);
  EXPECT_EQ(ended.err,
            "jenjangd: " + key +
                ": dapat dibaca atau ditulis selain oleh pemiliknya; jalankan chmod 600 " + key +
                "\n");
}

TEST(ConfigFile, ADataFolderThatOthersMayReadIsRefusedAndNotChanged) {
  Federation federation("0");
  const ClusterNode& node = federation.node("0");
  ASSERT_EQ(::chmod(node.data.c_str(), 0750), 0);
  const Outcome ended = serve(node);
  EXPECT_EQ(ended.code, kCannotServe);
  EXPECT_EQ(ended.err,
            "jenjangd: " + node.data +
                ": dapat dibaca atau ditulis selain oleh pemiliknya; jalankan chmod 700 " +
                node.data + "\n");
  struct stat state {};
  ASSERT_EQ(::stat(node.data.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777, 0750U);
  EXPECT_FALSE(std::filesystem::exists(node.data + "/store"));
}

// Text of a configuration cannot make a line of its own on the terminal.
TEST(ConfigFile, AMistakeIsToldInOneLine) {
  Federation federation("0");
  const ClusterNode& node = federation.node("0");
  std::string text = read_text(node.config);
  const std::size_t at = text.find("area = \"0\"");
  ASSERT_NE(at, std::string::npos) << text;
  write_text(node.config, text.replace(at, 10, "area = \"\\u001b[2J\\njenjangd: sehat\""));
  const Outcome ended = serve(node);
  EXPECT_EQ(ended.code, kCannotServe);
  EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
  EXPECT_EQ(ended.err.find('\x1b'), std::string::npos);
}

TEST(ConfigFile, AKeyOfAnotherNodeIsNotServedWith) {
  Federation federation("0,64");
  const ClusterNode& node = federation.node("64");
  std::filesystem::remove_all(node.folder + "/keys");
  std::filesystem::copy(federation.node("0").folder + "/keys", node.folder + "/keys");
  const Outcome ended = serve(node);
  EXPECT_EQ(ended.code, kCannotServe);
  EXPECT_EQ(ended.err, "jenjangd: " + node.folder +
                           "/keys: kunci node wilayah 0, konfigurasinya menyebut 64\n");
}

TEST(ConfigFile, APortThatIsTakenIsNamedAndNothingIsLost) {
  Federation federation("0,64");
  ClusterNode& first = federation.node("0");
  ClusterNode& second = federation.node("64");
  ASSERT_TRUE(first.start());
  const std::string text = read_text(second.config);
  for (const std::uint16_t ClusterNode::*port :
       {&ClusterNode::http_port, &ClusterNode::link_port}) {
    std::string wrong = text;
    const std::string own = std::to_string(second.*port);
    const std::string taken = std::to_string(first.*port);
    write_text(second.config, wrong.replace(wrong.find(own), own.size(), taken));
    const Outcome ended = serve(second);
    EXPECT_EQ(ended.code, kCannotServe);
    EXPECT_NE(ended.err.find("127.0.0.1:" + taken), std::string::npos) << ended.err;
    EXPECT_NE(ended.err.find("Address already in use"), std::string::npos) << ended.err;
  }
  write_text(second.config, text);
  ASSERT_TRUE(second.start());
  EXPECT_TRUE(federation.all_equal());
}

TEST(ConfigFile, ASecondProcessOnOneStoreIsRefused) {
  Federation federation("0,64");
  ClusterNode& node = federation.node("0");
  ASSERT_TRUE(node.start());
  const Outcome ended = serve(node);
  EXPECT_EQ(ended.code, kCannotServe);
  EXPECT_NE(ended.err.find(node.data + "/store: sedang dipakai proses lain"), std::string::npos)
      << ended.err;
  EXPECT_TRUE(node.ready());
}

}  // namespace
}  // namespace jenjang

#include "node/config/config.h"

#include <gtest/gtest.h>

#include "tests/tools/temp_folder.h"

namespace jenjang {
namespace {

constexpr const char* kNode = "[node]\nname = \"64.72-a\"\narea = \"64.72\"\n";

TEST(Config, ReadsEverything) {
  const TempFolder folder;
  const std::string key(64, '7');
  const std::string path = folder.write(
      "jenjang.toml", std::string(kNode) +
                          "data = \"d\"\nkeys = \"/k\"\ninvitation = \"i.bin\"\nregistry = \"r\"\n"
                          "[http]\nlisten = \"[::1]:80\"\nthreads = 4\n"
                          "public_url = \"https://lapor.example/\"\n"
                          "[link]\nlisten = \"tcp://0.0.0.0:7464\"\nprofile = \"vsat\"\n"
                          "[[link.dial]]\naddress = \"parent:7464\"\nnode = \"" +
                          key + "\"\n[[api.key]]\nname = \"app\"\nrole = \"operator\"\nhash = \"" +
                          key + "\"\n[log]\nlevel = \"warn\"\nfile = \"l\"\n");
  const Result<Config> config = load_config(path);
  ASSERT_TRUE(config.ok()) << config.error().message;
  EXPECT_EQ(config->name, "64.72-a");
  EXPECT_EQ(config->area.to_string(), "64.72");
  EXPECT_EQ(config->data, folder.at("d"));
  EXPECT_EQ(config->keys, "/k");
  EXPECT_EQ(config->registry, folder.at("r"));
  EXPECT_EQ(control_socket(config->data), folder.at("d/control.sock"));
  EXPECT_EQ(config->http.listen.to_string(), "[::1]:80");
  EXPECT_EQ(config->http.threads, 4);
  EXPECT_EQ(config->http.public_url, "https://lapor.example");
  EXPECT_EQ(config->link.listen->to_string(), "0.0.0.0:7464");
  EXPECT_EQ(config->link.profile, LineKind::vsat);
  ASSERT_EQ(config->link.dial.size(), 1u);
  EXPECT_EQ(config->link.dial[0].address.to_string(), "parent:7464");
  EXPECT_EQ(config->link.dial[0].node.hex(), key);
  ASSERT_EQ(config->api_keys.size(), 1u);
  EXPECT_EQ(config->api_keys[0].role, ApiRole::operator_);
  EXPECT_EQ(config->log.file, folder.at("l"));
}

TEST(Config, HasDefaults) {
  const TempFolder folder;
  const Result<Config> config = load_config(folder.write("jenjang.toml", kNode));
  ASSERT_TRUE(config.ok()) << config.error().message;
  EXPECT_EQ(config->http.listen.to_string(), "127.0.0.1:8464");
  EXPECT_FALSE(config->link.listen.has_value());
  EXPECT_EQ(config->link.profile, LineKind::lan);
  EXPECT_EQ(config->invitation, folder.at("invitation.bin"));
}

struct WrongCase {
  std::string name;
  std::string text;
  std::string expected;  // After the path.
};

class ConfigRefuses : public testing::TestWithParam<WrongCase> {};

TEST_P(ConfigRefuses, AndNamesFileKeyValueAndWhatWasExpected) {
  const TempFolder folder;
  const std::string path = folder.write("jenjang.toml", GetParam().text);
  const Result<Config> config = load_config(path);
  ASSERT_FALSE(config.ok());
  EXPECT_EQ(config.error().message, path + GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, ConfigRefuses,
    testing::Values(
        WrongCase{"NoName", "[node]\narea = \"64\"\n",
                  ": node.name belum diisi; yang diharapkan nama node, seperti 64.72-a"},
        WrongCase{"BadArea", "[node]\nname = \"a\"\narea = \"64.72.01\"\n",
                  ":3: node.area = '64.72.01': yang diharapkan kode nasional, provinsi, atau "
                  "kabupaten atau kota, seperti 0, 64 atau 64.72"},
        WrongCase{"NotText", "[node]\nname = 7\narea = \"64\"\n",
                  ":2: node.name = 7: yang diharapkan teks dalam tanda kutip"},
        WrongCase{"UnknownKey", std::string(kNode) + "nmae = \"b\"\n",
                  ":4: node.nmae: kunci ini tidak dikenal; yang diharapkan salah satu dari area "
                  "data invitation keys name "
                  "registry"},
        WrongCase{"UnknownTable", std::string(kNode) + "[links]\n",
                  ":4: links: kunci ini tidak dikenal; yang diharapkan salah satu dari api http "
                  "link log node"},
        WrongCase{"BadListen", std::string(kNode) + "[http]\nlisten = \"8464\"\n",
                  ":5: http.listen = '8464': yang diharapkan host:port, seperti 127.0.0.1:8464"},
        WrongCase{"BadPort", std::string(kNode) + "[http]\nlisten = \"a:65536\"\n",
                  ":5: http.listen = 'a:65536': yang diharapkan host:port, seperti 127.0.0.1:8464"},
        WrongCase{"ManyThreads", std::string(kNode) + "[http]\nthreads = 65\n",
                  ":5: http.threads = 65: yang diharapkan bilangan bulat dari 1 sampai 64"},
        WrongCase{"BadProfile", std::string(kNode) + "[link]\nprofile = \"fast\"\n",
                  ":5: link.profile = 'fast': yang diharapkan \"lan\" atau \"vsat\""},
        WrongCase{"DialNoTables", std::string(kNode) + "[link]\ndial = 5\n",
                  ":5: link.dial = (bukan teks, tidak ditampilkan): yang diharapkan paling banyak "
                  "16 tabel: [[link.dial]]"},
        WrongCase{"DialWithoutNode", std::string(kNode) + "[[link.dial]]\naddress = \"a:1\"\n",
                  ": link.dial.node belum diisi; yang diharapkan 64 digit heksadesimal"},
        WrongCase{"ShortHash",
                  std::string(kNode) + "[[api.key]]\nname = \"a\"\nrole = \"app\"\nhash = \"ab\"\n",
                  ":7: api.key.hash = (2 karakter, tidak ditampilkan): yang diharapkan 64 digit "
                  "heksadesimal"},
        WrongCase{
            "BadRole", std::string(kNode) + "[[api.key]]\nname = \"a\"\nrole = \"root\"\n",
            ":6: api.key.role = 'root': yang diharapkan \"app\", \"officer\", \"coordinator\", "
            "\"custodian\", \"operator\" atau \"monitor\""},
        WrongCase{
            "BadLevel", std::string(kNode) + "[log]\nlevel = \"loud\"\n",
            ":5: log.level = 'loud': yang diharapkan \"debug\", \"info\", \"warn\" atau \"error\""},
        WrongCase{"NoTable", "node = 1\n", ":1: node = 1: yang diharapkan tabel: [node]"}),
    [](const auto& test) { return test.param.name; });

class ConfigWithASecret : public testing::TestWithParam<WrongCase> {};

TEST_P(ConfigWithASecret, NamesTheLineAndNeverShowsIt) {
  const TempFolder folder;
  const std::string path = folder.write("jenjang.toml", std::string(kNode) + GetParam().text);
  const Result<Config> config = load_config(path);
  ASSERT_FALSE(config.ok());
  const std::string& said = config.error().message;
  EXPECT_TRUE(said.starts_with(path + GetParam().expected)) << said;
  for (const char* secret : {"rahasia-sekali", "12345678"}) {
    EXPECT_EQ(said.find(secret), std::string::npos) << said;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Cases, ConfigWithASecret,
    testing::Values(
        WrongCase{"InHash",
                  "[[api.key]]\nname = \"a\"\nrole = \"app\"\nhash = \"rahasia-sekali\"\n",
                  ":7: api.key.hash = (14 karakter, tidak ditampilkan)"},
        WrongCase{"InHashAsANumber",
                  "[[api.key]]\nname = \"a\"\nrole = \"app\"\nhash = 1234567890123\n",
                  ":7: api.key.hash = (bukan teks, tidak ditampilkan)"},
        WrongCase{"InHashAsANumberThatIsTooLong",
                  "[[api.key]]\nname = \"a\"\nrole = \"app\"\nhash = 12345678901234567890\n",
                  ":7: Error while parsing"},
        WrongCase{"InHashWithoutQuotes",
                  "[[api.key]]\nname = \"a\"\nrole = \"app\"\nhash = rahasia-sekali\n",
                  ":7: Error while parsing"},
        WrongCase{"InHashWithoutAnEnd",
                  "[[api.key]]\nname = \"a\"\nrole = \"app\"\nhash = \"rahasia-sekali\n",
                  ":7: Error while parsing"},
        WrongCase{"InHashAsAList",
                  "[[api.key]]\nname = \"a\"\nrole = \"app\"\nhash = [\"rahasia-sekali\"]\n",
                  ":7: api.key.hash = (bukan teks, tidak ditampilkan)"},
        WrongCase{"InRole", "[[api.key]]\nname = \"a\"\nrole = \"rahasia-sekali-dan-panjang\"\n",
                  ":6: api.key.role = (26 karakter, tidak ditampilkan)"},
        WrongCase{"InPlaceOfTheTable", "[api]\nkey = \"rahasia-sekali\"\n",
                  ":5: api.key = (14 karakter, tidak ditampilkan)"},
        WrongCase{"InPlaceOfBothTables", "api = \"rahasia-sekali\"\n",
                  ":4: node.api: kunci ini tidak dikenal"},
        WrongCase{"InNode", "[[link.dial]]\naddress = \"a:1\"\nnode = \"rahasia-sekali\"\n",
                  ":6: link.dial.node = (14 karakter, tidak ditampilkan)"}),
    [](const auto& test) { return test.param.name; });

std::string api_key(const std::string& name, char digit) {
  return "[[api.key]]\nname = \"" + name + "\"\nrole = \"app\"\nhash = \"" +
         std::string(64, digit) + "\"\n";
}

TEST(Config, RefusesTwoKeysOfOneNameHoweverItIsWritten) {
  const TempFolder folder;
  const std::string path =
      folder.write("jenjang.toml", std::string(kNode) + api_key("Petugas Satu", '1') +
                                       api_key("b", '2') + api_key("petugas\u00A0SATU", '3'));
  const Result<Config> config = load_config(path);
  ASSERT_FALSE(config.ok());
  EXPECT_EQ(config.error().message,
            path +
                ":13: api.key.name: \"Petugas Satu\" dan \"petugas\u00A0SATU\" bernama sama; "
                "yang diharapkan satu nama tiap kunci");
}

TEST(Config, RefusesTwoNamesOfOneKeyAndDoesNotShowIt) {
  const TempFolder folder;
  const std::string path =
      folder.write("jenjang.toml", std::string(kNode) + api_key("a", '1') + api_key("b", '1'));
  const Result<Config> config = load_config(path);
  ASSERT_FALSE(config.ok());
  EXPECT_EQ(config.error().message,
            path +
                ":11: api.key.hash: \"a\" dan \"b\" memakai kunci yang sama; yang diharapkan "
                "satu kunci tiap nama");
}

TEST(Config, NamesTheLineOfWhatIsNoToml) {
  const TempFolder folder;
  const std::string path = folder.write("jenjang.toml", "[node]\nname = \n");
  const Result<Config> config = load_config(path);
  ASSERT_FALSE(config.ok());
  EXPECT_TRUE(config.error().message.starts_with(path + ":2: ")) << config.error().message;
  EXPECT_EQ(load_config(folder.at("none")).error().code, Code::not_found);
}

TEST(ParseEndpoint, TakesHostAndPortOnly) {
  for (const char* text :
       {"", ":1", "a", "a:", "a:x", "a:1x", "a:-1", "a b:1", "::1:80", "a/b:1"}) {
    EXPECT_FALSE(parse_endpoint(text)) << text;
  }
  EXPECT_EQ(parse_endpoint("tcp://a.b:0")->to_string(), "a.b:0");
}

}  // namespace
}  // namespace jenjang

#include "node/config/key_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/tools/temp_folder.h"

namespace jenjang {
namespace {

TEST(KeyFiles, AreReadBackAsTheyWereMade) {
  const TempFolder folder;
  const Result<NodeKeys> made = create_node_keys(folder.at("keys"));
  ASSERT_TRUE(made.ok()) << made.error().message;
  const Result<NodeKeys> read = load_node_keys(folder.at("keys"));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(made->sign.id, read->sign.id);
  EXPECT_EQ(made->transport, read->transport);
  EXPECT_EQ(made->transport_secret, read->transport_secret);
  EXPECT_EQ(made->seal.key, read->seal.key);
  EXPECT_FALSE(read->transport.zero());
}

TEST(KeyFiles, AreNeverWrittenOver) {
  const TempFolder folder;
  ASSERT_TRUE(create_node_keys(folder.at("keys")).ok());
  EXPECT_EQ(create_node_keys(folder.at("keys")).error().code, Code::conflict);
}

TEST(KeyFiles, AreForTheirOwnerOnly) {
  const TempFolder folder;
  ASSERT_TRUE(create_key_file(folder.at("a.key"), random_seed()).ok());
  struct stat state {};
  ASSERT_EQ(::stat(folder.at("a.key").c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777, 0600u);
  ASSERT_EQ(::chmod(folder.at("a.key").c_str(), 0640), 0);
  const Result<Seed> seed = read_key_file(folder.at("a.key"));
  ASSERT_FALSE(seed.ok());
  EXPECT_EQ(seed.error().code, Code::denied);
}

TEST(KeyFiles, ThatAreNoKeysAreRefusedWithoutShowingThem) {
  const TempFolder folder;
  folder.write("a.key", "my secret words");
  ASSERT_EQ(::chmod(folder.at("a.key").c_str(), 0600), 0);
  const Result<Seed> seed = read_key_file(folder.at("a.key"));
  ASSERT_FALSE(seed.ok());
  EXPECT_EQ(seed.error().message,
            folder.at("a.key") + ": bukan berkas kunci; yang diharapkan 64 digit heksadesimal");
  EXPECT_EQ(read_key_file(folder.at("none")).error().code, Code::not_found);
}

}  // namespace
}  // namespace jenjang

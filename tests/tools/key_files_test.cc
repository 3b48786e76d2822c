#include "node/config/key_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "node/config/private_path.h"
#include "tests/tools/temp_folder.h"

namespace jenjang {
namespace {

const Area kCity = *Area::parse("64.72");

TEST(KeyFiles, AreReadBackAsTheyWereMade) {
  const TempFolder folder;
  const Result<NodeKeys> made = create_node_keys(folder.at("keys"), kCity);
  ASSERT_TRUE(made.ok()) << made.error().message;
  const Result<NodeKeys> read = load_node_keys(folder.at("keys"));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(made->sign.id, read->sign.id);
  EXPECT_EQ(read->sign.area, kCity);
  EXPECT_EQ(read->sign.id, node_id(kCity, read->sign.key));
  EXPECT_EQ(made->transport, read->transport);
  EXPECT_EQ(made->transport_secret, read->transport_secret);
  EXPECT_EQ(made->seal.key, read->seal.key);
  EXPECT_FALSE(read->transport.zero());
}

TEST(KeyFiles, AreNeverWrittenOver) {
  const TempFolder folder;
  ASSERT_TRUE(create_node_keys(folder.at("keys"), kCity).ok());
  EXPECT_EQ(create_node_keys(folder.at("keys"), kCity).error().code, Code::conflict);
}

TEST(KeyFiles, AreOfAnAreaThatRunsNodes) {
  const TempFolder folder;
  const auto made = create_node_keys(folder.at("keys"), *Area::parse("64.72.01"));
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, Code::invalid);
  EXPECT_FALSE(std::filesystem::exists(folder.at("keys")));
  ASSERT_TRUE(create_node_keys(folder.at("keys"), kCity).ok());
  for (const std::string text : {"", "6472", "64.72.01\n", "-"}) {
    std::ofstream(folder.at("keys/area")) << text;
    EXPECT_FALSE(load_node_keys(folder.at("keys")).ok()) << text;
  }
  std::filesystem::remove(folder.at("keys/area"));
  EXPECT_EQ(load_node_keys(folder.at("keys")).error().code, Code::not_found);
}

TEST(KeyFiles, ANewTransportKeyKeepsTheOldOneBesideIt) {
  const TempFolder folder;
  const NodeKeys before = *create_node_keys(folder.at("keys"), kCity);
  EXPECT_FALSE(before.previous_transport);
  const Result<NodeKeys> renewed = renew_transport_key(folder.at("keys"));
  ASSERT_TRUE(renewed.ok()) << renewed.error().message;
  EXPECT_EQ(renewed->sign.id, before.sign.id);
  EXPECT_NE(renewed->transport, before.transport);
  ASSERT_TRUE(renewed->previous_transport);
  EXPECT_EQ(renewed->previous_transport->first, before.transport);
  EXPECT_EQ(renewed->previous_transport->second, before.transport_secret);
  EXPECT_EQ(renew_transport_key(folder.at("keys")).error().code, Code::conflict);
  EXPECT_EQ(load_node_keys(folder.at("keys"))->transport, renewed->transport);
  std::filesystem::remove(folder.at("keys/transport.old.key"));
  EXPECT_FALSE(load_node_keys(folder.at("keys"))->previous_transport);
  EXPECT_EQ(renew_transport_key(folder.at("nothing")).error().code, Code::not_found);
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
  EXPECT_EQ(seed.error().message,
            folder.at("a.key") +
                ": dapat dibaca atau ditulis selain oleh pemiliknya; jalankan "
                "chmod 600 " +
                folder.at("a.key"));
}

TEST(KeyFiles, AreNotReadFromAFolderInWhichOthersCanReplaceThem) {
  const TempFolder folder;
  const std::string keys = folder.at("kunci node");
  ASSERT_TRUE(create_node_keys(keys, kCity).ok());
  ASSERT_EQ(::chmod(keys.c_str(), 0755), 0);
  EXPECT_TRUE(load_node_keys(keys).ok());
  ASSERT_EQ(::chmod(keys.c_str(), 0770), 0);
  EXPECT_EQ(load_node_keys(keys).error(),
            (Error{Code::denied, keys +
                                     ": dapat dibaca atau ditulis selain oleh pemiliknya; "
                                     "jalankan chmod 700 '" +
                                     keys + "'"}));
}

TEST(PrivatePath, OfAnotherOwnerIsRefusedWithTheCommandThatMendsIt) {
  struct stat state {};
  state.st_mode = S_IFDIR | 0700;
  state.st_uid = ::geteuid();
  EXPECT_TRUE(check_private("/x", state).ok());
  state.st_uid = ::geteuid() + 1;
  const Result<void> foreign = check_private("/x", state);
  ASSERT_FALSE(foreign.ok());
  EXPECT_EQ(foreign.error().code, Code::denied);
  EXPECT_TRUE(foreign.error().message.starts_with("/x: milik pengguna lain; jalankan chown "))
      << foreign.error().message;
  EXPECT_TRUE(foreign.error().message.ends_with(" /x")) << foreign.error().message;
}

TEST(PrivatePath, GivesNobodyElseAnyRight) {
  struct stat state {};
  state.st_uid = ::geteuid();
  for (const mode_t right : {040U, 020U, 010U, 004U, 002U, 001U}) {
    state.st_mode = S_IFREG | 0600 | right;
    EXPECT_TRUE(check_private("/x", state).error().message.ends_with(" chmod 600 /x"));
    state.st_mode = S_IFDIR | 0700 | right;
    EXPECT_TRUE(check_private("/x", state).error().message.ends_with(" chmod 700 /x"));
  }
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

#include "tools/playground/init.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "node/config/config.h"
#include "node/config/key_files.h"
#include "replication/replica.h"
#include "schema/sealing.h"
#include "tests/support/area.h"
#include "tests/support/memory_store.h"
#include "tests/support/seeded_random.h"
#include "tests/tools/temp_folder.h"
#include "tools/playground/silence.h"

namespace jenjang {
namespace {

class PlaygroundInitTest : public testing::Test {
 protected:
  const Playground& make(const std::string& areas) {
    Result<Playground> made = init_playground({folder_.at("pg"), areas, 0});
    EXPECT_TRUE(made.ok()) << made.error().message;
    made_ = std::move(*made);
    return made_;
  }
  const PlaygroundNode& node(const std::string& name) const {
    for (const PlaygroundNode& at : made_.nodes) {
      if (at.name == name) return at;
    }
    ADD_FAILURE() << name;
    return made_.nodes.front();
  }
  Invitation invitation(const std::string& name) const {
    const std::string bytes = folder_.read("pg/" + name + "/invitation.bin");
    Result<Invitation> out = decode_invitation(bytes);
    EXPECT_TRUE(out.ok()) << out.error().message;
    return out ? std::move(*out) : Invitation{};
  }

  TempFolder folder_;
  Playground made_;
};

TEST_F(PlaygroundInitTest, KeepsEverythingForItsOwner) {
  make("0,64,64.72x2");
  std::size_t files = 0;
  for (const auto& at : std::filesystem::recursive_directory_iterator(folder_.at("pg"))) {
    struct stat state {};
    ASSERT_EQ(::stat(at.path().c_str(), &state), 0);
    EXPECT_EQ(state.st_mode & 0777, at.is_directory() ? 0700u : 0600u) << at.path();
    files += at.is_directory() ? 0 : 1;
  }
  EXPECT_GT(files, 20u);
}

TEST_F(PlaygroundInitTest, ConfiguresEachNodeToDialThroughItsLines) {
  make("0,64,64.72x2");
  for (const PlaygroundNode& at : made_.nodes) {
    const Result<Config> config = load_config(at.config);
    ASSERT_TRUE(config.ok()) << config.error().message;
    EXPECT_EQ(config->name, at.name);
    EXPECT_EQ(config->area, at.area);
    EXPECT_EQ(config->data, at.data);
    EXPECT_EQ(config->http.listen, at.http);
    EXPECT_EQ(config->link.listen, at.link);
    ASSERT_EQ(config->api_keys.size(), 1u);
    EXPECT_EQ(config->api_keys[0].role, ApiRole::officer);
    EXPECT_EQ(config->api_keys[0].hash, hash_api_key(at.api_key));
    std::vector<Endpoint> wanted;
    for (const PlaygroundLine& line : made_.lines) {
      if (line.from != at.name) continue;
      wanted.push_back(line.listen);
      EXPECT_EQ(line.target, node(line.to).link);
    }
    std::vector<Endpoint> dialled;
    for (const DialConfig& dial : config->link.dial) dialled.push_back(dial.address);
    EXPECT_EQ(dialled, wanted);
  }
  EXPECT_EQ(load_config(node("64.72-b").config)->link.dial.size(), 3u);
}

TEST_F(PlaygroundInitTest, WritesNoSecretIntoAnyConfiguration) {
  make("0,64");
  const std::string text = folder_.read("pg/64/config.toml");
  EXPECT_EQ(text.find(node("64").api_key), std::string::npos);
}

TEST_F(PlaygroundInitTest, StartsEachNodeWithADirectoryThatKnowsItAndThoseAbove) {
  make("0,64,64.01,64.72x2");
  for (const PlaygroundNode& at : made_.nodes) {
    const Result<Config> config = load_config(at.config);
    const Result<NodeKeys> keys = load_node_keys(config->keys);
    ASSERT_TRUE(keys.ok()) << keys.error().message;
    const Invitation start = invitation(at.name);
    MemoryStore store;
    SeededRandom random(1);
    std::vector<NodeId> dialled;
    for (const DialConfig& dial : config->link.dial) dialled.push_back(dial.node);
    Replica replica({keys->sign, start.root, dialled, {}}, store, random);
    const Result<void> loaded = replica.load(start, Instant{});
    ASSERT_TRUE(loaded.ok()) << at.name << ": " << loaded.error().message;
    // A session for each dialled peer: each is enrolled, and shares books with this node.
    EXPECT_EQ(replica.sessions().size(), dialled.size()) << at.name;
    for (const DialConfig& dial : config->link.dial) {
      EXPECT_TRUE(replica.directory().transport_key(dial.node).has_value());
    }
    // Its own area's secret is boxed to it.
    const AreaKey* key = replica.directory().area_key(at.area, 1);
    ASSERT_NE(key, nullptr);
    bool opened = false;
    for (const SealedAreaSecret& secret : key->secrets) {
      if (secret.node == keys->sign.id) opened = open_secret(secret.box, keys->seal).ok();
    }
    EXPECT_TRUE(opened) << at.name;
  }
}

TEST_F(PlaygroundInitTest, PublishesMasterDataFromItsOwnersFeed) {
  make("0,64x2");
  const Invitation start = invitation("64-a");
  const Result<NodeKeys> keys = load_node_keys(folder_.at("pg/64-a/keys"));
  MemoryStore store;
  SeededRandom random(1);
  Replica replica({keys->sign, start.root, {}, {}}, store, random);
  ASSERT_TRUE(replica.load(start, Instant{}).ok());
  Writes writes;
  replica.tend(Now{}, writes);
  EXPECT_GE(replica.directory().units(area("64")).size(), 5u);
  // Each replica signs for itself alone; the second has none to say.
  for (const SignedEntry& entry : invitation("64-b").entries) {
    EXPECT_FALSE(std::holds_alternative<UnitList>(entry.entry));
  }
}

TEST_F(PlaygroundInitTest, GivesTheNationItsCategories) {
  make("0");
  const CategoryList* list = nullptr;
  const Invitation start = invitation("0");
  for (const SignedEntry& entry : start.entries) {
    if (list == nullptr) list = std::get_if<CategoryList>(&entry.entry);
  }
  ASSERT_NE(list, nullptr);
  EXPECT_GT(list->categories.size(), 60u);
  std::set<std::uint32_t> codes{0};
  for (const Category& category : list->categories) codes.insert(category.code);
  for (const Category& category : list->categories) {
    EXPECT_TRUE(codes.contains(category.parent)) << category.code;
  }
}

TEST_F(PlaygroundInitTest, RefusesToWriteOverAnother) {
  make("0");
  const Result<Playground> again = init_playground({folder_.at("pg"), "0", 0});
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, Code::conflict);
}

TEST_F(PlaygroundInitTest, IsReadBackAsItWasMade) {
  make("0,64.72x2");
  const Result<Playground> read = load_playground(folder_.at("pg"));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->nodes, made_.nodes);
  EXPECT_EQ(read->lines, made_.lines);
  EXPECT_EQ(load_playground(folder_.at("none")).error().code, Code::invalid);
}

TEST_F(PlaygroundInitTest, SilencesAnAreaTowardsOthersOnly) {
  make("0,64,64.72x2");
  ASSERT_TRUE(want_silence(made_, *Area::parse("64.72"), true).ok());
  const std::set<Area> silent = wanted_silence(made_);
  for (const PlaygroundLine& line : made_.lines) {
    const bool within = line.from_area == line.to_area;
    const bool touches = line.from_area.to_string() == "64.72";
    EXPECT_EQ(is_silent(line, silent), touches && !within) << line.from << " " << line.to;
  }
  ASSERT_TRUE(want_silence(made_, *Area::parse("64.72"), false).ok());
  EXPECT_TRUE(wanted_silence(made_).empty());
}

}  // namespace
}  // namespace jenjang

// Words that are erased are on no disk any more.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "tests/cluster/federation.h"
#include "tests/cluster/store_scan.h"
#include "tests/cluster/until.h"

namespace jenjang {
namespace {

using nlohmann::json;

const std::string kErased = "zamrud-7781";
const std::string kKept = "pualam-4412";

// Long and repetitive, so that what is stored is compressed and does not show the words as they
// are.
std::string long_text(const std::string& words) {
  std::string out;
  for (int i = 0; i < 100; ++i) out += "nomor " + std::to_string(i * i) + " milik " + words + "; ";
  return out;
}

// The digests of the report's words.
json digests_of(const ClusterNode& node, const std::string& code) {
  json out = json::array();
  const json report = node.report(code);
  for (const json& event : report.value("timeline", json::array())) {
    for (const json& content : event["contents"]) {
      if (content["state"] == "present") out.push_back(content["digest"]);
    }
  }
  return out;
}

// The nodes whose acknowledgement of an erasure the report's timeline shows.
std::set<std::string> acknowledged(const ClusterNode& node, const std::string& code) {
  std::set<std::string> out;
  for (const json& event : node.report(code).value("timeline", json::array())) {
    if (event["type"] == "erasure_acknowledged") out.insert(event["node_name"]);
  }
  return out;
}

class Erasure : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(federation.start()); }
  void kill_all() {
    for (ClusterNode* node : federation.nodes()) node->kill();
  }
  bool all_say(const std::string& code, const std::string& state) {
    return until([&] {
      const auto nodes = federation.nodes();
      return std::all_of(nodes.begin(), nodes.end(), [&](const ClusterNode* node) {
        return node->report(code).value("words", "") == state;
      });
    });
  }

  Federation federation{"0,64,64.72"};
  ClusterNode& nation = federation.node("0");
  ClusterNode& province = federation.node("64");
  ClusterNode& regency = federation.node("64.72");
};

TEST_F(Erasure, ErasedWordsAreOnNoDiskOfAnyNodeNotEvenOfOneThatWasCutOffMeanwhile) {
  const std::string code = regency.submit(long_text(kErased));
  const std::string other = regency.submit(long_text(kKept));
  ASSERT_TRUE(federation.all_have({code, other}));
  // One node ends cleanly, which writes its log into tables and blobs; the others leave their logs.
  ASSERT_EQ(province.stop(), 0);
  kill_all();
  for (const ClusterNode* node : federation.nodes()) {
    const Found found = find_words(node->folder, kErased);
    EXPECT_EQ(found.contains("blob"), node == &province) << node->name;
    EXPECT_EQ(found.contains("wal"), node != &province) << node->name;
    EXPECT_FALSE(found.contains("bytes")) << node->name << ": the words were not compressed";
  }
  ASSERT_TRUE(federation.start());
  ASSERT_TRUE(federation.all_equal());

  federation.cut("0");
  regency.act(
      code,
      {{"act", "erase"}, {"digests", digests_of(regency, code)}, {"reason", "permintaan_pelapor"}});
  const std::set<std::string> near{"64", "64.72"};
  ASSERT_TRUE(until([&] { return acknowledged(regency, code) == near; }));
  EXPECT_EQ(nation.report(code).value("words", ""), "present");
  federation.heal("0");
  ASSERT_TRUE(all_say(code, "erased"));
  const std::set<std::string> all{"0", "64", "64.72"};
  for (ClusterNode* node : federation.nodes()) {
    ASSERT_TRUE(until([&] { return acknowledged(*node, code) == all; })) << node->name;
  }
  ASSERT_TRUE(federation.all_equal());

  kill_all();
  for (const ClusterNode* node : federation.nodes()) {
    EXPECT_EQ(find_words(node->folder, kErased), Found()) << node->name;
    EXPECT_NE(find_words(node->folder, kKept), Found()) << node->name;
  }
  ASSERT_TRUE(federation.start());
  ASSERT_TRUE(all_say(code, "erased"));
  ASSERT_TRUE(all_say(other, "present"));
}

TEST_F(Erasure, WordsOfABackupFromBeforeAreErasedAgain) {
  const std::string code = regency.submit(long_text(kErased));
  ASSERT_TRUE(federation.all_have({code}));
  ASSERT_EQ(regency.stop(), 0);
  const std::string backup = federation.folder() + "/backup";
  std::filesystem::copy(regency.data, backup, std::filesystem::copy_options::recursive);
  ASSERT_TRUE(regency.start());
  province.act(
      code,
      {{"act", "erase"}, {"digests", digests_of(province, code)}, {"reason", "data_pribadi"}});
  ASSERT_TRUE(all_say(code, "erased"));
  regency.kill();
  std::filesystem::remove_all(regency.data);
  std::filesystem::rename(backup, regency.data);
  EXPECT_NE(find_words(regency.data, kErased), Found());
  ASSERT_TRUE(regency.start());
  ASSERT_TRUE(all_say(code, "erased"));
  ASSERT_TRUE(federation.all_equal());
  // Its acknowledgement may be that from before, so its disk is looked at until it is clean. A
  // stop, unlike a kill, waits for a scrub that has begun.
  EXPECT_TRUE(until([&] {
    EXPECT_EQ(regency.stop(), 0);
    const bool clean = find_words(regency.data, kErased).empty();
    return regency.start() && clean;
  }));
}

}  // namespace
}  // namespace jenjang

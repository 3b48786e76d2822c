// A report's way through a federation of real processes.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <pugixml.hpp>

#include "tests/cluster/federation.h"
#include "tests/cluster/until.h"

namespace jenjang {
namespace {

using nlohmann::json;

// What the node's Open311 surface says of a report in XML: its description.
std::string description_in_xml(const ClusterNode& node, const std::string& code) {
  const auto answer = node.get("/open311/v2/requests/" + code + ".xml");
  pugi::xml_document document;
  if (!answer || answer->status != 200) return "";
  if (!document.load_string(answer->body.c_str())) return "";
  return document.child("service_requests").child("request").child_value("description");
}

std::string description_in_json(const ClusterNode& node, const std::string& code) {
  const json answer = node.read("/open311/v2/requests/" + code + ".json");
  return answer.is_array() ? answer.at(0).value("description", "") : "";
}

std::string submit_open311(const ClusterNode& node, const std::string& words) {
  const auto answer = node.post_form(
      "/open311/v2/requests.json",
      "service_code=2101&lat=-0.5021&long=117.1537&address_id=64.72&description=" + words);
  EXPECT_TRUE(answer && answer->status == 201) << (answer ? answer->body : "no answer");
  return json::parse(answer->body).at(0).at("service_request_id");
}

TEST(Reports, OneHandedInAtARegencyIsAnsweredByProvinceAndNationWithinASecond) {
  Federation federation("0,64,64.72");
  ASSERT_TRUE(federation.start());
  ASSERT_TRUE(federation.all_equal());
  constexpr std::int64_t kTries = 5;
  std::int64_t best_ms = kConvergeMs;
  for (int i = 0; i < kTries; ++i) {
    const std::string words = "Lubang+nomor+" + std::to_string(i);
    const auto began = std::chrono::steady_clock::now();
    const std::string code = submit_open311(federation.node("64.72"), words);
    ASSERT_TRUE(federation.all_have({code}));
    const auto took = std::chrono::steady_clock::now() - began;
    best_ms = std::min<std::int64_t>(
        best_ms, std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
    const std::string expected = "Lubang nomor " + std::to_string(i);
    for (ClusterNode* node : federation.nodes()) {
      EXPECT_EQ(description_in_json(*node, code), expected) << node->name;
      EXPECT_EQ(description_in_xml(*node, code), expected) << node->name;
    }
  }
  // The best of several, since the machine may have much else to do.
  EXPECT_LT(best_ms, 1000);
}

}  // namespace
}  // namespace jenjang

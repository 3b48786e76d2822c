#include <gtest/gtest.h>

#include <filesystem>

#include "tests/http/api_client.h"
#include "tests/http/json_schema.h"
#include "tests/http/live_node.h"

namespace jenjang {
namespace {

using nlohmann::json;

using Faults = std::vector<std::string>;

TEST(JsonSchema, FindsWhatDoesNotFit) {
  const json schema = json::parse(R"({"type":"array","items":{"required":["a"],"properties":{
      "a":{"type":"string","enum":["x","y"]},
      "b":{"anyOf":[{"type":"null"},{"type":"string","maxLength":2,"format":"uri"}]},
      "c":{"type":"string","format":"date-time"},"d":{"type":"integer"}}}})");
  const auto faults = [&](const char* text) {
    return schema_faults("", schema, json::parse(text)).size();
  };
  EXPECT_EQ(faults(R"([{"a":"x","b":null,"c":"2026-01-05T08:00:00+07:00","d":1}])"), 0U);
  for (const char* text : {R"({})", R"([{}])", R"([{"a":1}])", R"([{"a":"z"}])",
                           R"([{"a":"x","b":"a:bc"}])", R"([{"a":"x","b":1}])",
                           R"([{"a":"x","c":"2026-01-05T08:00:00"}])", R"([{"a":"x","d":1.5}])"}) {
    EXPECT_EQ(faults(text), 1U) << text;
  }
}

// The schemas of the GeoReport standard are given to a run, and are no part of this tree.
TEST(GeoReportSchema, HoldsForEveryAnswerWhereTheSchemasAreThere) {
  const std::string folder = "../shared/data/open311/schema-georeport-v2";
  LiveNode node;
  ApiClient client(node.port());
  const std::string fields =
      "service_code=2&lat=-0.5&long=117&address_id=64.72&media_url=https://a.example/1.jpg"
      "&description=" +
      form_encoded(std::string(3999, 'x') + "\xC3\xA9");
  EXPECT_EQ(client.post("/open311/v2/requests.json", fields, kAppKey).status, 201);
  const std::string bare = "service_code=1&address_string=Jl.+A";
  const json posted = json_of(client.post("/open311/v2/requests.json", bare, kAppKey));
  const std::string without_category =
      R"({"text":"tanpa kategori","area":"0","anonymous":false,"secret":false})";
  EXPECT_EQ(client.post("/api/v1/reports", without_category, kAppKey).status, 201);
  ASSERT_TRUE(node.caught_up());
  const std::string id = posted[0]["service_request_id"];
  const std::pair<std::string, const char*> kAnswers[] = {
      {"services.json", "services.json"},
      {"services/2.json", "service-definition.json"},
      {"requests.json", "requests.json"},
      {"requests.json?extensions=true", "requests.json"},
      {"requests/" + id + ".json", "requests.json"},
  };
  for (const auto& [target, file] : kAnswers) {
    const json answer = json_of(client.get("/open311/v2/" + target));
    EXPECT_FALSE(answer.empty()) << target;
    if (!std::filesystem::exists(folder)) continue;
    EXPECT_EQ(schema_faults(folder, load_schema(folder, file), answer), Faults()) << target;
  }
}

}  // namespace
}  // namespace jenjang

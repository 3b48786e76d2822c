#include <gtest/gtest.h>

#include "tests/http/api_client.h"
#include "tests/http/live_node.h"

namespace jenjang {
namespace {

using nlohmann::json;

// What stands for a path's parameters, so that it can be asked.
std::string filled(std::string path) {
  const std::pair<const char*, const char*> kValues[] = {{"{format}", "json"},
                                                         {"{code}", "2"},
                                                         {"{id}", "0123456789abcdefghjkmnpqr0"},
                                                         {"{token}", "x"}};
  for (const auto& [name, value] : kValues) {
    const std::size_t at = path.find(name);
    if (at != std::string::npos) path.replace(at, std::string(name).size(), value);
  }
  return path;
}

TEST(OpenApi, DocumentsTheMethodsOfEveryPathAndNoOthers) {
  LiveNode node;
  ApiClient client(node.port());
  const json document = json_of(client.get("/api/v1/openapi.json"));
  EXPECT_EQ(document["openapi"], "3.0.3");
  EXPECT_EQ(document["paths"].size(), 22U);
  for (const auto& [path, item] : document["paths"].items()) {
    const RawAnswer answer = client.ask("OPTIONS " + filled(path) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(answer.status, 204) << path;
    std::string allow = item.contains("get") ? "GET, HEAD, " : "";
    if (item.contains("post")) allow += "POST, ";
    EXPECT_EQ(answer.headers.at("allow"), allow + "OPTIONS") << path;
    for (const auto& [method, operation] : item.items()) {
      EXPECT_FALSE(operation["summary"].get<std::string>().empty()) << path;
      EXPECT_TRUE(operation["responses"].contains("200")) << path;
    }
  }
}

// Every field of an answer is in the document, and every field it requires in the answer.
void expect_fields(const json& document, const json& schema, const json& value) {
  if (schema.contains("$ref")) {
    const std::string name = schema["$ref"].get<std::string>().substr(21);
    return expect_fields(document, document["components"]["schemas"][name], value);
  }
  if (value.is_array()) {
    for (const json& item : value) expect_fields(document, schema["items"], item);
  } else if (value.is_object() && schema.contains("properties")) {
    const json required = schema.value("required", json::array());
    for (const json& field : required) {
      EXPECT_TRUE(value.contains(field.get<std::string>())) << field << value.dump();
    }
    for (const auto& [name, one] : value.items()) {
      if (schema["properties"].contains(name)) {
        expect_fields(document, schema["properties"][name], one);
      } else {
        EXPECT_TRUE(schema.contains("additionalProperties")) << name << " " << value.dump();
      }
    }
  }
}

TEST(OpenApi, DescribesTheFieldsOfTheAnswers) {
  LiveNode node;
  ApiClient client(node.port());
  const std::string fields = R"({"text":"x","area":"0","identity":{"phone":"1"},"lapor_id":77,)"
                             R"("anonymous":false,"secret":false})";
  const std::string code = json_of(client.post("/api/v1/reports", fields, kOfficerKey))["code"];
  for (const char* act :
       {R"({"act":"dispose","unit":7,"text":"segera"})", R"({"act":"close","text":"selesai"})"}) {
    EXPECT_EQ(client.post("/api/v1/reports/" + code + "/acts", act, kOfficerKey).status, 201);
  }
  ASSERT_TRUE(node.caught_up());
  const json document = json_of(client.get("/api/v1/openapi.json"));
  const std::pair<std::string, std::string> kAnswers[] = {
      {"/api/v1/reports", "ReportPage"},
      {"/api/v1/counts", "Counts"},
      {"/api/v1/node", "Node"},
      {"/api/v1/directory", "Directory"},
      {"/api/v1/nothing", "Problem"},
      {"/open311/v2/discovery.json", "Open311Discovery"},
      {"/open311/v2/services/2.json", "Open311Definition"},
      {"/open311/v2/tokens/" + code + ".json", "Open311Token"},
      {"/open311/v2/nothing.json", "Open311Error"},
  };
  for (const auto& [target, name] : kAnswers) {
    SCOPED_TRACE(target);
    expect_fields(document, {{"$ref", "#/components/schemas/" + name}},
                  json_of(client.get(target, kOfficerKey)));
  }
  expect_fields(document, {{"$ref", "#/components/schemas/Replication"}},
                json_of(client.get("/api/v1/replication", kOperatorKey)));
  expect_fields(document, {{"$ref", "#/components/schemas/Opened"}},
                json_of(client.post("/api/v1/reports/" + code + "/sealed",
                                    R"({"identity":true,"reason":"x"})", kOfficerKey)));
  ASSERT_TRUE(node.caught_up());
  json whole = json_of(client.get("/api/v1/reports/" + code, kOfficerKey));
  const json timeline = whole["timeline"];
  EXPECT_EQ(timeline.size(), 4U);
  whole.erase("timeline");
  const json& schemas = document["components"]["schemas"];
  expect_fields(document, schemas["Report"], whole);
  for (const json& event : timeline) expect_fields(document, schemas["Event"], event);
  const json requests = json_of(client.get("/open311/v2/requests.json?extensions=true"));
  ASSERT_EQ(requests.size(), 1U);
  expect_fields(document, schemas["Open311Request"], requests[0]);
}

}  // namespace
}  // namespace jenjang

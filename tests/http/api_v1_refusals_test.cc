#include <gtest/gtest.h>

#include "tests/http/api_client.h"
#include "tests/http/live_node.h"

namespace jenjang {
namespace {

using nlohmann::json;

struct Refusal {
  const char* name;
  const char* target;
  const char* body;  // Empty: a GET.
  int status;
  const char* says;
};

class ApiV1Refusals : public testing::Test {
 protected:
  void expect_refused(const Refusal& one) {
    SCOPED_TRACE(one.name);
    const bool operates = std::string(one.target).find("/acts") == std::string::npos;
    std::string body = one.body;
    // Both wishes are given, so that the refusal is about the field under test.
    const bool submits = std::string(one.target) == "/api/v1/reports" && body.size() > 1;
    if (submits) body.insert(1, R"("anonymous":false,"secret":false,)");
    const RawAnswer answer =
        body.empty() ? client_.get(one.target)
                     : client_.post(one.target, body, operates ? kOperatorKey : kOfficerKey);
    EXPECT_EQ(answer.status, one.status) << answer.body;
    EXPECT_EQ(answer.headers.at("content-type"), "application/problem+json");
    const json problem = json_of(answer);
    EXPECT_EQ(problem["status"], one.status);
    EXPECT_FALSE(problem["title"].get<std::string>().empty());
    EXPECT_NE(problem["detail"].get<std::string>().find(one.says), std::string::npos)
        << answer.body;
  }
  RawAnswer submit(const std::string& text, const std::string& headers) {
    const json body{{"text", text}, {"anonymous", false}, {"secret", false}};
    return client_.post("/api/v1/reports", body.dump(), headers);
  }

  LiveNode node_;
  ApiClient client_{node_.port()};
};

TEST_F(ApiV1Refusals, TellWhatIsWrongAsProblemDetails) {
  const std::string code = json_of(submit("x", kAppKey))["code"];
  const std::string acts = "/api/v1/reports/" + code + "/acts";
  const Refusal kCases[] = {
      {"no JSON", "/api/v1/reports", "{", 400, "bukan objek JSON"},
      {"no text", "/api/v1/reports", R"({"title":" "})", 400, "text: belum diisi"},
      {"a number for text", "/api/v1/reports", R"({"text":1})", 400, "text: yang diharapkan teks"},
      {"a list for an area", "/api/v1/reports", R"({"text":"x","area":[]})", 400,
       "area: yang diharapkan"},
      {"a kecamatan to act", "/api/v1/reports", R"({"text":"x","area":"64.72.01"})", 400, "area:"},
      {"a negative unit", "/api/v1/reports", R"({"text":"x","unit":-1})", 400,
       "unit: yang diharapkan"},
      {"lat alone", "/api/v1/reports", R"({"text":"x","lat":1})", 400, "lat dan long"},
      {"lat too large", "/api/v1/reports", R"({"text":"x","lat":1e300,"long":1})", 400, "lat"},
      {"the future", "/api/v1/reports", R"({"text":"x","received_at":"2999-01-01"})", 400,
       "received_at"},
      {"identity of text", "/api/v1/reports", R"({"text":"x","identity":"Budi"})", 400, "identity"},
      {"a tag in a name", "/api/v1/reports", R"({"text":"x","identity":{"phone":"<i>1</i>"}})", 400,
       "identity.phone"},
      {"odd channel", "/api/v1/reports", R"({"text":"x","channel":"fax"})", 400, "channel"},
      {"no act", acts.c_str(), "{}", 400, "act: yang diharapkan"},
      {"no decision", acts.c_str(), R"({"act":"verify"})", 400, "decision: belum diisi"},
      {"odd decision", acts.c_str(), R"({"act":"verify","decision":"x"})", 400, "decision"},
      {"no unit", acts.c_str(), R"({"act":"dispose"})", 400, "unit: belum diisi"},
      {"nowhere", acts.c_str(), R"({"act":"forward"})", 400, "to: belum diisi"},
      {"to itself", acts.c_str(), R"({"act":"forward","to":"0"})", 409, "penerusan hanya ke"},
      {"nothing above", acts.c_str(), R"({"act":"return"})", 409, "di atas nasional"},
      {"no digests", acts.c_str(), R"({"act":"erase","reason":"data_pribadi"})", 400, "digests"},
      {"odd digest", acts.c_str(), R"({"act":"erase","digests":["x"],"reason":"data_pribadi"})",
       400, "digests"},
      {"too long an answer", acts.c_str(), R"({"act":"follow_up","text":""})", 400,
       "text: belum diisi"},
      {"unknown report", "/api/v1/reports/zzzzzzzzzz/acts", R"({"act":"close"})", 404,
       "tidak ada di sini"},
      {"no rows", "/api/v1/imports", R"({"reports":[]})", 400, "reports: belum diisi"},
      {"rows of text", "/api/v1/imports", R"({"reports":["x"]})", 400, "daftar objek"},
      {"entries of garbage", "/api/v1/directory", R"({"entries":["00ff"]})", 400, "entries"},
      {"entries of letters", "/api/v1/directory", R"({"entries":["xyz"]})", 400, "heksadesimal"},
      {"unknown id", "/api/v1/reports/0123456789abc", "", 404, "tidak ada di sini"},
      {"odd id", "/api/v1/reports/u", "", 404, "tidak ada di sini"},
      {"odd order", "/api/v1/reports?order=size", "", 400, "order"},
      {"odd status", "/api/v1/reports?status=selesai", "", 400, "status"},
      {"odd category", "/api/v1/reports?category=jalan", "", 400, "category"},
      {"odd area", "/api/v1/counts?area=64.", "", 400, "area"},
      {"odd month", "/api/v1/counts?month=2026-13", "", 400, "month"},
      {"no such path", "/api/v1/nothing", "", 404, "alamat ini tidak ada"},
  };
  for (const Refusal& one : kCases) expect_refused(one);
  EXPECT_EQ(client_.post("/api/v1/counts", "{}").status, 405);
}

TEST_F(ApiV1Refusals, NameWhatStandsBesideTheKnownFields) {
  const Refusal kCases[] = {
      {"a wish beside the rows", "/api/v1/imports", R"({"reports":[],"secret":true})", 400,
       "secret: isian ini tidak dikenal"},
      {"a name beside the entries", "/api/v1/directory", R"({"entries":[],"entry":"00"})", 400,
       "entry: isian ini tidak dikenal"},
      {"a name beside the challenge", "/api/v1/node/proof", R"({"challenge":"","x":1})", 400,
       "x: isian ini tidak dikenal"},
      {"no challenge", "/api/v1/node/proof", "{}", 400, "challenge: yang diharapkan 64 digit"},
  };
  for (const Refusal& one : kCases) expect_refused(one);
}

// A body can be wrong in a hundred thousand places; the answer stays small.
TEST_F(ApiV1Refusals, TellTheFirstHundredProblemsAndNoMore) {
  const auto many = [](const auto& name) {
    std::string out = "{";
    for (int i = 0; i < 20'000; ++i) out += (i == 0 ? "\"" : ",\"") + name(i) + "\":1";
    return out + "}";
  };
  const std::string kBodies[] = {
      many([](int i) { return "isian" + std::to_string(i); }),
      many([](int) { return std::string("secret"); }),
  };
  for (const std::string& body : kBodies) {
    const RawAnswer answer = client_.post("/api/v1/reports", body, kOfficerKey);
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(json_of(answer)["problems"].size(), 100U);
    EXPECT_LT(answer.body.size(), 64U * 1024);
  }
}

TEST_F(ApiV1Refusals, AreLoggedWithNothingOfWhatWasSent) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(submit("<b>Budi</b>", kAppKey).status, 400);
    EXPECT_EQ(submit("Budi", "X-API-Key: tebakan\r\n").status, 403);
  }
  const std::vector<std::string> lines = node_.log_lines();
  // One line of each kind a second.
  EXPECT_GE(lines.size(), 2U);
  EXPECT_EQ(lines[0], "http-refused surface=api status=400 total=1");
  EXPECT_EQ(lines[1], "http-refused surface=api status=403 total=1");
  for (const std::string& line : lines) {
    EXPECT_TRUE(line.starts_with("http-refused surface=api status=4")) << line;
    EXPECT_EQ(line.find("Budi"), std::string::npos);
    EXPECT_EQ(line.find("tebakan"), std::string::npos);
  }
}

}  // namespace
}  // namespace jenjang

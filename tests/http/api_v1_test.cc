#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/http/api_client.h"
#include "tests/http/live_node.h"

namespace jenjang {
namespace {

using nlohmann::json;

class ApiV1Test : public testing::Test {
 protected:
  // An open report where the fields do not say otherwise.
  RawAnswer submit(const json& fields, const std::string& headers = kAppKey) {
    json whole{{"anonymous", false}, {"secret", false}};
    whole.update(fields);
    return client_.post("/api/v1/reports", whole.dump(), headers);
  }
  // The code of a report that was taken in and folded.
  std::string file(const json& fields) {
    const RawAnswer answer = submit(fields);
    EXPECT_EQ(answer.status, 201) << answer.body;
    EXPECT_TRUE(node_.caught_up());
    return json_of(answer).value("code", "");
  }
  RawAnswer act(const std::string& code, const json& fields,
                const std::string& headers = kOfficerKey) {
    const RawAnswer answer =
        client_.post("/api/v1/reports/" + code + "/acts", fields.dump(), headers);
    EXPECT_TRUE(node_.caught_up());
    return answer;
  }
  json report(const std::string& code, const std::string& headers = "") {
    const RawAnswer answer = client_.get("/api/v1/reports/" + code, headers);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json_of(answer);
  }

  LiveNode node_;
  ApiClient client_{node_.port()};
};

TEST_F(ApiV1Test, TakesAReportInAndShowsItWhole) {
  const RawAnswer answer = submit({{"title", "Lampu padam"},
                                   {"text", "Sudah tiga hari"},
                                   {"kind", "aspirasi"},
                                   {"area", "64.72"},
                                   {"category", 2},
                                   {"place", "64.72.01.1001"},
                                   {"address", "Jl. A"},
                                   {"lat", -0.5},
                                   {"long", 117.25},
                                   {"anonymous", true},
                                   {"channel", "whatsapp"},
                                   {"received_at", "2026-01-05T08:00:00+08:00"},
                                   {"lapor_id", 5151515},
                                   {"identity", {{"first_name", "Budi"}, {"phone", "0811"}}}},
                                  kOfficerKey);
  ASSERT_EQ(answer.status, 201) << answer.body;
  const json done = json_of(answer);
  EXPECT_EQ(done["existed"], false);
  EXPECT_EQ(done["reached"], "node");
  ASSERT_TRUE(node_.caught_up());
  json shown = report("5151515");
  const json timeline = shown["timeline"];
  shown.erase("timeline");
  EXPECT_EQ(shown.erase("updated_at"), 1U);
  EXPECT_EQ(shown, json({{"code", done["code"]},
                         {"report", done["report"]},
                         {"lapor_id", 5151515},
                         {"kind", "aspirasi"},
                         {"status", "belum_terverifikasi"},
                         {"status_name", "Belum terverifikasi"},
                         {"intake", "0"},
                         {"holder", "64.72"},
                         {"holder_name", "Kota Samarinda"},
                         {"unit", nullptr},
                         {"unit_name", nullptr},
                         {"category", 2},
                         {"category_name", "Jalan"},
                         {"place", "64.72.01"},
                         {"place_name", "Palaran"},
                         {"village", "64.72.01.1001"},
                         {"channel", "whatsapp"},
                         {"anonymous", true},
                         {"secret", false},
                         {"words", "present"},
                         {"edited", false},
                         {"title", "Lampu padam"},
                         {"text", "Sudah tiga hari"},
                         {"address", "Jl. A"},
                         {"lat", -0.5},
                         {"long", 117.25},
                         {"media_url", nullptr},
                         {"received_at", "2026-01-05T07:00:00+07:00"},
                         {"closed_at", nullptr},
                         {"waiting", 0},
                         {"conflicts", 0},
                         {"moves", 0},
                         {"returns", 0},
                         {"events", 1},
                         {"audience", {"0", "64.72"}}}));
  ASSERT_EQ(timeline.size(), 1U);
  EXPECT_EQ(timeline[0]["type"], "submitted");
  EXPECT_EQ(timeline[0]["rule"], "intake");
  EXPECT_EQ(timeline[0]["node_name"], "nasional-1");
  EXPECT_EQ(timeline[0]["contents"][0]["text"], "Sudah tiga hari");
  EXPECT_EQ(timeline[0]["contents"][1]["role"], "identity");
  EXPECT_EQ(timeline[0]["contents"][1]["state"], "sealed");
  EXPECT_EQ(timeline[0].dump().find("Budi"), std::string::npos);
}

TEST_F(ApiV1Test, CarriesAReportThroughItsActs) {
  const std::string code = file({{"text", "Jembatan rusak"}, {"area", "0"}});
  const json acts[] = {{{"act", "verify"}, {"decision", "verifikasi"}, {"kind", "aspirasi"}},
                       {{"act", "dispose"}, {"unit", 7}},
                       {{"act", "follow_up"}, {"text", "Sedang dikerjakan"}},
                       {{"act", "follow_up"}, {"text", "Cek anggaran"}, {"internal", true}},
                       {{"act", "close"}, {"text", "Selesai"}, {"outcome", "dijawab"}}};
  const char* kStatuses[] = {"terverifikasi", "terdisposisi", "ditindaklanjuti", "ditindaklanjuti",
                             "ditutup_admin"};
  for (std::size_t i = 0; i < std::size(acts); ++i) {
    const RawAnswer answer = act(code, acts[i]);
    EXPECT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(report(code)["status"], kStatuses[i]);
  }
  const json everybody = report(code);
  EXPECT_EQ(everybody["kind"], "aspirasi");
  EXPECT_EQ(everybody["unit_name"], "Kementerian PU");
  EXPECT_NE(everybody["closed_at"], nullptr);
  ASSERT_EQ(everybody["timeline"].size(), 5U);
  EXPECT_EQ(everybody["timeline"][2]["type"], "disposed");
  EXPECT_EQ(everybody["timeline"][2]["unit_name"], "Kementerian PU");
  EXPECT_EQ(everybody["timeline"][2]["standing"], "stands");
  EXPECT_EQ(everybody["timeline"][3]["contents"][0]["text"], "Sedang dikerjakan");
  EXPECT_EQ(everybody["timeline"][4]["outcome"], "dijawab");
  EXPECT_FALSE(everybody["timeline"][4].contains("account"));
  EXPECT_EQ(everybody.dump().find("anggaran"), std::string::npos);
  const json officers = report(code, kOfficerKey);
  ASSERT_EQ(officers["timeline"].size(), 6U);
  EXPECT_EQ(officers["timeline"][5]["account"].get<std::string>().size(), 32U);
  EXPECT_NE(officers.dump().find("anggaran"), std::string::npos);
  const json open311 = json_of(client_.get("/open311/v2/requests/" + code + ".json?extensions=1"));
  EXPECT_EQ(open311[0]["status"], "closed");
  EXPECT_EQ(open311[0]["notes"].size(), 5U);
  EXPECT_EQ(open311[0]["notes"][3]["description"], "Sedang dikerjakan");
  EXPECT_EQ(open311[0].dump().find("anggaran"), std::string::npos);
}

TEST_F(ApiV1Test, AnswersARetriedCallWithWhatItDid) {
  const std::string key = "Idempotency-Key: k1\r\n";
  const json fields{{"text", "sekali"}};
  const RawAnswer first = submit(fields, kAppKey + key);
  const RawAnswer again = submit(fields, kAppKey + key);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(json_of(again)["existed"], true);
  const std::string code = json_of(first)["code"];
  EXPECT_EQ(json_of(again)["code"], code);
  ASSERT_TRUE(node_.caught_up());
  const json verify{{"act", "verify"}, {"decision", "tunda"}};
  const RawAnswer act_first = act(code, verify, kOfficerKey + key);
  const RawAnswer act_again = act(code, verify, kOfficerKey + key);
  EXPECT_EQ(act_first.status, 201) << act_first.body;
  EXPECT_EQ(act_again.status, 200);
  EXPECT_EQ(json_of(act_first)["event"], json_of(act_again)["event"]);
  EXPECT_EQ(report(code)["timeline"].size(), 2U);
}

TEST_F(ApiV1Test, ActsOnAReportRightAfterItCameIn) {
  const std::string code = json_of(submit({{"text", "cepat"}, {"area", "0"}}))["code"];
  const RawAnswer answer = act(code, {{"act", "verify"}, {"decision", "verifikasi"}});
  EXPECT_EQ(answer.status, 201) << answer.body;
}

TEST_F(ApiV1Test, OpensToOfficersWhatIsSealed) {
  const std::string code = file({{"text", "rahasia sekali"},
                                 {"area", "0"},
                                 {"place", "64.72.01"},
                                 {"category", 2},
                                 {"secret", true},
                                 {"identity", {{"first_name", "Siti"}, {"email", "s@x.id"}}}});
  EXPECT_EQ(client_.get("/api/v1/reports/" + code).status, 404);
  EXPECT_EQ(client_.get("/api/v1/reports/" + code, kAppKey).status, 404);
  const json shown = report(code, kOfficerKey);
  EXPECT_EQ(shown["words"], "sealed");
  EXPECT_EQ(shown["text"], nullptr);
  EXPECT_EQ(shown["place"], "0");
  EXPECT_EQ(shown["category"], nullptr);
  EXPECT_EQ(shown.dump().find("sekali"), std::string::npos);
  EXPECT_EQ(json_of(client_.get("/api/v1/reports", kOfficerKey))["reports"].size(), 1U);
  EXPECT_EQ(json_of(client_.get("/api/v1/reports"))["reports"].size(), 0U);
  const std::string sealed = "/api/v1/reports/" + code + "/sealed";
  const std::string body = R"({"identity":true,"reason":"Menghubungi pelapor"})";
  EXPECT_EQ(client_.post(sealed, body).status, 403);
  EXPECT_EQ(client_.post(sealed, body, kAppKey).status, 403);
  EXPECT_EQ(client_.post(sealed, body, kOperatorKey).status, 403);
  EXPECT_EQ(client_.get(sealed, kOfficerKey).status, 405);
  EXPECT_EQ(client_.post(sealed, R"({"identity":true})", kOfficerKey).status, 400);
  const RawAnswer opened = client_.post(sealed, body, kOfficerKey);
  ASSERT_EQ(opened.status, 200) << opened.body;
  EXPECT_FALSE(opened.headers.contains("access-control-allow-origin"));
  std::map<std::string, json> by_role;
  const json contents = json_of(opened)["contents"];
  for (const json& one : contents) by_role[one["role"]] = one;
  EXPECT_EQ(by_role["words"]["text"], "rahasia sekali");
  EXPECT_EQ(by_role["identity"]["first_name"], "Siti");
  EXPECT_EQ(by_role["details"]["place"], "64.72.01");
  EXPECT_EQ(by_role["details"]["category"], 2);
}

TEST_F(ApiV1Test, ErasesWordsWhereverTheyShow) {
  const std::string code = file({{"title", "Nomor saya"}, {"text", "0811 222"}, {"area", "0"}});
  const std::string digest = report(code)["timeline"][0]["contents"][0]["digest"];
  EXPECT_EQ(act(code, {{"act", "erase"}, {"digests", {digest}}, {"reason", "data_pribadi"}}).status,
            201);
  const json shown = report(code, kOfficerKey);
  EXPECT_EQ(shown["words"], "erased");
  EXPECT_EQ(shown["text"], nullptr);
  EXPECT_EQ(shown["timeline"][0]["contents"][0]["state"], "erased");
  EXPECT_EQ(shown["timeline"][1]["type"], "content_erased");
  EXPECT_EQ(shown["timeline"][1]["digests"], json::array({digest}));
  EXPECT_EQ(shown["timeline"][1]["reason"], "data_pribadi");
  const json open311 = json_of(client_.get("/open311/v2/requests/" + code + ".json"));
  EXPECT_EQ(open311[0]["description"], nullptr);
}

json row(int lapor_id, const json& more) {
  json out{{"lapor_id", lapor_id}, {"text", "Isi awal"}, {"area", "64.72"},
           {"anonymous", false},   {"secret", false},    {"received_at", "2023-05-29T04:05:34Z"}};
  out.update(more);
  return out;
}

TEST_F(ApiV1Test, ImportsRowsOnceAndRefusesTheBadOnesAlone) {
  const json rows{{"reports",
                   {row(1001, {{"status", "ditutup_admin"}, {"text", "Isi <b>awal</b>"}}),
                    row(1002, {{"status", "selesai"}}),
                    row(1003, {{"status", "diarsipkan_sistem"},
                               {"edited_text", "Isi akhir"},
                               {"reason", "Tidak lengkap"}}),
                    {{"text", "tanpa nomor"}, {"anonymous", false}, {"secret", false}},
                    row(1004, {{"secret", true}, {"status", "belum_terverifikasi"}})}}};
  EXPECT_EQ(client_.post("/api/v1/imports", rows.dump(), kOfficerKey).status, 403);
  const RawAnswer first = client_.post("/api/v1/imports", rows.dump(), kOperatorKey);
  ASSERT_EQ(first.status, 200) << first.body;
  const json results = json_of(first)["results"];
  ASSERT_EQ(results.size(), 5U);
  EXPECT_EQ(results[0]["lapor_id"], 1001);
  EXPECT_EQ(results[0]["existed"], false);
  EXPECT_EQ(results[1]["problem"]["code"], "invalid");
  EXPECT_EQ(results[1]["lapor_id"], 1002);
  EXPECT_NE(results[3]["problem"]["message"].get<std::string>().find("lapor_id: belum diisi"),
            std::string::npos);
  ASSERT_TRUE(node_.caught_up());
  const json again = json_of(client_.post("/api/v1/imports", rows.dump(), kOperatorKey))["results"];
  EXPECT_EQ(again[0]["existed"], true);
  EXPECT_EQ(again[0]["code"], results[0]["code"]);
  const json closed = report("1001");
  EXPECT_EQ(closed["status"], "ditutup_admin");
  EXPECT_EQ(closed["text"], "Isi <b>awal</b>");
  EXPECT_EQ(closed["intake"], "64.72");
  EXPECT_EQ(closed["channel"], "impor");
  EXPECT_EQ(closed["received_at"], "2023-05-29T11:05:34+07:00");
  const json archived = report("1003");
  EXPECT_EQ(archived["status"], "diarsipkan_sistem");
  EXPECT_EQ(archived["edited"], true);
  EXPECT_EQ(archived["text"], "Isi akhir");
  EXPECT_EQ(archived.dump().find("Isi awal"), std::string::npos);
  EXPECT_NE(report("1003", kOfficerKey).dump().find("Isi awal"), std::string::npos);
  EXPECT_EQ(client_.get("/api/v1/reports/1004").status, 404);
  const json counts = json_of(client_.get("/api/v1/counts?area=64.72&month=2023-05"));
  EXPECT_EQ(counts["total"], 2);
  EXPECT_FALSE(counts.contains("secret"));
  EXPECT_EQ(counts["by_status"], json({{"ditutup_admin", 1}, {"diarsipkan_sistem", 1}}));
  const json all = json_of(client_.get("/api/v1/counts?area=64.72&month=2023-05", kOfficerKey));
  EXPECT_EQ(all["total"], 3);
  EXPECT_EQ(all["secret"], 1);
  EXPECT_EQ(json_of(client_.get("/api/v1/counts?area=64.71"))["total"], 0);
}

struct Call {
  const char* method;
  const char* target;
  const char* body;
  // What nobody, an app, an officer and an operator get.
  int nobody;
  int app;
  int officer;
  int operator_;
};

TEST_F(ApiV1Test, LetsEachRoleDoWhatIsItsOwn) {
  const Call kCalls[] = {
      {"POST", "/api/v1/reports", R"({"text":"x","anonymous":false,"secret":false})", 403, 201, 201,
       201},
      {"POST", "/open311/v2/requests.json", "service_code=1&address_string=a", 403, 201, 201, 201},
      {"POST", "/api/v1/reports/0123456789abcdefghjkmnpqr0/acts",
       R"({"act":"verify","decision":"arsip"})", 403, 403, 404, 403},
      {"POST", "/api/v1/reports/0123456789abcdefghjkmnpqr0/sealed", "{}", 403, 403, 404, 403},
      {"POST", "/api/v1/imports", R"({"reports":[{"lapor_id":1,"text":"a"}]})", 403, 403, 403, 200},
      {"POST", "/api/v1/directory", R"({"entries":[]})", 403, 403, 403, 200},
      {"GET", "/api/v1/directory/entries", "", 403, 403, 403, 200},
      {"GET", "/api/v1/directory", "", 200, 200, 200, 200},
      {"GET", "/api/v1/reports", "", 200, 200, 200, 200},
      {"GET", "/api/v1/counts", "", 200, 200, 200, 200},
      {"GET", "/api/v1/replication", "", 403, 403, 403, 200},
      {"GET", "/metrics", "", 403, 403, 403, 200},
      {"GET", "/api/v1/node", "", 200, 200, 200, 200},
      {"GET", "/api/v1/openapi.json", "", 200, 200, 200, 200},
  };
  for (const Call& call : kCalls) {
    SCOPED_TRACE(std::string(call.method) + " " + call.target);
    const auto status = [&](const char* key) {
      return std::string(call.method) == "GET" ? client_.get(call.target, key).status
                                               : client_.post(call.target, call.body, key).status;
    };
    EXPECT_EQ(status(""), call.nobody);
    EXPECT_EQ(status(kAppKey), call.app);
    EXPECT_EQ(status(kOfficerKey), call.officer);
    EXPECT_EQ(status(kOperatorKey), call.operator_);
  }
  EXPECT_EQ(client_.get("/api/v1/reports", "X-API-Key: wrong\r\n").status, 403);
  ApiClient local(node_.local_path());
  EXPECT_EQ(local.get("/api/v1/directory/entries").status, 200);
}

TEST_F(ApiV1Test, TellsOfNodeDirectoryAndReplication) {
  const std::string code = file({{"text", "x"}, {"area", "0"}});
  const json node = json_of(client_.get("/api/v1/node"));
  EXPECT_EQ(node["node"], node_.id().hex());
  EXPECT_EQ(node["name"], "nasional-1");
  EXPECT_EQ(node["area"], "0");
  EXPECT_EQ(node["area_name"], "Indonesia");
  EXPECT_EQ(node["takes_writes"], true);
  const json directory = json_of(client_.get("/api/v1/directory"));
  EXPECT_EQ(
      directory["nodes"][0],
      json(
          {{"node", node_.id().hex()}, {"area", "0"}, {"name", "nasional-1"}, {"revoked", false}}));
  EXPECT_EQ(directory["units"][0]["name"], "Kementerian PU");
  EXPECT_EQ(directory["services"].size(), 3U);
  EXPECT_EQ(directory["services"][2]["active"], false);
  const json entries = json_of(client_.get("/api/v1/directory/entries", kOperatorKey))["entries"];
  EXPECT_GE(entries.size(), 4U);
  const json put{{"entries", entries}};
  const json added = json_of(client_.post("/api/v1/directory", put.dump(), kOperatorKey));
  EXPECT_EQ(added["added"], 0);
  const json status = json_of(client_.get("/api/v1/replication", kOperatorKey));
  EXPECT_EQ(status["node"], node_.id().hex());
  EXPECT_EQ(status["links"].size(), 0U);
  EXPECT_EQ(status["arrivals"], status["projected"]);
  EXPECT_EQ(status["cuts"].size(), 0U);
  const std::string of_node = "/api/v1/replication?cuts_of=" + node_.id().hex();
  EXPECT_EQ(json_of(client_.get(of_node, kOperatorKey))["cuts"].size(), status["feeds"].size());
  EXPECT_EQ(client_.get("/api/v1/replication?cuts_of=64", kOperatorKey).status, 400);
  bool found = false;
  for (const json& feed : status["feeds"]) {
    if (feed["book"] != "0" || feed["lane"] != "news") continue;
    EXPECT_EQ(feed["writer"], node_.id().hex());
    EXPECT_EQ(feed["events"], 1);
    EXPECT_EQ(feed["head"].get<std::string>().size(), 64U);
    found = true;
  }
  EXPECT_TRUE(found) << status.dump();
}

TEST_F(ApiV1Test, CountsItsAnswersForPrometheus) {
  client_.get("/api/v1/node");
  client_.get("/api/v1/nothing");
  client_.get("/api/v1/nothing");
  const RawAnswer answer = client_.get("/metrics", "X-API-Key: monitor-key\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  for (const char* line :
       {"# TYPE jenjang_http_answers_total counter\n",
        "jenjang_http_answers_total{surface=\"api\",status=\"200\"} 1\n",
        "jenjang_http_answers_total{surface=\"api\",status=\"404\"} 2\n", "jenjang_ready 1\n"}) {
    EXPECT_NE(answer.body.find(line), std::string::npos) << line << answer.body;
  }
  EXPECT_EQ(client_.get("/healthz").body, "ok\n");
  EXPECT_EQ(client_.get("/readyz").status, 200);
}

TEST_F(ApiV1Test, FollowsCursorsToTheEnd) {
  for (int i = 0; i < 5; ++i) file({{"text", std::to_string(i)}});
  std::string after;
  std::vector<std::string> texts;
  for (int page = 0; page < 5; ++page) {
    const json answer = json_of(client_.get("/api/v1/reports?page_size=2&after=" + after));
    for (const json& one : answer["reports"]) texts.push_back(one["text"]);
    if (answer["more"] == false) break;
    after = answer["next"];
  }
  EXPECT_EQ(texts.size(), 5U);
  EXPECT_EQ(std::set<std::string>(texts.begin(), texts.end()).size(), 5U);
  const json second = json_of(client_.get("/api/v1/reports?page=2&page_size=2"));
  EXPECT_EQ(second["reports"][0]["text"], texts[2]);
  EXPECT_EQ(second["page"], 2);
}

}  // namespace
}  // namespace jenjang

// The ways by which a secret report became known, a wish was not heard, or somebody acted as
// somebody else: each attack, and its result.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "node/api/wishes.h"
#include "schema/hash.h"
#include "tests/http/quiet_federation.h"

namespace jenjang {
namespace {

using nlohmann::json;
using std::string;
using std::vector;

class SecrecyTest : public testing::Test {
 protected:
  HttpReply post(const string& node, const string& path, const json& body, const string& key,
                 const string& idempotency_key = "") {
    return world_.ask(node, {.method = Method::post,
                             .path = path,
                             .key = key,
                             .body = body.dump(),
                             .idempotency_key = idempotency_key});
  }
  HttpReply get(const string& node, const string& path, const string& key = "") {
    return world_.ask(node, {.path = path, .key = key});
  }
  static json read(const HttpReply& reply) { return json::parse(reply.body); }

  // A report for 64.72 with an identity, taken in at that node; its code.
  string file(const string& node, const json& more = json::object(),
              const string& key = "app-key") {
    json body{{"text", "kata rahasia"},
              {"area", "64.72"},
              {"anonymous", false},
              {"secret", false},
              {"category", 7},
              {"place", "64.72.01"},
              {"identity", {{"first_name", "Siti"}}}};
    body.update(more);
    const HttpReply reply = post(node, "/api/v1/reports", body, key);
    EXPECT_EQ(reply.status, 201) << reply.body;
    world_.run_for_ms(2000);
    return read(reply).value("code", "");
  }
  HttpReply act(const string& node, const string& code, const json& body,
                const string& key = "officer-key", const string& idempotency_key = "") {
    const HttpReply out =
        post(node, "/api/v1/reports/" + code + "/acts", body, key, idempotency_key);
    world_.run_for_ms(2000);
    return out;
  }
  HttpReply open(const string& node, const string& code, const json& body, const string& key) {
    const HttpReply out = post(node, "/api/v1/reports/" + code + "/sealed", body, key);
    world_.run_for_ms(1000);
    return out;
  }
  // The roles of the opened contents; the status where nothing was answered.
  std::multiset<string> opened(const string& node, const string& code, const string& key) {
    const HttpReply reply =
        open(node, code, {{"identity", true}, {"reason", "menghubungi pelapor"}}, key);
    if (reply.status != 200) return {std::to_string(reply.status)};
    std::multiset<string> out;
    const json contents = read(reply)["contents"];
    for (const json& one : contents) out.insert(one["role"]);
    return out;
  }
  bool keeps(const string& node, const string& words) { return world_.peer(node).keeps(words); }
  std::size_t events_of(const string& node, const string& code, const string& type) {
    const json timeline = read(get(node, "/api/v1/reports/" + code, "officer-key"))["timeline"];
    return static_cast<std::size_t>(
        std::count_if(timeline.begin(), timeline.end(),
                      [&](const json& event) { return event["type"] == type; }));
  }

  const TestFederation federation_{{"0", "64", "64.72", "64.74"}};
  QuietFederation world_{federation_};
};

// --- 1. The wish for secrecy is heard.

TEST_F(SecrecyTest, AnOfficerTightensAReportEverywhere) {
  const string code = file("64.72");
  act("64.72", code, {{"act", "follow_up"}, {"text", "jawaban terbuka"}});
  for (const string node : {"0", "64", "64.72"}) {
    EXPECT_EQ(get(node, "/api/v1/reports/" + code).status, 200) << node;
    EXPECT_TRUE(keeps(node, "kata rahasia")) << node;
  }
  EXPECT_EQ(
      act("64.72", code, {{"act", "tighten"}, {"secret", true}, {"text", "ada ancaman"}}).status,
      201);
  world_.run_for_ms(20'000);
  for (const string node : {"0", "64", "64.72"}) {
    EXPECT_EQ(get(node, "/api/v1/reports/" + code).status, 404) << node;
    for (const char* words : {"kata rahasia", "jawaban terbuka", "ada ancaman"}) {
      EXPECT_FALSE(keeps(node, words)) << node << " " << words;
    }
    const json shown = read(get(node, "/api/v1/reports/" + code, "officer-key"));
    EXPECT_EQ(shown["secret"], true);
    EXPECT_EQ(shown["words"], "sealed") << node << shown.dump(1);
    EXPECT_EQ(shown["category"], nullptr);
    EXPECT_EQ(shown["place"], "64.72");
    // The category is for the handlers.
    const json& submitted = shown["timeline"][0];
    EXPECT_EQ(submitted["category"] == 7, node == "64.72") << node << submitted.dump(1);
  }
  EXPECT_EQ(opened("64.72", code, "officer-key"),
            (std::multiset<string>{"answer", "identity", "note", "words"}));
  EXPECT_EQ(opened("64", code, "officer-key"), std::multiset<string>());
  // Once more is refused, and nothing loosens it.
  EXPECT_EQ(act("64.72", code, {{"act", "tighten"}, {"secret", true}}).status, 409);
}

TEST_F(SecrecyTest, AnImportTightensAndNeverLoosens) {
  const auto import = [&](const string& node, bool secret, bool anonymous) {
    const json row{{"lapor_id", 901},
                   {"text", "kata rahasia"},
                   {"area", "64.72"},
                   {"secret", secret},
                   {"anonymous", anonymous},
                   {"status", "ditutup_admin"},
                   {"received_at", "2026-01-05T08:00:00Z"}};
    const HttpReply reply = post(node, "/api/v1/imports", {{"reports", {row}}}, "operator-key");
    world_.run_for_ms(20'000);
    return read(reply)["results"][0];
  };
  EXPECT_EQ(import("0", false, false)["existed"], false);
  EXPECT_EQ(get("0", "/api/v1/reports/901").status, 200);
  json again = import("0", false, true);
  EXPECT_EQ(again["existed"], true);
  EXPECT_EQ(again["tightened"], true);
  EXPECT_EQ(read(get("0", "/api/v1/reports/901"))["anonymous"], true);
  EXPECT_EQ(import("0", true, false)["tightened"], true);
  for (const string node : {"0", "64", "64.72"}) {
    EXPECT_EQ(get(node, "/api/v1/reports/901").status, 404) << node;
    EXPECT_FALSE(keeps(node, "kata rahasia")) << node;
    const json shown = read(get(node, "/api/v1/reports/901", "officer-key"));
    EXPECT_EQ(shown["anonymous"], true);
    EXPECT_EQ(shown["status"], "ditutup_admin");
  }
  EXPECT_EQ(import("64.72", false, false)["tightened"], false);
  EXPECT_EQ(get("64.72", "/api/v1/reports/901").status, 404);
  EXPECT_FALSE(keeps("64.72", "kata rahasia"));
}

// Handed in twice at nodes that do not know of each other: the stricter wish counts.
TEST_F(SecrecyTest, OfTwoWishesForOneReportTheStricterCounts) {
  json body{{"text", "kata rahasia"},
            {"area", "64.72"},
            {"intake", "64.72"},
            {"anonymous", false},
            {"secret", false}};
  const string key = "sama";
  EXPECT_EQ(post("64.72", "/api/v1/reports", body, "app-key", key).status, 201);
  body["secret"] = true;
  const HttpReply second = post("0", "/api/v1/reports", body, "app-key", key);
  EXPECT_EQ(second.status, 201) << second.body;
  world_.run_for_ms(20'000);
  const string code = read(second)["code"];
  for (const string node : {"0", "64", "64.72"}) {
    EXPECT_EQ(get(node, "/api/v1/reports/" + code).status, 404) << node;
    EXPECT_FALSE(keeps(node, "kata rahasia")) << node;
    const json shown = read(get(node, "/api/v1/reports/" + code, "officer-key"));
    EXPECT_EQ(shown["conflicts"], 1);
  }
}

TEST_F(SecrecyTest, TheReportersAppTightensItsOwnReportAndNoOther) {
  const string code = file("64.72");
  const json tighten{{"act", "tighten"}, {"anonymous", true}, {"secret", true}};
  EXPECT_EQ(act("64.72", code, tighten, "other-app-key").status, 404);
  EXPECT_EQ(act("64.72", code, {{"act", "verify"}, {"decision", "arsip"}}, "app-key").status, 403);
  EXPECT_EQ(act("64.72", code, tighten, "app-key").status, 201);
  EXPECT_EQ(get("64.72", "/api/v1/reports/" + code).status, 404);
  EXPECT_EQ(get("64.72", "/api/v1/reports/" + code, "app-key").status, 404);
}

struct Spelling {
  const char* body;
  int status;  // 201: taken, and secret.
};

// No spelling of the wish gives an open report.
TEST_F(SecrecyTest, NoSpellingOfTheWishIsLost) {
  const Spelling kForms[] = {{"attribute[rahasia]=ya", 201},
                             {"attribute[rahasia][]=ya", 201},
                             {"attribute[rahasia][0]=ya", 201},
                             {"attribute%5Brahasia%5D%5B1%5D=True", 201},
                             {"rahasia=1", 201},
                             {"rahasia=YES", 201},
                             {"rahasia=on", 201},
                             {"rahasia=%22true%22", 201},
                             {"rahasia=ya&attribute[rahasia]=true", 201},
                             {"rahasia=&attribute[rahasia]=y", 201},
                             {"rahasia=ya&attribute[rahasia]=tidak", 400},
                             {"rahasia=mungkin", 400},
                             {"rahasia", 400},
                             {"Rahasia=ya", 400},
                             {"RAHASIA=ya", 400},
                             {"ra%E2%80%8Bhasia=ya", 400},
                             {"%EF%BD%92ahasia=ya", 400},
                             {"attribute[Rahasia]=ya", 400},
                             {"attributes[rahasia]=ya", 400},
                             {"attribute[rahasia][a]=ya", 400},
                             {"attribute[secret]=ya", 400},
                             {"attribute[private]=1", 400},
                             {"attribute.rahasia=ya", 400},
                             {"secret=true", 400},
                             {"is_private=1", 400},
                             {"private", 400},
                             {"confidential=", 400},
                             {"non_public=1", 400},
                             {"visibility=private", 400},
                             {"extras[anonymous]=1", 400},
                             {"tipe=Rahasia", 400},
                             {"tipe_laporan=Anonim%7CRahasia", 400},
                             {"sifat=confidential", 400}};
  for (const Spelling& one : kForms) {
    const HttpReply reply = world_.ask(
        "64.72", {.method = Method::post,
                  .path = "/open311/v2/requests.json",
                  .key = "app-key",
                  .body = "service_code=7&address_string=a&description=x&" + string(one.body)});
    EXPECT_EQ(reply.status, one.status) << one.body << reply.body;
    if (reply.status != 201) continue;
    const string code = json::parse(reply.body)[0]["service_request_id"];
    EXPECT_EQ(get("64.72", "/api/v1/reports/" + code).status, 404) << one.body;
  }
}

TEST_F(SecrecyTest, OtherUnknownParametersAreTakenAndNamed) {
  const HttpReply reply = world_.ask(
      "64.72", {.method = Method::post,
                .path = "/open311/v2/requests.json",
                .key = "app-key",
                .body = "service_code=7&address_string=a&description=x&requested_datetime="
                        "2026&%3Cb%3Ewarna=biru&easting=1"});
  ASSERT_EQ(reply.status, 201) << reply.body;
  const string notice = json::parse(reply.body)[0]["service_notice"];
  EXPECT_NE(notice.find("requested_datetime, bwarna, easting"), string::npos) << notice;
  const HttpReply unknown =
      world_.ask("64.72", {.method = Method::post,
                           .path = "/open311/v2/requests.json",
                           .key = "app-key",
                           .body = "service_code=7&address_string=a&attribute[warna]=biru"});
  EXPECT_EQ(unknown.status, 400);
  EXPECT_NE(unknown.body.find("attribute[warna]"), string::npos);
  EXPECT_NE(unknown.body.find("jenis, anonim, rahasia"), string::npos);
}

TEST_F(SecrecyTest, JsonSaysItOnceAndInWordsThatAreKnown) {
  const string open = R"({"text":"x","area":"64.72","anonymous":false,)";
  const Spelling kBodies[] = {{R"("secret":true})", 201},
                              {R"("secret":"ya"})", 201},
                              {R"("secret":1})", 201},
                              {R"("secret":["on"]})", 201},
                              {R"("secret":["ya",true,1]})", 201},
                              {R"("secret":["ya",false]})", 400},
                              {R"("secret":[]})", 400},
                              {R"("secret":2})", 400},
                              {R"("secret":1.0})", 400},
                              {R"("secret":{}})", 400},
                              {R"("secret":""})", 400},
                              {R"("secret":null})", 400},
                              {R"("text":"y"})", 400},
                              {R"("secret":false,"rahasia":true})", 400},
                              {R"("secret":false,"Secret":true})", 400},
                              {R"("secret":false,"secret":true})", 400},
                              {R"("secret":true,"secret":false})", 400},
                              {R"("secret":false,"identity":{"anonymous":true}})", 400},
                              {R"("secret":false,"x":[[[[[[[[[1]]]]]]]]]})", 400}};
  for (const Spelling& one : kBodies) {
    const HttpReply reply = world_.ask("64.72", {.method = Method::post,
                                                 .path = "/api/v1/reports",
                                                 .key = "app-key",
                                                 .body = open + one.body});
    EXPECT_EQ(reply.status, one.status) << one.body << reply.body;
    if (reply.status != 201) continue;
    EXPECT_EQ(get("64.72", "/api/v1/reports/" + string(read(reply)["code"])).status, 404);
  }
  const HttpReply query = world_.ask("64.72", {.method = Method::post,
                                               .path = "/api/v1/reports",
                                               .query = "secret=true",
                                               .key = "app-key",
                                               .body = open + R"("secret":false})"});
  EXPECT_EQ(query.status, 400);
}

TEST_F(SecrecyTest, AnAnonymousReporterIsKnownToTheIntakesCoordinatorAlone) {
  // Taken in by the province for the city; its unit 3 is the one complained of.
  const string code = file("64", {{"anonymous", true}, {"unit", 3}});
  for (const string key : {"officer-key", "coordinator-key", "unit-3-key", "unit-4-key"}) {
    EXPECT_EQ(opened("64.72", code, key), std::multiset<string>{"403"}) << key;
    const bool intake = key == "coordinator-key";
    EXPECT_EQ(opened("64", code, key), std::multiset<string>{intake ? "identity" : "403"}) << key;
    EXPECT_EQ(opened("0", code, key), std::multiset<string>{"403"}) << key;
  }
  EXPECT_EQ(open("64", code, {{"identity", true}}, "coordinator-key").status, 400);
  EXPECT_EQ(events_of("0", code, "sealed_opened"), 1U);
  // The reporter lets the handler know, who is not the unit that is complained of.
  const json grant{{"act", "grant_identity"}, {"text", "boleh dihubungi"}};
  EXPECT_EQ(act("64", code, grant, "officer-key").status, 403);
  EXPECT_EQ(act("64", code, grant, "other-app-key").status, 404);
  EXPECT_EQ(act("64.72", code, grant, "custodian-key").status, 409);
  EXPECT_EQ(act("64", code, grant, "app-key").status, 201);
  EXPECT_EQ(opened("64.72", code, "coordinator-key"), std::multiset<string>{"identity"});
  EXPECT_EQ(opened("64.72", code, "unit-4-key"), std::multiset<string>{"identity"});
  EXPECT_EQ(opened("64.72", code, "unit-3-key"), std::multiset<string>{"403"});
  EXPECT_EQ(opened("64.72", code, "officer-key"), std::multiset<string>{"403"});
  EXPECT_FALSE(keeps("64.72", "Siti"));
}

TEST_F(SecrecyTest, WhoBecomesAnonymousIsSealedAwayFromTheHandler) {
  const string code = file("64");
  EXPECT_EQ(opened("64.72", code, "officer-key"), std::multiset<string>{"identity"});
  EXPECT_EQ(act("64.72", code, {{"act", "tighten"}, {"anonymous", true}}).status, 201);
  world_.run_for_ms(20'000);
  EXPECT_EQ(opened("64.72", code, "coordinator-key"), std::multiset<string>{"403"});
  EXPECT_EQ(opened("64", code, "coordinator-key"), std::multiset<string>{"identity"});
  EXPECT_EQ(get("64.72", "/api/v1/reports/" + code).status, 200);
}

TEST_F(SecrecyTest, AMoveLeavesAnAnonymousIdentityBehind) {
  const string code = file("64", {{"anonymous", true}, {"area", "64"}});
  EXPECT_EQ(act("64", code, {{"act", "forward"}, {"to", "64.72"}}).status, 201);
  world_.run_for_ms(3000);
  EXPECT_EQ(opened("64.72", code, "coordinator-key"), std::multiset<string>{"403"});
  EXPECT_EQ(opened("64", code, "coordinator-key"), std::multiset<string>{"identity"});
}

// --- 2. A secret report is not known.

TEST_F(SecrecyTest, EveryAnswerSaysWhatMayKeepIt) {
  const string shown = file("64.72");
  const string secret = file("64.72", {{"secret", true}});
  const auto kept = [&](const string& path, const string& key) {
    return get("64.72", path, key).kept_by;
  };
  for (const string& path :
       {string("/api/v1/reports"), "/api/v1/reports/" + shown, string("/api/v1/counts")}) {
    EXPECT_EQ(kept(path, ""), KeptBy::caches_that_ask) << path;
    EXPECT_EQ(kept(path, "app-key"), KeptBy::nobody) << path;
    EXPECT_EQ(kept(path, "officer-key"), KeptBy::nobody) << path;
  }
  EXPECT_EQ(kept("/api/v1/reports/" + secret, ""), KeptBy::nobody);
  EXPECT_EQ(kept("/open311/v2/requests.json", ""), KeptBy::caches_that_ask);
  EXPECT_EQ(kept("/open311/v2/services.xml", ""), KeptBy::caches);
  EXPECT_EQ(kept("/metrics", "monitor-key"), KeptBy::nobody);
  EXPECT_EQ(kept("/api/v1/replication", "operator-key"), KeptBy::nobody);
  EXPECT_EQ(open("64.72", secret, json::object(), "officer-key").kept_by, KeptBy::nobody);
}

TEST_F(SecrecyTest, AnAccountTellsNoName) {
  const string code = file("64.72");
  act("64.72", code, {{"act", "follow_up"}, {"text", "ya"}});
  const json officers = read(get("64.72", "/api/v1/reports/" + code, "officer-key"));
  const string account = officers["timeline"][1]["account"];
  for (const char* guess : {"account:officer", "account:officer-key", "officer"}) {
    EXPECT_NE(account, intake_digest(guess).hex());
  }
  EXPECT_FALSE(read(get("64.72", "/api/v1/reports/" + code))["timeline"][1].contains("account"));
}

// --- 3. Nobody acts in another's name.

TEST_F(SecrecyTest, AnOfficialNumberIsNotTakenOver) {
  const string genuine = file("64.72", {{"lapor_id", 77}}, "officer-key");
  json fake{
      {"text", "x"}, {"area", "64.72"}, {"anonymous", true}, {"secret", true}, {"lapor_id", 77}};
  EXPECT_EQ(post("64.72", "/api/v1/reports", fake, "app-key").status, 400);
  EXPECT_EQ(post("64.72", "/api/v1/reports", fake, "officer-key").status, 201);
  world_.run_for_ms(1000);
  EXPECT_EQ(read(get("64.72", "/api/v1/reports/77"))["code"], genuine);
  EXPECT_EQ(get("64.72", "/api/v1/reports/77", "officer-key").status, 409);
  EXPECT_EQ(act("64.72", "77", {{"act", "close"}, {"text", "selesai"}}).status, 409);
  EXPECT_EQ(events_of("64.72", genuine, "closed"), 0U);
}

TEST_F(SecrecyTest, AKeyIsACallersForOneRequest) {
  const string code = file("64.72");
  const json note{{"act", "follow_up"}, {"text", "satu"}};
  EXPECT_EQ(act("64.72", code, note, "officer-key", "k").status, 201);
  EXPECT_EQ(act("64.72", code, note, "officer-key", "k").status, 200);
  // Another officer's act under the same key is written, not lost.
  EXPECT_EQ(act("64.72", code, note, "coordinator-key", "k").status, 201);
  EXPECT_EQ(act("64.72", code, {{"act", "follow_up"}, {"text", "dua"}}, "officer-key", "k").status,
            422);
  EXPECT_EQ(act("64.72", code, {{"act", "close"}, {"text", "satu"}}, "officer-key", "k").status,
            201);
  world_.restart("64.72");
  EXPECT_EQ(act("64.72", code, note, "officer-key", "k").status, 200);
  EXPECT_EQ(act("64.72", code, {{"act", "follow_up"}, {"text", "dua"}}, "officer-key", "k").status,
            422);
}

TEST_F(SecrecyTest, ASubmitUnderAUsedKeyIsAnotherRequest) {
  json body{{"text", "satu"},
            {"area", "64.72"},
            {"anonymous", false},
            {"secret", true},
            {"identity", {{"phone", "1"}}}};
  const auto send = [&](const string& key = "app-key") {
    const int status = post("64.72", "/api/v1/reports", body, key, "k").status;
    world_.run_for_ms(1000);
    return status;
  };
  EXPECT_EQ(send(), 201);
  EXPECT_EQ(send(), 200);
  body["identity"]["phone"] = "2";
  EXPECT_EQ(send(), 422);
  EXPECT_EQ(send("other-app-key"), 201);  // A key of its own.
  world_.restart("64.72");
  EXPECT_EQ(send(), 422);
  body["identity"]["phone"] = "1";
  EXPECT_EQ(send(), 200);
  const HttpReply form =
      world_.ask("64.72", {.method = Method::post,
                           .path = "/open311/v2/requests.json",
                           .key = "app-key",
                           .body = "service_code=7&address_string=a&description=x",
                           .idempotency_key = "k"});
  EXPECT_EQ(form.status, 422) << form.body;
}

TEST_F(SecrecyTest, EveryOpeningIsOnDiskBeforeItsAnswer) {
  const string code = file("64.72", {{"secret", true}});
  constexpr int kOpenings = 63;
  for (int i = 0; i < kOpenings; ++i) {
    EXPECT_EQ(
        post("64.72", "/api/v1/reports/" + code + "/sealed", json::object(), "officer-key").status,
        200);
  }
  world_.restart("64.72");  // Answered acts were on disk.
  EXPECT_EQ(events_of("64.72", code, "sealed_opened"), std::size_t{kOpenings});
  world_.run_for_ms(3000);
  EXPECT_EQ(events_of("0", code, "sealed_opened"), std::size_t{kOpenings});
  // A store that takes no writes shows nothing.
  world_.peer("64.72").store().fail_commits();
  const HttpReply refused =
      post("64.72", "/api/v1/reports/" + code + "/sealed", json::object(), "officer-key");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.body.find("kata"), string::npos);
}

}  // namespace
}  // namespace jenjang

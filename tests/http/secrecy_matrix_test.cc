// Two federations that differ in one secret report alone: a caller who may not know of it gets the
// very same bytes from both, for every question, at every node.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "schema/base32.h"
#include "tests/http/quiet_federation.h"

namespace jenjang {
namespace {

using std::string;
using std::vector;

Ask submit(const string& text, const string& more, const string& key) {
  return {.method = Method::post,
          .path = "/api/v1/reports",
          .key = "officer-key",
          .body = R"({"title":"Judul","text":")" + text + R"(","area":"64.72",)" + more + "}",
          .idempotency_key = key};
}

Ask act(const string& code, const string& body, const string& key = "officer-key") {
  return {.method = Method::post,
          .path = "/api/v1/reports/" + code + "/acts",
          .key = key,
          .body = body};
}

string code_of(const HttpReply& reply) {
  return nlohmann::json::parse(reply.body).value("code", "");
}

// The questions of callers who may not know, for every node: all reads, with every filter, order,
// size of a page, spelling of a name, and mistake.
class Questions {
 public:
  Questions(string secret, string open) : secret_(std::move(secret)), open_(std::move(open)) {}

  vector<Ask> all() {
    lists();
    names();
    figures();
    return std::move(out_);
  }

 private:
  void get(const string& path, const string& query = "") {
    out_.push_back({.path = path, .query = query});
  }

  void lists() {
    const vector<string> filters{"",
                                 "area=64.72",
                                 "area=64.72.01",
                                 "area=64",
                                 "area=64.71",
                                 "holder=64.72",
                                 "category=7",
                                 "category=9",
                                 "kind=aspirasi",
                                 "kind=pengaduan",
                                 "status=belum_terverifikasi",
                                 "status=terdisposisi,ditutup_admin",
                                 "from=2026-11-24",
                                 "until=2026-11-24",
                                 "updated_after=2026-11-24T12:00:00Z",
                                 "updated_before=2026-11-24T12:00:30Z"};
    for (const string& filter : filters) {
      for (const string order : {"", "&order=received", "&order=updated"}) {
        for (const string size : {"1", "2", "3", "200"}) {
          get("/api/v1/reports", filter + order + "&page_size=" + size);
        }
        for (const string page : {"1", "2", "5"}) {
          get("/api/v1/reports", filter + order + "&page_size=2&page=" + page);
        }
      }
    }
    const vector<string> open311{"",
                                 "service_code=7",
                                 "service_code=9",
                                 "status=open",
                                 "status=closed",
                                 "status=open,closed",
                                 "address_id=64.72",
                                 "address_id=64.72.01",
                                 "start_date=2026-11-20",
                                 "end_date=2026-12-20",
                                 "updated_after=2026-11-24T12:00:00Z",
                                 "service_request_id=" + secret_,
                                 "service_request_id=" + secret_ + "," + open_,
                                 "service_request_id=" + secret_.substr(0, 12),
                                 "service_request_id=5555"};
    for (const string& filter : open311) {
      for (const string format : {".json", ".xml"}) {
        for (const string more : {"", "&page_size=1", "&page_size=2&page=2", "&extensions=true"}) {
          get("/open311/v2/requests" + format, filter + more);
        }
      }
    }
  }

  void names() {
    vector<string> names{secret_, open_, "5555", "7777", "zzzzzzzzzz", string(26, '0'), "0", "x y"};
    for (std::size_t size = 9; size < secret_.size(); ++size) {
      names.push_back(secret_.substr(0, size));
    }
    for (const string& name : names) {
      get("/api/v1/reports/" + name);
      for (const string format : {".json", ".xml"}) {
        get("/open311/v2/requests/" + name + format);
        get("/open311/v2/tokens/" + name + format);
      }
      for (const string body :
           {R"({"act":"tighten","secret":true})", R"({"act":"grant_identity","text":"ya"})",
            R"({"act":"verify","decision":"arsip"})", "{}"}) {
        out_.push_back(act(name, body, ""));
      }
      out_.push_back({.method = Method::post,
                      .path = "/api/v1/reports/" + name + "/sealed",
                      .body = R"({"identity":true,"reason":"ya"})"});
    }
  }

  void figures() {
    for (const string query :
         {"", "area=64", "area=64.72", "area=64.72.01", "area=64.74", "kind=pengaduan",
          "kind=aspirasi", "status=belum_terverifikasi", "category=7", "category=9", "category=0",
          "month=2026-11", "month_from=2026-01&month_until=2026-12", "area=6", "month=x"}) {
      get("/api/v1/counts", query);
    }
    for (const string path :
         {"/api/v1/replication", "/metrics", "/api/v1/node", "/api/v1/directory",
          "/api/v1/directory/entries", "/open311/v2/services.json", "/open311/v2/discovery.xml",
          "/readyz", "/healthz", "/api/v1/openapi.json", "/api/v1/nothing"}) {
      get(path);
    }
    get("/api/v1/reports", "page_size=x");
    get("/api/v1/reports", "after=x");
    get("/api/v1/reports", "after=" + string(48, '0'));
    get("/api/v1/reports", "after=" + string(48, 'f'));
    get("/api/v1/reports", "status=x&kind=y");
  }

  const string secret_;
  const string open_;
  vector<Ask> out_;
};

class SecrecyMatrix : public testing::Test {
 protected:
  // The same steps in both worlds; in `without_` the ones that make the secret report take time
  // alone.
  HttpReply both(const string& name, const Ask& ask) {
    without_.step(name, ask);
    return with_.step(name, ask);
  }
  HttpReply secretly(const string& name, const Ask& ask) {
    without_.skip();
    return with_.step(name, ask);
  }

  void open_reports() {
    const string flags = R"("anonymous":true,"secret":false,)";
    open_ = code_of(both("64.72", submit("satu", flags + R"("category":7,"lapor_id":5555)", "1")));
    const string second =
        code_of(both("64.72", submit("dua", flags + R"("category":9,"kind":"aspirasi")", "2")));
    both("64.72", act(second, R"({"act":"dispose","unit":3,"text":"segera"})"));
    both("64.72", act(second, R"({"act":"follow_up","text":"dikerjakan"})"));
  }
  void more_open_reports() {
    const string flags = R"("anonymous":false,"secret":false,)";
    const string third =
        code_of(both("64.72", submit("tiga", flags + R"("place":"64.72.01","category":7)", "3")));
    both("64.72", act(third, R"({"act":"close","text":"selesai"})"));
    both("64.72", submit("empat", flags + R"("category":7)", "4"));
    both("64.74", submit("lima", flags + R"("category":7,"place":"64.74")", "5"));
  }

  void expect_the_same(const string& node, Ask ask) {
    const HttpReply with = with_.ask(node, ask);
    const HttpReply without = without_.ask(node, ask);
    const string what =
        node + " " + ask.path + "?" + ask.query + " key=" + ask.key + " " + ask.body;
    ASSERT_EQ(with.status, without.status) << what;
    ASSERT_EQ(with.headers, without.headers) << what;
    ASSERT_EQ(with.content_type, without.content_type) << what;
    ASSERT_EQ(with.kept_by, without.kept_by) << what;
    ASSERT_EQ(with.body, without.body) << what;
    ++compared_;
    // Follows the cursor to the end.
    if (ask.path != "/api/v1/reports" || with.status != 200) return;
    const nlohmann::json next = nlohmann::json::parse(with.body)["next"];
    if (next.is_null()) return;
    ask.query = ask.query.substr(0, ask.query.find("&after=")) + "&after=" + next.get<string>();
    expect_the_same(node, ask);
  }

  void compare_all(const string& secret) {
    for (const Ask& ask : Questions(secret, open_).all()) {
      for (const string node : {"0", "64", "64.72", "64.74"}) {
        for (const string key : {"", "other-app-key"}) {
          Ask one = ask;
          one.key = key;
          ASSERT_NO_FATAL_FAILURE(expect_the_same(node, one));
        }
      }
      // An officer of another tier, whose node holds nothing of it.
      Ask one = ask;
      one.key = "officer-key";
      ASSERT_NO_FATAL_FAILURE(expect_the_same("64.74", one));
    }
    EXPECT_GT(compared_, 5000U);
  }

  const TestFederation federation_{{"0", "64", "64.72", "64.74"}};
  QuietFederation with_{federation_};
  QuietFederation without_{federation_};
  string open_;
  std::size_t compared_ = 0;
};

TEST_F(SecrecyMatrix, OfAReportThatCameInSecret) {
  open_reports();
  const string secret = code_of(secretly(
      "64.72",
      submit("suap", R"("anonymous":true,"secret":true,"category":7,"lapor_id":5555)", "rahasia")));
  secretly("64.72", act(secret, R"({"act":"dispose","unit":3,"text":"periksa"})"));
  secretly("64.72", act(secret, R"({"act":"follow_up","text":"sudah diperiksa"})"));
  more_open_reports();
  compare_all(secret);
}

TEST_F(SecrecyMatrix, OfAReportThatWasTightened) {
  open_reports();
  const string secret = code_of(secretly(
      "64.72", submit("suap", R"("anonymous":false,"secret":false,"category":7)", "rahasia")));
  secretly("64.72", act(secret, R"({"act":"follow_up","text":"sudah diperiksa"})"));
  secretly("64.72", act(secret, R"({"act":"tighten","secret":true,"anonymous":true})"));
  more_open_reports();
  compare_all(secret);
}

// The comparison can fail: a caller who may know is told.
TEST_F(SecrecyMatrix, TellsOfficersApart) {
  open_reports();
  const string secret =
      code_of(secretly("64.72", submit("suap", R"("anonymous":true,"secret":true)", "rahasia")));
  more_open_reports();
  for (const string node : {"64.72", "64", "0"}) {
    const Ask one{.path = "/api/v1/reports/" + secret, .key = "officer-key"};
    EXPECT_EQ(with_.ask(node, one).status, 200);
    EXPECT_EQ(without_.ask(node, one).status, 404);
    const Ask list{.path = "/api/v1/reports", .key = "officer-key"};
    EXPECT_NE(with_.ask(node, list).body, without_.ask(node, list).body);
    EXPECT_NE(with_.ask(node, list).body.find(secret), string::npos);
  }
}

}  // namespace
}  // namespace jenjang

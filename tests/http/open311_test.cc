#include <gtest/gtest.h>

#include <algorithm>
#include <pugixml.hpp>

#include "tests/http/api_client.h"
#include "tests/http/live_node.h"

namespace jenjang {
namespace {

using nlohmann::json;

constexpr const char* kRequests = "/open311/v2/requests.json";

std::string code_of(const RawAnswer& posted) {
  return json_of(posted).at(0).at("service_request_id").get<std::string>();
}

class Open311Test : public testing::Test {
 protected:
  // The id of a report that was taken in and folded.
  std::string file(const std::string& fields, const std::string& headers = "") {
    const RawAnswer answer = client_.post(kRequests, fields, kAppKey + headers);
    EXPECT_EQ(answer.status, 201) << answer.body;
    EXPECT_TRUE(node_.caught_up());
    return answer.status == 201 ? code_of(answer) : "";
  }

  LiveNode node_;
  ApiClient client_{node_.port()};
};

TEST_F(Open311Test, TakesAReportInAndShowsIt) {
  const std::string id = file(
      "service_code=2&lat=-0.5021&long=117.1537&address_string=Jl.+Kapten+Soedjono"
      "&address_id=64.72.01.1001&description=Lubang+besar&attribute[jenis]=aspirasi"
      "&media_url=https://foto.example/1.jpg&first_name=Budi&phone=0811");
  const RawAnswer answer = client_.get("/open311/v2/requests/" + id + ".json");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("content-type"), "application/json; charset=utf-8");
  EXPECT_EQ(answer.headers.at("access-control-allow-origin"), "*");
  EXPECT_EQ(answer.body.find("Budi"), std::string::npos);
  const json list = json_of(answer);
  ASSERT_EQ(list.size(), 1U);
  json request = list[0];
  EXPECT_TRUE(request["requested_datetime"].get<std::string>().ends_with("+07:00"));
  request.erase("requested_datetime");
  request.erase("updated_datetime");
  EXPECT_EQ(request, json({{"service_request_id", id},
                           {"status", "open"},
                           {"status_notes", "Belum terverifikasi"},
                           {"service_name", "Jalan"},
                           {"service_code", "2"},
                           {"description", "Lubang besar"},
                           {"agency_responsible", "Kota Samarinda"},
                           {"service_notice", nullptr},
                           {"expected_datetime", nullptr},
                           {"address", "Jl. Kapten Soedjono"},
                           {"address_id", "64.72.01.1001"},
                           {"zipcode", nullptr},
                           {"lat", -0.5021},
                           {"long", 117.1537},
                           {"media_url", "https://foto.example/1.jpg"}}));
}

// An XML element as the JSON that is its Spark image, read with the JSON's own shape: a list where
// that has a list, text for everything else.
json image_of(const pugi::xml_node& element, const json& like) {
  if (like.is_array()) {
    json out = json::array();
    for (const pugi::xml_node& child : element.children()) {
      out.push_back(image_of(child, out.size() < like.size() ? like[out.size()] : json()));
    }
    return out;
  }
  if (like.is_object()) {
    json out = json::object();
    for (const pugi::xml_node& child : element.children()) {
      out[child.name()] = image_of(child, like.value(child.name(), json()));
    }
    return out;
  }
  const std::string text = element.text().get();
  if (text.empty()) return nullptr;
  return like.is_string() ? json(text) : json::parse(text, nullptr, false);
}

// The JSON of a target, whose XML was checked to say the same under that root.
json both_formats(ApiClient& client, const std::string& target, const std::string& query,
                  const std::string& root) {
  const RawAnswer as_json = client.get(target + ".json" + query);
  const RawAnswer as_xml = client.get(target + ".xml" + query);
  EXPECT_EQ(as_xml.status, as_json.status) << target;
  EXPECT_EQ(as_xml.headers.at("content-type"), "text/xml; charset=utf-8");
  EXPECT_TRUE(as_xml.body.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"));
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(as_xml.body.c_str())) << as_xml.body;
  EXPECT_EQ(document.document_element().name(), root);
  const json out = json_of(as_json);
  EXPECT_EQ(image_of(document.document_element(), out), out) << as_xml.body;
  return out;
}

TEST_F(Open311Test, DescribesItselfInBothFormats) {
  const json found = both_formats(client_, "/open311/v2/discovery", "", "discovery");
  ASSERT_EQ(found["endpoints"].size(), 1U);
  const json& endpoint = found["endpoints"][0];
  EXPECT_EQ(endpoint["specification"], "http://wiki.open311.org/GeoReport_v2");
  EXPECT_TRUE(endpoint["url"].get<std::string>().ends_with("/open311/v2"));
  EXPECT_EQ(endpoint["type"], "production");
  EXPECT_EQ(endpoint["formats"], json({"text/xml", "application/json"}));
  for (const char* field : {"changeset", "contact", "key_service"}) {
    EXPECT_FALSE(found[field].get<std::string>().empty()) << field;
  }
}

TEST_F(Open311Test, ListsActiveServicesAndDefinesThem) {
  const json services = both_formats(client_, "/open311/v2/services", "", "services");
  ASSERT_EQ(services.size(), 2U);
  EXPECT_EQ(services[0]["service_code"], "1");
  EXPECT_EQ(services[0]["group"], nullptr);
  EXPECT_EQ(services[1], json({{"service_code", "2"},
                               {"service_name", "Jalan"},
                               {"description", nullptr},
                               {"metadata", true},
                               {"type", "realtime"},
                               {"keywords", "Infrastruktur"},
                               {"group", "Infrastruktur"}}));
  const json definition = both_formats(client_, "/open311/v2/services/2", "", "service_definition");
  EXPECT_EQ(definition["service_code"], "2");
  const json& kind = definition["attributes"][0];
  EXPECT_EQ(kind["code"], "jenis");
  EXPECT_EQ(kind["datatype"], "singlevaluelist");
  EXPECT_EQ(kind["values"][2], json({{"key", "aspirasi"}, {"name", "Aspirasi"}}));
}

TEST_F(Open311Test, WritesOneReportAndTheListTheSameInBothFormats) {
  const std::string id =
      file("service_code=1&lat=-1&long=117&description=" + form_encoded("a < b & \"c\"\r\nbaris"));
  const json one = both_formats(client_, "/open311/v2/requests/" + id, "", "service_requests");
  EXPECT_EQ(one[0]["description"], "a < b & \"c\"\r\nbaris");
  EXPECT_EQ(both_formats(client_, "/open311/v2/requests", "", "service_requests"), one);
  const json more =
      both_formats(client_, "/open311/v2/requests/" + id, "?extensions=true", "service_requests");
  EXPECT_EQ(more[0]["extended_attributes"]["detailed_status"], "belum_terverifikasi");
  EXPECT_EQ(more[0]["attributes"][0], json({{"code", "jenis"}, {"value", "pengaduan"}}));
  EXPECT_EQ(more[0]["notes"][0]["type"], "submitted");
  const json token = both_formats(client_, "/open311/v2/tokens/" + id, "", "service_requests");
  EXPECT_EQ(token, json::array({{{"service_request_id", id}, {"token", id}}}));
}

struct Refusal {
  const char* name;
  const char* fields;
  const char* headers;
  int status;
  const char* says;
};

TEST_F(Open311Test, RefusesWhatIsWrongAndSaysWhat) {
  const std::string long_text =
      "service_code=1&address_string=a&description=" + std::string(4001, 'x');
  const std::string long_key =
      std::string(kAppKey) + "Idempotency-Key: " + std::string(201, 'k') + "\r\n";
  const Refusal kCases[] = {
      {"no key", "service_code=1&address_string=a", "", 403, "api_key: belum diisi"},
      {"wrong key", "api_key=wrong&service_code=1&address_string=a", "", 403,
       "api_key: kunci ini tidak dikenal"},
      {"no service", "address_string=a", kAppKey, 400, "service_code: belum diisi"},
      {"empty service", "service_code=&address_string=a", kAppKey, 400,
       "service_code: belum diisi"},
      {"service 0", "service_code=0&address_string=a", kAppKey, 404,
       "service_code: layanan ini tidak ada"},
      {"unknown service", "service_code=99&address_string=a", kAppKey, 404,
       "service_code: layanan ini tidak ada"},
      {"service that ended", "service_code=3&address_string=a", kAppKey, 404,
       "layanan ini tidak ada"},
      {"service of letters", "service_code=JALAN&address_string=a", kAppKey, 404,
       "layanan ini tidak ada"},
      {"service too large", "service_code=4294967297&address_string=a", kAppKey, 404,
       "layanan ini tidak ada"},
      {"no location", "service_code=1", kAppKey, 400, "yang diharapkan lat dan long"},
      {"lat alone", "service_code=1&lat=1", kAppKey, 400, "long: belum diisi"},
      {"lat of letters", "service_code=1&lat=x&long=1", kAppKey, 400,
       "lat: yang diharapkan derajat"},
      {"lat too large", "service_code=1&lat=91&long=1", kAppKey, 400,
       "lat: yang diharapkan derajat"},
      {"long infinite", "service_code=1&lat=1&long=inf", kAppKey, 400,
       "long: yang diharapkan derajat"},
      {"bad area", "service_code=1&address_id=64.7x", kAppKey, 400, "address_id: yang diharapkan"},
      {"long text", long_text.c_str(), kAppKey, 400, "4001 karakter, paling banyak 4000"},
      {"tags", "service_code=1&address_string=a&description=%3Cb%3Ex%3C/b%3E", kAppKey, 400,
       "HTML"},
      {"no UTF-8", "service_code=1&address_string=a&description=%FF", kAppKey, 400, "UTF-8"},
      {"a zero byte", "service_code=1&address_string=a&description=%00", kAppKey, 400, "kendali"},
      {"half an escape", "service_code=1&address_string=%4", kAppKey, 400, "tanda persen"},
      {"media of a file", "service_code=1&address_string=a&media_url=file:///x", kAppKey, 400,
       "http"},
      {"unknown kind", "service_code=1&address_string=a&attribute[jenis]=keluhan", kAppKey, 400,
       "jenis: yang diharapkan"},
      {"odd flag", "service_code=1&address_string=a&rahasia=mungkin", kAppKey, 400, "rahasia"},
      {"odd reach", "service_code=1&address_string=a&durability=moon", kAppKey, 400, "durability"},
      {"long key", "service_code=1&address_string=a", long_key.c_str(), 400, "Idempotency-Key"},
  };
  for (const Refusal& one : kCases) {
    SCOPED_TRACE(one.name);
    const RawAnswer answer = client_.post(kRequests, one.fields, one.headers);
    EXPECT_EQ(answer.status, one.status) << answer.body;
    const json errors = json_of(answer);
    ASSERT_EQ(errors.size(), 1U) << answer.body;
    EXPECT_EQ(errors[0]["code"], one.status);
    EXPECT_NE(errors[0]["description"].get<std::string>().find(one.says), std::string::npos)
        << answer.body;
  }
  const RawAnswer two =
      client_.post("/open311/v2/requests.xml", "lat=95&long=1&service_code=0", kAppKey);
  EXPECT_EQ(two.status, 404);
  EXPECT_EQ(
      two.body,
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<errors><error><code>404</code>"
      "<description>service_code: layanan ini tidak ada di sini</description></error><error>"
      "<code>400</code><description>lat: yang diharapkan derajat antara -90 dan 90</description>"
      "</error></errors>\n");
  EXPECT_EQ(json_of(client_.get("/api/v1/counts"))["total"], 0);
}

TEST_F(Open311Test, RefusesBadQueriesAndUnknownIds) {
  const Refusal kCases[] = {
      {"unknown service", "services/99.json", "", 404, "service_code"},
      {"service of letters", "services/x.json", "", 404, "service_code"},
      {"unknown report", "requests/0123456789abcdefghjkmnpqr0.json", "", 404, "service_request_id"},
      {"no id at all", "requests/x.json", "", 404, "service_request_id"},
      {"unknown tracking id", "requests/1234567.json", "", 404, "service_request_id"},
      {"unknown token", "tokens/0123456789.json", "", 404, "token"},
      {"a date of no calendar", "requests.json?start_date=2026-02-30", "", 400, "start_date"},
      {"a long span", "requests.json?start_date=2026-01-01&end_date=2026-06-01", "", 400,
       "90 hari"},
      {"backwards", "requests.json?start_date=2026-02-01&end_date=2026-01-01", "", 400,
       "lebih awal"},
      {"odd status", "requests.json?status=solved", "", 400, "status"},
      {"unknown service in a list", "requests.json?service_code=1,99", "", 404, "service_code"},
      {"odd page", "requests.json?page=x", "", 400, "page"},
      {"page too deep", "requests.json?page=1000000", "", 400, "ikuti tautan next"},
      {"odd cursor", "requests.json?after=1.x", "", 400, "after"},
      {"no such path", "nothing.json", "", 404, "alamat ini tidak ada"},
  };
  for (const Refusal& one : kCases) {
    SCOPED_TRACE(one.name);
    const RawAnswer answer = client_.get("/open311/v2/" + std::string(one.fields));
    EXPECT_EQ(answer.status, one.status) << answer.body;
    const json errors = json_of(answer);
    EXPECT_EQ(errors[0]["code"], one.status);
    EXPECT_NE(errors[0]["description"].get<std::string>().find(one.says), std::string::npos)
        << answer.body;
  }
  EXPECT_EQ(client_.get("/open311/v2/services").status, 404);
}

TEST_F(Open311Test, AnswersARetryWithTheSameReport) {
  const std::string fields = "service_code=1&address_string=a&description=sekali";
  const std::string key = "Idempotency-Key: kunci-1\r\n";
  const RawAnswer first = client_.post(kRequests, fields, kAppKey + key);
  const RawAnswer again = client_.post(kRequests, fields, kAppKey + key);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(first.body, again.body);
  ASSERT_TRUE(node_.caught_up());
  EXPECT_EQ(code_of(client_.post(kRequests, fields, kAppKey + key)), code_of(first));
  // Another client's key is another report, and so is a call without one.
  EXPECT_NE(code_of(client_.post(kRequests, fields, kOfficerKey + key)), code_of(first));
  EXPECT_NE(code_of(client_.post(kRequests, fields, kAppKey)), code_of(first));
  ASSERT_TRUE(node_.caught_up());
  EXPECT_EQ(json_of(client_.get("/api/v1/counts"))["total"], 3);
}

TEST_F(Open311Test, TakesTheKeyAndTheFieldsWhereverClientsPutThem) {
  const std::string fields = "service_code=1&address_string=a";
  EXPECT_EQ(client_.post(kRequests, fields + "&api_key=app-key").status, 201);
  EXPECT_EQ(client_.post(std::string(kRequests) + "?api_key=app-key", fields).status, 201);
  EXPECT_EQ(client_.post(kRequests, fields, "Authorization: bearer app-key\r\n").status, 201);
  const std::string body =
      "--X\r\nContent-Disposition: form-data; name=\"service_code\"\r\n\r\n1\r\n"
      "--X\r\nContent-Disposition: form-data; name=\"address_string\"\r\n\r\nJl. A\r\n"
      "--X\r\nContent-Disposition: form-data; name=\"photo1\"; filename=\"a.jpg\"\r\n\r\n"
      "\xFF\xD8\r\n--X--\r\n";
  const std::string type = "multipart/form-data; boundary=X";
  const RawAnswer answer = client_.ask(http_post(kRequests, body, type, kAppKey));
  EXPECT_EQ(answer.status, 201);
  const json taken = json_of(answer)[0];
  EXPECT_EQ(taken["service_notice"],
            "1 berkas tidak ikut tersimpan; sertakan alamatnya dalam media_url.");
  const RawAnswer in_xml = client_.ask(http_post("/open311/v2/requests.xml", body, type, kAppKey));
  EXPECT_NE(in_xml.body.find("<service_notice>1 berkas"), std::string::npos) << in_xml.body;
  EXPECT_EQ(client_.ask(http_post(kRequests, "{}", "application/json", kAppKey)).status, 400);
  ApiClient local(node_.local_path());
  EXPECT_EQ(local.post(kRequests, fields).status, 201);
}

TEST_F(Open311Test, ShowsASecretReportNowhere) {
  const std::string open = file("service_code=1&address_string=a&description=terbuka");
  const std::string secret =
      file("service_code=1&address_string=rumah&description=gelap&attribute[rahasia]=ya");
  for (const std::string& target :
       {"/open311/v2/requests/" + secret + ".json", "/open311/v2/tokens/" + secret + ".json",
        "/api/v1/reports/" + secret}) {
    EXPECT_EQ(client_.get(target).status, 404) << target;
  }
  EXPECT_EQ(client_.get("/open311/v2/requests/" + secret + ".json", kOfficerKey).status, 404);
  for (const std::string& target :
       {std::string(kRequests), kRequests + ("?service_request_id=" + secret + "," + open),
        std::string("/open311/v2/requests.xml?extensions=true"), std::string("/api/v1/reports")}) {
    const RawAnswer answer = client_.get(target);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body.find(secret), std::string::npos) << target;
    EXPECT_EQ(answer.body.find("gelap"), std::string::npos) << target;
    EXPECT_NE(answer.body.find(open), std::string::npos) << target;
  }
  const json counts = json_of(client_.get("/api/v1/counts"));
  EXPECT_EQ(counts["total"], 1);
  EXPECT_EQ(counts["by_kind"], json({{"pengaduan", 1}}));
  EXPECT_EQ(json_of(client_.get("/api/v1/counts?kind=pengaduan"))["total"], 1);
  EXPECT_EQ(json_of(client_.get("/api/v1/counts?kind=pengaduan", kOfficerKey))["total"], 2);
}

TEST_F(Open311Test, PagesThroughTheListByNumberAndByLink) {
  std::vector<std::string> filed;
  for (int i = 0; i < 5; ++i) {
    filed.insert(filed.begin(), file("service_code=1&address_string=" + std::to_string(i)));
  }
  const auto ids = [](const RawAnswer& answer) {
    std::vector<std::string> out;
    for (const json& one : json_of(answer)) out.push_back(one["service_request_id"]);
    return out;
  };
  std::vector<std::string> seen;
  std::string target = std::string(kRequests) + "?page_size=2&api_key=nobody&status=open";
  for (int page = 0; page < 3; ++page) {
    const RawAnswer answer = client_.get(target);
    for (const std::string& id : ids(answer)) seen.push_back(id);
    if (!answer.headers.contains("link")) break;
    const std::string link = answer.headers.at("link");
    EXPECT_TRUE(link.ends_with("rel=\"next\"")) << link;
    EXPECT_EQ(link.find("api_key"), std::string::npos);
    const std::size_t path = link.find("/open311");
    target = link.substr(path, link.find('>') - path);
  }
  std::sort(seen.begin(), seen.end());
  std::vector<std::string> sorted = filed;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(seen, sorted);
  EXPECT_EQ(ids(client_.get(std::string(kRequests) + "?page=3&page_size=2")).size(), 1U);
  EXPECT_EQ(ids(client_.get(std::string(kRequests) + "?page=4&page_size=2")).size(), 0U);
}

TEST_F(Open311Test, ChoosesReportsByServiceStatusDatesAndPlace) {
  const std::string road = file("service_code=2&address_id=64.72.01");
  const std::string other = file("service_code=1&address_id=64.71");
  const auto count = [&](const std::string& query) {
    return json_of(client_.get(std::string(kRequests) + query)).size();
  };
  EXPECT_EQ(count(""), 2U);
  EXPECT_EQ(count("?service_code=2"), 1U);
  EXPECT_EQ(count("?service_code=1,2&status=open,closed"), 2U);
  EXPECT_EQ(count("?status=closed"), 0U);
  EXPECT_EQ(count("?address_id=64"), 2U);
  EXPECT_EQ(count("?address_id=64.72"), 1U);
  EXPECT_EQ(count("?end_date=2020-01-01"), 0U);
  EXPECT_EQ(count("?updated_after=2020-01-01T00:00:00Z"), 2U);
  EXPECT_EQ(count("?updated_before=2020-01-01T00:00:00Z"), 0U);
  // Named ones come whatever else is asked, and by their first ten characters.
  EXPECT_EQ(
      count("?service_request_id=" + road.substr(0, 10) + "," + other + ",zzzz&status=closed"), 2U);
}

TEST_F(Open311Test, SaysWhichMethodsAPathTakes) {
  const RawAnswer wrong =
      client_.ask("DELETE /open311/v2/requests.json HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.at("allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(json_of(wrong)[0]["code"], 405);
  const RawAnswer post = client_.post("/open311/v2/services.json", "", kAppKey);
  EXPECT_EQ(post.status, 405);
  EXPECT_EQ(post.headers.at("allow"), "GET, HEAD, OPTIONS");
  const RawAnswer options =
      client_.ask("OPTIONS /open311/v2/services.xml HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.headers.at("access-control-allow-methods"), "GET, HEAD, OPTIONS");
  const RawAnswer head =
      client_.ask("HEAD /open311/v2/services.json HTTP/1.1\r\nHost: a\r\n\r\n", true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-type"), "application/json; charset=utf-8");
}

TEST_F(Open311Test, SaysWhenTheNodeIsTooBusy) {
  node_.fill_queue(true);
  const std::string fields = "service_code=1&address_string=a";
  const RawAnswer busy = client_.post(kRequests, fields, kAppKey);
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.headers.at("retry-after"), "1");
  EXPECT_EQ(json_of(busy)[0]["code"], 503);
  EXPECT_EQ(client_.get("/api/v1/replication", kOperatorKey).status, 503);
  node_.fill_queue(false);
  EXPECT_EQ(client_.post(kRequests, fields, kAppKey).status, 201);
}

}  // namespace
}  // namespace jenjang

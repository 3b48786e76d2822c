#include <gtest/gtest.h>

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

}  // namespace
}  // namespace jenjang

// Bytes that nobody of the federation sends.
#include <gtest/gtest.h>

#include "tests/cluster/federation.h"
#include "tests/cluster/until.h"

namespace jenjang {
namespace {

using nlohmann::json;

// What the node has stored, by its own account.
std::int64_t arrivals(const ClusterNode& node) {
  return node.read("/api/v1/replication").value("arrivals", std::int64_t{-1});
}

std::size_t count_lines(const ClusterNode& node, const std::string& word) {
  const std::string log = node.log();
  std::size_t out = 0;
  for (std::size_t at = log.find(" " + word + " "); at != std::string::npos;
       at = log.find(" " + word + " ", at + 1)) {
    ++out;
  }
  return out;
}

class Hostile : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(federation.start());
    kept = province.submit("Sudah ada");
    ASSERT_TRUE(until([&] { return federation.node("0").has(kept); }));
    ASSERT_TRUE(federation.all_equal());
    stored = arrivals(province);
  }

  // The node goes on: nothing was stored, what it had is there, and new things get through.
  void expect_unmoved() {
    EXPECT_EQ(arrivals(province), stored);
    EXPECT_TRUE(province.running());
    EXPECT_TRUE(province.ready());
    const std::string after = province.submit("Sesudahnya");
    EXPECT_TRUE(federation.all_have({kept, after}));
    EXPECT_TRUE(federation.all_equal());
  }

  Federation federation{"0,64"};
  ClusterNode& province = federation.node("64");
  std::string kept;
  std::int64_t stored = 0;
};

TEST_F(Hostile, BytesAtTheLinkPortAreCountedAndLoggedAndStoreNothing) {
  const double accepted = metric(province, "jenjang_port_connections_total").value_or(-1);
  const double handshakes = metric(province, "jenjang_port_handshakes_total").value_or(-1);
  const double closed = metric(province, "jenjang_port_closed_total").value_or(-1);
  // ZMTP's greeting, up to the mechanism's name.
  const std::string greeting("\xff\0\0\0\0\0\0\0\1\x7f\3\0", 12);
  const std::string curve = greeting + "CURVE" + std::string(47, '\0');
  const std::vector<std::string> garbage{
      "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
      std::string(2 << 20, '\0'),
      std::string(2 << 20, '\xff'),
      greeting + "NULL" + std::string(48, '\0'),
      curve + std::string("\4\xc8\5HELLO", 8) + std::string(194, 'h'),
      curve + std::string("\6\xff\xff\xff\xff\xff\xff\xff\xff", 9),
      curve.substr(0, 30)};
  for (const std::string& bytes : garbage) {
    RawClient stranger(province.link_port);
    ASSERT_TRUE(stranger.connected());
    // The node may close before it has read all.
    (void)stranger.send(bytes);
  }
  const double count = static_cast<double>(garbage.size());
  EXPECT_TRUE(until(
      [&] { return metric(province, "jenjang_port_closed_total").value_or(0) >= closed + count; }));
  EXPECT_EQ(metric(province, "jenjang_port_connections_total"), accepted + count);
  EXPECT_EQ(metric(province, "jenjang_port_handshakes_total"), handshakes);
  EXPECT_GE(count_lines(province, "port-closed"), 1U);
  EXPECT_LE(count_lines(province, "port-closed"), garbage.size() + 1);
  expect_unmoved();
}

struct BadRequest {
  const char* what;
  std::string bytes;
  int status;
  const char* surface;
};

TEST_F(Hostile, BytesAtTheHttpPortAreAnsweredCountedAndLoggedAndStoreNothing) {
  const std::string json_type = "application/json";
  const std::string key = province.headers();
  const std::string report = R"({"text":"Palsu"})";
  const std::vector<BadRequest> requests{
      {"no protocol", std::string("\x16\3\1\2\0\1", 6) + std::string(500, '\xff') + "\r\n\r\n", 400,
       "plain"},
      {"a huge header", http_get("/", "X-Long: " + std::string(200'000, 'x') + "\r\n"), 431,
       "plain"},
      {"a huge body", http_post("/api/v1/reports", std::string(3 << 20, ' '), json_type, key), 413,
       "api"},
      {"no JSON", http_post("/api/v1/reports", "{\"text\":", json_type, key), 400, "api"},
      {"no UTF-8", http_post("/api/v1/reports", "{\"text\":\"\xc3\x28\"}", json_type, key), 400,
       "api"},
      {"no key", http_post("/api/v1/reports", report, json_type), 403, "api"},
      {"a wrong key", http_post("/api/v1/reports", report, json_type, "X-API-Key: tebakan\r\n"),
       403, "api"},
      {"an officer's key for an operator's call",
       http_post("/api/v1/directory", R"({"entries":["00"]})", json_type, key), 403, "api"},
  };
  for (const BadRequest& request : requests) {
    SCOPED_TRACE(request.what);
    const std::string counter = std::string("jenjang_http_answers_total{surface=\"") +
                                request.surface + "\",status=\"" + std::to_string(request.status) +
                                "\"}";
    const double before = metric(province, counter).value_or(0);
    const auto answer = province.ask(request.bytes);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, request.status) << answer->body;
    EXPECT_FALSE(answer->body.empty());
    EXPECT_EQ(answer->body.find("Palsu"), std::string::npos);
    EXPECT_GT(metric(province, counter).value_or(0), before);
  }
  EXPECT_GE(count_lines(province, "http-refused"), 1U);
  EXPECT_EQ(province.log().find("tebakan"), std::string::npos);
  expect_unmoved();
}

}  // namespace
}  // namespace jenjang

#include "node/http/server.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <mutex>
#include <thread>

#include "tests/http/raw_client.h"

namespace jenjang {
namespace {

// Answers with what it was asked: at once, or from another thread for paths under /later.
class EchoHandler final : public HttpHandler {
 public:
  void handle(const HttpRequest& request, Responder responder) override {
    std::string text = std::string(request.path) + "|" + std::string(request.query) + "|" +
                       std::string(request.body) + "|" +
                       (request.peer == Peer::local ? "local" : "tcp");
    if (request.path == "/size") text = std::to_string(request.body.size());
    if (request.path == "/large") text = std::string(3'000'000, 'x');
    if (request.path == "/headers") {
      text = std::string(request.authorization) + "|" + std::string(request.api_key) + "|" +
             std::string(request.idempotency_key) + "|" + std::string(request.content_type);
    }
    if (!request.path.starts_with("/later")) return responder.reply({.body = text});
    const std::lock_guard lock(mutex_);
    waiting_.push_back({responder, text});
    arrived_.notify_all();
  }

  HttpReply fault(int status, std::string_view path) override {
    return {.status = status, .body = "fault " + std::to_string(status) + " " + std::string(path)};
  }

  struct Waiting {
    Responder responder;
    std::string text;
  };

  std::deque<Waiting> take(std::size_t count) {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return waiting_.size() >= count; });
    return std::exchange(waiting_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Waiting> waiting_;
};

class HttpServerTest : public testing::Test {
 protected:
  void SetUp() override { options_.port = 0; }

  void start() {
    server_ = std::make_unique<HttpServer>(options_, handler_);
    const Result<void> started = server_->start();
    ASSERT_TRUE(started.ok()) << started.error().message;
  }

  HttpOptions options_;
  EchoHandler handler_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, AnswersARequestAndKeepsTheConnection) {
  start();
  RawClient client(server_->port());
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.ask(http_get("/a%20b?x=%20y"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "/a b|x=%20y||tcp");
    EXPECT_EQ(answer->headers.at("content-type"), "application/json; charset=utf-8");
    EXPECT_TRUE(answer->headers.contains("date"));
  }
  EXPECT_EQ(server_->connections(), 1U);
}

TEST_F(HttpServerTest, PassesTheHeadersThatMatter) {
  start();
  RawClient client(server_->port());
  const auto answer = client.ask(http_get("/headers",
                                          "authorization: Bearer t\r\nx-api-KEY: k\r\n"
                                          "IDEMPOTENCY-key: i\r\nContent-Type: text/x\r\n"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "Bearer t|k|i|text/x");
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(
      client.send(http_get("/1") + http_post("/2", "two") + http_get("/later/3") + http_get("/4")));
  EXPECT_EQ(client.receive()->body, "/1|||tcp");
  EXPECT_EQ(client.receive()->body, "/2||two|tcp");
  auto waiting = handler_.take(1);
  ASSERT_EQ(waiting.size(), 1U);
  std::thread core([&] {
    waiting[0].responder.reply({.body = waiting[0].text});
    server_->flush();
  });
  EXPECT_EQ(client.receive()->body, "/later/3|||tcp");
  EXPECT_EQ(client.receive()->body, "/4|||tcp");
  core.join();
}

TEST_F(HttpServerTest, SendsAWholeTurnsAnswersOnOneFlush) {
  options_.threads = 2;
  start();
  constexpr std::size_t kClients = 16;
  std::vector<std::unique_ptr<RawClient>> clients;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<RawClient>(server_->port()));
    ASSERT_TRUE(clients.back()->send(http_post("/later", std::to_string(i))));
  }
  std::deque<EchoHandler::Waiting> waiting;
  while (waiting.size() < kClients) {
    for (auto& one : handler_.take(1)) waiting.push_back(std::move(one));
  }
  for (auto& one : waiting) {
    one.responder.reply_with([text = one.text] { return HttpReply{.status = 201, .body = text}; });
    one.responder.reply({.body = "a second answer goes nowhere"});
  }
  server_->flush();
  for (std::size_t i = 0; i < kClients; ++i) {
    const auto answer = clients[i]->receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 201);
    EXPECT_EQ(answer->body, "/later||" + std::to_string(i) + "|tcp");
  }
}

TEST_F(HttpServerTest, DropsTheAnswerToAClientThatLeft) {
  start();
  {
    RawClient client(server_->port());
    ASSERT_TRUE(client.send(http_get("/later")));
    handler_.take(1).front().responder.reply({.body = "first"});
  }
  RawClient second(server_->port());
  ASSERT_TRUE(second.send(http_get("/later")));
  auto waiting = handler_.take(1);
  waiting.front().responder.reply({.body = "second"});
  server_->flush();
  EXPECT_EQ(second.receive()->body, "second");
}

TEST_F(HttpServerTest, TakesChunkedBodiesAndHead) {
  start();
  RawClient client(server_->port());
  const auto chunked = client.ask(
      "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n"
      "\r\n");
  ASSERT_TRUE(chunked);
  EXPECT_EQ(chunked->body, "/c||abcde|tcp");
  ASSERT_TRUE(client.send("HEAD /h HTTP/1.1\r\nHost: h\r\n\r\n"));
  const auto head = client.receive(true);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->headers.at("content-length"), "8");
  EXPECT_EQ(client.ask(http_get("/after"))->body, "/after|||tcp");
}

TEST_F(HttpServerTest, AsksForTheBodyOfAClientThatWaits) {
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(client.send(
      "POST /e HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
  const auto interim = client.receive();
  ASSERT_TRUE(interim);
  EXPECT_EQ(interim->status, 100);
  EXPECT_EQ(client.ask("hi")->body, "/e||hi|tcp");
}

TEST_F(HttpServerTest, SendsAnswersThatFillEveryBuffer) {
  start();
  RawClient client(server_->port());
  const auto answer = client.ask(http_get("/large"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body.size(), 3'000'000U);
  EXPECT_EQ(client.ask(http_get("/next"))->body, "/next|||tcp");
}

struct BadCase {
  const char* name;
  std::string bytes;
  int status;
};

class HttpServerRefuses : public HttpServerTest, public testing::WithParamInterface<BadCase> {};

TEST_P(HttpServerRefuses, AndClosesWithTheReason) {
  options_.body_bytes_max = 1000;
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(client.send(GetParam().bytes));
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, GetParam().status);
  EXPECT_EQ(answer->headers.at("connection"), "close");
  EXPECT_TRUE(client.closed_by_server());
  RawClient other(server_->port());
  EXPECT_EQ(other.ask(http_get("/still"))->body, "/still|||tcp");
}

std::string many_lines() {
  std::string out = "GET / HTTP/1.1\r\nHost: h\r\n";
  for (int i = 0; i < 2000; ++i) out += "X-Line-" + std::to_string(i) + ": value\r\n";
  return out + "\r\n";
}

// Columns: name, sent, status.
INSTANTIATE_TEST_SUITE_P(
    Cases, HttpServerRefuses,
    testing::Values(
        BadCase{"Noise", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\r\n\r\n", 14), 400},
        BadCase{"NoVersion", "GET /\r\n\r\n", 400},
        BadCase{"OldVersion", "GET / HTTP/3.7\r\n\r\n", 400},
        BadCase{"NoPath", "GET nowhere HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        BadCase{"BadPercent", "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        BadCase{"BadLength", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400},
        BadCase{"TwoLengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
                400},
        BadCase{
            "LengthAndChunks",
            "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400},
        BadCase{"BadChunk", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400},
        BadCase{"LargeBody", "POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n", 413},
        BadCase{"LargeChunks",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                    std::string(1001, 'a') + "\r\n0\r\n\r\n",
                413},
        BadCase{"LongLine", "GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\n\r\n", 431},
        BadCase{"LongHeader", "GET / HTTP/1.1\r\nX-A: " + std::string(20'000, 'a') + "\r\n\r\n",
                431},
        BadCase{"ManyLines", many_lines(), 431}),
    [](const auto& test) { return test.param.name; });

TEST_F(HttpServerTest, CutsOffAClientThatSendsItsHeaderTooSlowly) {
  options_.header_timeout_ms = 50;
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(client.send("GET / HT"));
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408);
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpServerTest, CutsOffAClientThatSendsItsBodyTooSlowly) {
  options_.body_timeout_ms = 50;
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(client.send("POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab"));
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408);
  EXPECT_EQ(answer->body, "fault 408 /slow");
}

TEST_F(HttpServerTest, ClosesIdleConnections) {
  options_.idle_timeout_ms = 50;
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(client.ask(http_get("/")));
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpServerTest, Says503WhereTheNodeNeverAnswers) {
  options_.answer_timeout_ms = 50;
  start();
  RawClient client(server_->port());
  const auto answer = client.ask(http_get("/later"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  handler_.take(1).front().responder.reply({.body = "too late"});
  server_->flush();
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpServerTest, Says503BeyondTheConnectionLimit) {
  options_.connections_max = 2;
  start();
  RawClient first(server_->port());
  RawClient second(server_->port());
  ASSERT_TRUE(first.ask(http_get("/")));
  ASSERT_TRUE(second.ask(http_get("/")));
  RawClient third(server_->port());
  const auto refused = third.ask(http_get("/"));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_TRUE(third.closed_by_server());
  EXPECT_EQ(first.ask(http_get("/again"))->body, "/again|||tcp");
}

TEST_F(HttpServerTest, ServesTheOperatorsSocketToItsOwnerOnly) {
  const std::string folder = testing::TempDir() + "jenjang_http_" + std::to_string(::getpid());
  std::filesystem::create_directories(folder);
  options_.address.clear();
  options_.local_path = folder + "/node.sock";
  start();
  struct stat found {};
  ASSERT_EQ(::stat(options_.local_path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  {
    RawClient client(options_.local_path);
    ASSERT_TRUE(client.connected());
    EXPECT_EQ(client.ask(http_get("/op"))->body, "/op|||local");
  }
  server_->stop();
  EXPECT_FALSE(std::filesystem::exists(options_.local_path));
  std::filesystem::remove_all(folder);
}

TEST_F(HttpServerTest, NamesTheAddressItCannotListenOn) {
  start();
  HttpOptions taken;
  taken.port = server_->port();
  HttpServer second(taken, handler_);
  const Result<void> started = second.start();
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().message, "http: tidak dapat mendengarkan di 127.0.0.1:" +
                                         std::to_string(taken.port) + ": Address already in use");
  HttpOptions malformed;
  malformed.address = "example";
  HttpServer third(malformed, handler_);
  const Result<void> refused = third.start();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "http: example bukan alamat IP");
}

TEST_F(HttpServerTest, AnswersWhatIsUnderWayBeforeItStops) {
  start();
  RawClient idle(server_->port());
  ASSERT_TRUE(idle.ask(http_get("/")));
  RawClient client(server_->port());
  ASSERT_TRUE(client.send(http_get("/later")));
  auto waiting = handler_.take(1);
  std::thread stopper([&] { server_->stop(); });
  EXPECT_TRUE(idle.closed_by_server());
  waiting.front().responder.reply({.body = "last"});
  server_->flush();
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "last");
  stopper.join();
  waiting.front().responder.reply({.body = "nobody is there"});
  server_->flush();
}

}  // namespace
}  // namespace jenjang

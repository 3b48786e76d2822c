// The operator's tool against a live node, and against strangers on its port.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <sstream>

#include "node/config/key_files.h"
#include "schema/proof.h"
#include "tests/http/api_client.h"
#include "tests/http/live_node.h"
#include "tests/tools/scripted_server.h"
#include "tools/http/trusted_node.h"
#include "tools/look/look.h"
#include "tools/reports/reports.h"

namespace jenjang {
namespace {

using nlohmann::json;

constexpr const char* kSecretKey = "officer-key";

Seed seed(std::uint8_t byte) {
  return *Seed::from(std::string(Seed::kSize, static_cast<char>(byte)));
}

NodeSignKeys node_keys(std::uint8_t byte) {
  return NodeSignKeys::from_seed(seed(byte), Area::nation());
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t out = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++out;
  }
  return out;
}

json proof_json(const NodeId& node, const NodeProof& proof) {
  return {{"node", node.hex()},
          {"area", proof.area.to_string()},
          {"sign_key", proof.key.hex()},
          {"signature", proof.signature.hex()}};
}

// The proof of that node for the challenge in a request.
json proof_of(const NodeSignKeys& keys, const std::string& request) {
  const std::string body = request.substr(request.find("\r\n\r\n") + 4);
  const auto challenge = Challenge::parse_hex(json::parse(body).value("challenge", ""));
  EXPECT_TRUE(challenge.has_value()) << request;
  return proof_json(keys.id, prove(*challenge, keys));
}

bool asks_proof(const std::string& request) {
  return request.starts_with("POST /api/v1/node/proof ");
}

class ToolAndNode : public testing::Test {
 protected:
  // A configuration of a node at that port, as an officer has it who has no keys of the node.
  NodeAddress at(std::uint16_t port, const std::string& data = "data") {
    NodeAddress out;
    out.config = folder_.write(
        "node.toml", "[node]\nname = \"64-a\"\narea = \"64\"\ndata = \"" + data +
                         "\"\n[http]\nlisten = \"127.0.0.1:" + std::to_string(port) + "\"\n");
    out.api_key = kSecretKey;
    out.node = keys_.id;
    return out;
  }
  ExitCode act(const NodeAddress& at) {
    ActOnReport act;
    act.at = at;
    act.id = "0123456789abcdefghjkmnpqr0";
    act.act = "follow_up";
    act.text = "jawaban";
    return run_one(act);
  }
  template <class Command>
  ExitCode run_one(const Command& command) {
    std::ostringstream out;
    std::ostringstream err;
    Terminal terminal{out, err};
    const ExitCode code = run(command, terminal);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  TempFolder folder_;
  const NodeSignKeys keys_ = node_keys(2);
  std::string out_;
  std::string err_;
};

TEST_F(ToolAndNode, WhoeverHoldsThePortGetsNoKey) {
  const ScriptedServer::Script kThieves[] = {
      [](const std::string&) -> ScriptedAnswer {
        return {200, "{}"};
      },
      [](const std::string&) -> ScriptedAnswer {
        return {404, "not found"};
      },
      [](const std::string&) -> ScriptedAnswer {
        return {200, "[1"};
      },
      [this](const std::string&) -> ScriptedAnswer {
        return {200, proof_json(keys_.id, {keys_.area, keys_.key, {}}).dump()};
      },
      // A node, and another one.
      [](const std::string& request) -> ScriptedAnswer {
        const NodeSignKeys other = node_keys(7);
        return {200, asks_proof(request) ? proof_of(other, request).dump() : "{}"};
      }};
  for (const ScriptedServer::Script& script : kThieves) {
    const ScriptedServer thief(script);
    EXPECT_EQ(act(at(thief.port())), ExitCode::refused);
    EXPECT_EQ(err_.rfind("jenjang: node 64-a: yang menjawab di 127.0.0.1:", 0), 0U) << err_;
    const std::string received = thief.received();
    EXPECT_EQ(count(received, kSecretKey), 0U) << received;
    EXPECT_EQ(count(received, "HTTP/1.1\r\n"), count(received, "POST /api/v1/node/proof "));
  }
}

TEST_F(ToolAndNode, ASignatureOfBeforeProvesNothing) {
  std::string recorded;
  {
    const ScriptedServer node([&](const std::string& request) -> ScriptedAnswer {
      if (!asks_proof(request)) return {201, R"({"event":"e","existed":false})"};
      recorded = proof_of(keys_, request).dump();
      return {200, recorded};
    });
    EXPECT_EQ(act(at(node.port())), ExitCode::ok) << err_;
    EXPECT_EQ(count(node.received(), kSecretKey), 1U);
  }
  const ScriptedServer thief([&](const std::string&) -> ScriptedAnswer { return {200, recorded}; });
  EXPECT_EQ(act(at(thief.port())), ExitCode::refused);
  EXPECT_EQ(count(thief.received(), kSecretKey), 0U);
}

TEST_F(ToolAndNode, AConnectionMadeAnewProvesAnew) {
  // Closes each connection once it has answered something that needs a key.
  std::atomic<bool> honest = true;
  const ScriptedServer node([&](const std::string& request) -> ScriptedAnswer {
    if (asks_proof(request) && honest) return {200, proof_of(keys_, request).dump()};
    return {200, "{}", count(request, kSecretKey) > 0};
  });
  Result<NodeClient> client = NodeClient::open(at(node.port()));
  ASSERT_TRUE(client.ok()) << client.error().message;
  EXPECT_TRUE(client->get("/api/v1/counts").ok());
  EXPECT_TRUE(client->get("/api/v1/counts").ok());
  EXPECT_EQ(node.connections(), 2U);
  EXPECT_EQ(count(node.received(), "/api/v1/node/proof "), 2U);
  honest = false;
  const Result<json> refused = client->get("/api/v1/counts");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::denied);
  EXPECT_EQ(count(node.received(), kSecretKey), 2U);
}

TEST_F(ToolAndNode, ANodeThatClosesAfterItsProofGetsNoKey) {
  const ScriptedServer node([&](const std::string& request) -> ScriptedAnswer {
    return {200, asks_proof(request) ? proof_of(keys_, request).dump() : "{}", true};
  });
  EXPECT_EQ(act(at(node.port())), ExitCode::unreachable) << err_;
  EXPECT_EQ(count(node.received(), kSecretKey), 0U);
}

TEST_F(ToolAndNode, WithoutAnExpectationNoKeyIsSent) {
  const ScriptedServer node([](const std::string&) -> ScriptedAnswer { return {200, "{}"}; });
  NodeAddress nobody = at(node.port());
  nobody.node.reset();
  EXPECT_EQ(act(nobody), ExitCode::refused);
  EXPECT_NE(err_.find("--node HEX"), std::string::npos) << err_;
  EXPECT_EQ(run_one(CountReports{nobody, {}}), ExitCode::refused);
  EXPECT_EQ(count(node.received(), kSecretKey), 0U);
  EXPECT_EQ(run_one(ShowStatus{nobody}), ExitCode::refused);
  // Public reads are asked for without one.
  nobody.api_key.clear();
  EXPECT_EQ(run_one(CountReports{nobody, {}}), ExitCode::ok) << err_;
  EXPECT_EQ(count(node.received(), kSecretKey), 0U);
}

TEST_F(ToolAndNode, TheKeysFolderSaysWhoIsExpected) {
  LiveNode node;
  NodeAddress known = at(node.port());
  known.node.reset();
  std::filesystem::create_directory(folder_.at("keys"));
  for (const char* name : {"keys/sign.key", "keys/transport.key", "keys/seal.key"}) {
    ASSERT_TRUE(create_key_file(folder_.at(name), seed(2)).ok());
  }
  folder_.write("keys/area", "0\n");
  EXPECT_EQ(run_one(CountReports{known, {}}), ExitCode::ok) << err_;
  known.node = node_keys(7).id;
  EXPECT_EQ(run_one(CountReports{known, {}}), ExitCode::usage) << err_;
}

TEST_F(ToolAndNode, ALiveNodeProvesItselfOverTcp) {
  LiveNode node;
  ASSERT_EQ(node.id(), keys_.id);
  EXPECT_EQ(run_one(CountReports{at(node.port()), {}}), ExitCode::ok) << err_;
  // The officer's key got there: this report is not, which only an officer is told.
  EXPECT_EQ(act(at(node.port())), ExitCode::no) << err_;
  NodeAddress wrong = at(node.port());
  wrong.node = node_keys(7).id;
  EXPECT_EQ(run_one(CountReports{wrong, {}}), ExitCode::refused);
}

TEST_F(ToolAndNode, TheControlSocketNeedsNoProofWhereNobodyElseCanHoldIt) {
  LiveNode node;
  const std::string data = std::filesystem::path(node.local_path()).parent_path();
  NodeAddress local = at(1, data);
  local.node.reset();
  local.api_key.clear();
  EXPECT_EQ(act(local), ExitCode::no) << err_;  // It may act; this report is not here.
  EXPECT_EQ(run_one(ShowStatus{local}), ExitCode::ok) << err_;
  local.api_key = kSecretKey;
  EXPECT_EQ(act(local), ExitCode::no) << err_;
  // An officer's key, as the environment may hold one, does not take the operator's right away.
  EXPECT_EQ(run_one(ShowStatus{local}), ExitCode::ok) << err_;
  // Somebody else could have put a socket there.
  ASSERT_EQ(::chmod(data.c_str(), 0755), 0);
  EXPECT_EQ(act(local), ExitCode::unreachable);
  EXPECT_NE(err_.find("soket kontrol tidak dipakai: " + data + " terbuka bagi pengguna lain"),
            std::string::npos)
      << err_;
  ASSERT_EQ(::chmod(data.c_str(), 0700), 0);
  ASSERT_EQ(::chmod(node.local_path().c_str(), 0666), 0);
  EXPECT_EQ(check_control_socket(data, node.local_path()).error().code, Code::denied);
  EXPECT_EQ(check_control_socket(data, folder_.at("node.toml")).error().code, Code::denied);
  EXPECT_EQ(check_control_socket(data, data + "/none").error().code, Code::not_found);
}

TEST_F(ToolAndNode, HostileTextsOfALiveNodeAreHarmless) {
  LiveNode node;
  ApiClient client(node.port());
  const std::string title = "Jalan\xC2\x85\xE2\x80\xAE rusak";
  const std::string text = "satu\nRiwayat\n  2026  64  ditutup\xE2\x80\xA8x";
  const json fields = {
      {"title", title}, {"text", text}, {"area", "0"}, {"anonymous", false}, {"secret", false}};
  const RawAnswer taken = client.post("/api/v1/reports", fields.dump(), kAppKey);
  ASSERT_EQ(taken.status, 201) << taken.body;
  const std::string code = json_of(taken)["code"];
  ASSERT_TRUE(node.caught_up());
  EXPECT_EQ(run_one(ShowReport{at(node.port()), code}), ExitCode::ok) << err_;
  EXPECT_EQ(count(out_, "\nRiwayat\n"), 1U) << out_;
  EXPECT_NE(out_.find("    │ Riwayat\n    │   2026  64  ditutup"), std::string::npos) << out_;
  EXPECT_EQ(run_one(TailReports{at(node.port()), "", 1, true}), ExitCode::ok) << err_;
  for (const char* unsafe : {"\xC2\x85", "\xE2\x80\xAE", "\xE2\x80\xA8"}) {
    EXPECT_EQ(count(out_, unsafe), 0U) << out_;
  }
}

TEST_F(ToolAndNode, TightensAReportAndOpensItAgain) {
  LiveNode node;
  ApiClient client(node.port());
  const json fields = {{"text", "uang di loket"}, {"area", "0"},   {"anonymous", false},
                       {"secret", false},         {"category", 2}, {"identity", {{"phone", "1"}}}};
  const std::string code = json_of(client.post("/api/v1/reports", fields.dump(), kAppKey))["code"];
  ASSERT_TRUE(node.caught_up());
  ActOnReport tighten;
  tighten.at = at(node.port());
  tighten.id = code;
  tighten.act = "tighten";
  tighten.secret = true;
  tighten.text = "ada ancaman";
  ASSERT_EQ(run_one(tighten), ExitCode::ok) << err_;
  ASSERT_TRUE(node.caught_up());
  NodeAddress nobody = at(node.port());
  nobody.api_key.clear();
  EXPECT_EQ(run_one(ShowReport{nobody, code}), ExitCode::no);
  EXPECT_EQ(run_one(ShowReport{at(node.port()), code}), ExitCode::ok) << err_;
  EXPECT_NE(out_.find("diperketat"), std::string::npos) << out_;
  // The words are sealed a turn after the wish.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  do {
    EXPECT_EQ(run_one(OpenReport{at(node.port()), code, false, ""}), ExitCode::ok) << err_;
  } while (out_.find("uang di loket") == std::string::npos &&
           std::chrono::steady_clock::now() < deadline);
  EXPECT_NE(out_.find("uang di loket"), std::string::npos) << out_;
  EXPECT_NE(out_.find("ada ancaman"), std::string::npos) << out_;
  EXPECT_EQ(out_.find("Telepon"), std::string::npos) << out_;
  EXPECT_EQ(run_one(OpenReport{at(node.port()), code, true, ""}), ExitCode::refused);
  EXPECT_EQ(run_one(OpenReport{at(node.port()), code, true, "dihubungi"}), ExitCode::ok) << err_;
  EXPECT_NE(out_.find("Telepon     1"), std::string::npos) << out_;
  EXPECT_EQ(run_one(OpenReport{nobody, code, false, ""}), ExitCode::refused);
}

TEST(NodeProof, TakesAChallengeAndNothingElse) {
  LiveNode node;
  ApiClient client(node.port());
  const Challenge challenge = *Challenge::from(seed(9).view());
  const RawAnswer good =
      client.post("/api/v1/node/proof", json{{"challenge", challenge.hex()}}.dump());
  ASSERT_EQ(good.status, 200) << good.body;
  const json proof = json_of(good);
  EXPECT_EQ(proof.size(), 4U);
  EXPECT_EQ(proof["node"], node.id().hex());
  EXPECT_EQ(proof["area"], "0");
  const auto key = SignKey::parse_hex(proof["sign_key"].get<std::string>());
  const auto signature = Signature::parse_hex(proof["signature"].get<std::string>());
  ASSERT_TRUE(key && signature);
  EXPECT_TRUE(proves(node.id(), challenge, {Area::nation(), *key, *signature}));
  const std::string hex = challenge.hex();
  for (const std::string& body :
       {std::string("{}"), std::string("[]"), std::string("x"),
        R"({"challenge":"0f"})" + std::string(), R"({"challenge":1})" + std::string(),
        R"({"challenge":null})" + std::string(), R"({"challenge":")" + hex + R"(0"})",
        R"({"challenge":")" + hex + R"(","node":"x"})", R"({"Challenge":")" + hex + R"("})"}) {
    EXPECT_EQ(client.post("/api/v1/node/proof", body).status, 400) << body;
  }
  EXPECT_EQ(client.get("/api/v1/node/proof").status, 405);
}

}  // namespace
}  // namespace jenjang

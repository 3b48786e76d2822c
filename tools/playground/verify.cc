#include <algorithm>
#include <chrono>
#include <thread>

#include "node/config/config.h"
#include "tools/cli/table.h"
#include "tools/http/http_client.h"
#include "tools/look/verdict.h"
#include "tools/playground/commands.h"

namespace jenjang {

using nlohmann::json;

namespace {

constexpr std::chrono::milliseconds kAskAgain{100};
constexpr std::int64_t kAnswerMs = 10'000;
constexpr std::size_t kDigestShown = 16;

struct NodeProof {
  std::string name;
  std::size_t peers_wanted = 0;  // A peer that has not dialled yet is not proved equal.
  Result<Verdict> verdict = Verdict{};

  bool proved() const {
    return verdict.ok() && verdict->proved() && verdict->peers.size() >= peers_wanted;
  }
};

Result<Verdict> ask(HttpClient& http) {
  const Result<HttpAnswer> answer = http.call({"GET", "/api/v1/replication", {}, {}});
  if (!answer) return answer.error();
  const json document = json::parse(answer->body, nullptr, false);
  if (answer->status != 200 || document.is_discarded()) {
    return Error{Code::corrupt, "node di " + http.place().to_string() + ": HTTP " +
                                    std::to_string(answer->status)};
  }
  return judge(document, "");
}

std::size_t count_peers(const Playground& playground, const std::string& name) {
  return static_cast<std::size_t>(
      std::count_if(playground.lines.begin(), playground.lines.end(),
                    [&](const auto& line) { return line.from == name || line.to == name; }));
}

// Each line once, as its dialler sees it.
bool dialled(const Playground& playground, const std::string& node, const std::string& peer) {
  return std::any_of(playground.lines.begin(), playground.lines.end(),
                     [&](const auto& line) { return line.from == node && line.to == peer; });
}

std::string result_of(const PeerVerdict& peer) {
  if (peer.proved()) return "sama";
  if (!peer.in_contact) return "tidak tersambung";
  return peer.equal ? "masih mengejar" : "berbeda";
}

json peers_json(const Verdict& verdict) {
  json out = json::array();
  for (const PeerVerdict& peer : verdict.peers) {
    out.push_back({{"name", peer.name},
                   {"proved", peer.proved()},
                   {"directory_digest", peer.directory},
                   {"peer_directory_digest", peer.peer_directory},
                   {"books_digest", peer.books},
                   {"peer_books_digest", peer.peer_books}});
  }
  return out;
}

void print(const Playground& playground, const std::vector<NodeProof>& proofs, bool proved,
           Terminal& terminal) {
  json nodes = json::array();
  Table table({{"Node"}, {"Dengan"}, {"Hasil"}, {"Intisari di sini"}, {"Intisari di sana"}});
  for (const NodeProof& proof : proofs) {
    if (!proof.verdict) {
      nodes.push_back({{"name", proof.name}, {"proved", false}});
      table.add({proof.name, "-", "tidak menjawab", "", ""});
      continue;
    }
    nodes.push_back({{"name", proof.name},
                     {"proved", proof.proved()},
                     {"waiting_events", proof.verdict->waiting_events},
                     {"peers", peers_json(*proof.verdict)}});
    for (const PeerVerdict& peer : proof.verdict->peers) {
      if (!dialled(playground, proof.name, peer.name)) continue;
      table.add({proof.name, peer.name, result_of(peer), peer.books.substr(0, kDigestShown),
                 peer.peer_books.substr(0, kDigestShown)});
    }
  }
  if (terminal.json) {
    print_json(terminal, {{"proved", proved}, {"nodes", nodes}});
    return;
  }
  terminal.out << table;
}

}  // namespace

ExitCode run(const PlaygroundVerify& options, Terminal& terminal) {
  const Result<Playground> playground = load_playground(options.folder);
  if (!playground) return fail(terminal, playground.error());
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(options.wait_ms);
  std::vector<HttpClient> clients;
  for (const PlaygroundNode& node : playground->nodes) {
    clients.emplace_back(HttpPlace{control_socket(node.data), node.http}, kAnswerMs);
  }
  while (true) {
    std::vector<NodeProof> proofs;
    bool proved = true;
    for (std::size_t i = 0; i < clients.size(); ++i) {
      const std::string& name = playground->nodes[i].name;
      proofs.push_back({name, count_peers(*playground, name), ask(clients[i])});
      // One node alone has nothing that could differ.
      const bool alone = clients.size() == 1 && proofs.back().verdict.ok();
      proved = proved && (alone || proofs.back().proved());
    }
    if (proved || std::chrono::steady_clock::now() >= until) {
      print(*playground, proofs, proved, terminal);
      return proved ? ExitCode::ok : ExitCode::no;
    }
    std::this_thread::sleep_for(kAskAgain);
  }
}

}  // namespace jenjang

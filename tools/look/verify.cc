#include <chrono>
#include <thread>

#include "tools/cli/table.h"
#include "tools/look/look.h"
#include "tools/look/verdict.h"

namespace jenjang {

using nlohmann::json;

namespace {

constexpr std::chrono::milliseconds kAskAgain{200};
constexpr std::size_t kDigestShown = 16;

json as_json(const Verdict& verdict, const std::string& node) {
  json peers = json::array();
  for (const PeerVerdict& peer : verdict.peers) {
    peers.push_back({{"name", peer.name},
                     {"area", peer.area},
                     {"proved", peer.proved()},
                     {"in_contact", peer.in_contact},
                     {"equal", peer.equal},
                     {"directory_digest", peer.directory},
                     {"peer_directory_digest", peer.peer_directory},
                     {"books_digest", peer.books},
                     {"peer_books_digest", peer.peer_books},
                     {"proof_age_ms", peer.proof_age_ms < 0 ? json() : json(peer.proof_age_ms)},
                     {"events_to_send", peer.events_to_send},
                     {"events_to_receive", peer.events_to_receive}});
  }
  return {{"node", node},
          {"proved", verdict.proved()},
          {"waiting_events", verdict.waiting_events},
          {"peers", peers}};
}

std::string why(const PeerVerdict& peer) {
  if (!peer.in_contact) return "tidak tersambung";
  if (!peer.equal) return "berbeda";
  if (!peer.proved()) return "masih mengejar";
  return "sama";
}

void print(const Verdict& verdict, const std::string& node, Terminal& terminal) {
  Table table({{"Node"},
               {"Dengan"},
               {"Hasil"},
               {"Intisari di sini"},
               {"Intisari di sana"},
               {"Umur bukti"},
               {"Kirim", Table::Side::right},
               {"Terima", Table::Side::right}});
  for (const PeerVerdict& peer : verdict.peers) {
    table.add({node, peer.name, why(peer), peer.books.substr(0, kDigestShown),
               peer.peer_books.substr(0, kDigestShown),
               peer.proof_age_ms < 0 ? "belum pernah" : span_text(peer.proof_age_ms),
               count_text(peer.events_to_send), count_text(peer.events_to_receive)});
  }
  terminal.out << table;
  if (verdict.waiting_events > 0) {
    terminal.out << count_text(verdict.waiting_events) << " peristiwa masih menunggu induknya.\n";
  }
  if (verdict.peers.empty()) terminal.out << "Tidak ada tautan; tidak ada yang terbukti.\n";
}

}  // namespace

ExitCode run(const VerifyEqual& options, Terminal& terminal) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(options.wait_ms);
  Result<NodeClient> node = NodeClient::open(options.at.as_operator());
  while (true) {
    const bool late = std::chrono::steady_clock::now() >= until;
    // A node that is just starting may still come, too.
    if (!node && (late || node.error().code != Code::unavailable)) {
      return fail(terminal, node.error());
    }
    if (!node) {
      std::this_thread::sleep_for(kAskAgain);
      node = NodeClient::open(options.at.as_operator());
      continue;
    }
    const Result<json> status = node->get("/api/v1/replication");
    if (!status) return fail(terminal, status.error());
    const Result<Verdict> verdict = judge(*status, options.peer);
    // A link that a peer has not dialled yet may still come.
    if (!verdict && late) return fail(terminal, verdict.error());
    if (verdict && (verdict->proved() || late)) {
      clear_progress(terminal);
      const std::string name = json_text(*status, "name");
      if (terminal.json) {
        print_json(terminal, as_json(*verdict, name));
      } else {
        print(*verdict, name, terminal);
      }
      return verdict->proved() ? ExitCode::ok : ExitCode::no;
    }
    draw_progress(terminal, "menunggu sampai sama ...");
    std::this_thread::sleep_for(kAskAgain);
  }
}

}  // namespace jenjang

#include "tools/look/verdict.h"

#include <algorithm>

#include "tools/cli/terminal.h"

namespace jenjang {

using nlohmann::json;

namespace {

PeerVerdict judge_link(const json& link) {
  PeerVerdict out;
  out.name = json_text(link, "name");
  if (out.name.empty()) out.name = json_text(link, "peer").substr(0, 8);
  out.area = json_text(link, "area");
  out.in_contact = link.value("in_contact", false);
  out.directory = json_text(link, "directory_digest");
  out.books = json_text(link, "books_digest");
  out.peer_directory = json_text(link, "peer_directory_digest");
  out.peer_books = json_text(link, "peer_books_digest");
  out.equal = !out.directory.empty() && !out.books.empty() && out.directory == out.peer_directory &&
              out.books == out.peer_books;
  if (link.contains("proof_age_ms") && link["proof_age_ms"].is_number_integer()) {
    out.proof_age_ms = link["proof_age_ms"].get<std::int64_t>();
  }
  out.events_to_send = json_count(link, "events_to_send");
  out.events_to_receive = json_count(link, "events_to_receive");
  return out;
}

}  // namespace

bool Verdict::proved() const {
  return !peers.empty() && waiting_events == 0 &&
         std::all_of(peers.begin(), peers.end(), [](const PeerVerdict& p) { return p.proved(); });
}

Result<Verdict> judge(const json& replication, const std::string& peer) {
  Verdict out;
  std::string names;
  out.waiting_events = json_count(replication, "waiting_events");
  for (const json& link : replication.value("links", json::array())) {
    PeerVerdict one = judge_link(link);
    names += (names.empty() ? "" : ", ") + one.name;
    if (peer.empty() || peer == one.name || peer == json_text(link, "peer")) {
      out.peers.push_back(std::move(one));
    }
  }
  if (!peer.empty() && out.peers.empty()) {
    return Error{Code::invalid, "--peer " + peer + ": tidak ada tautan ke node itu; yang ada: " +
                                    (names.empty() ? "tidak satu pun" : names)};
  }
  return out;
}

}  // namespace jenjang

#include "tools/trust/revoke.h"

#include <charconv>
#include <ctime>
#include <set>

#include "node/config/key_files.h"
#include "tools/cli/table.h"
#include "tools/trust/area_keys.h"

namespace jenjang {

using nlohmann::json;

namespace {

std::optional<Lane> parse_lane(const std::string& text) {
  if (text == "control") return v1::LANE_CONTROL;
  if (text == "news") return v1::LANE_NEWS;
  if (text == "history") return v1::LANE_HISTORY;
  if (text == "witness") return v1::LANE_WITNESS;
  return std::nullopt;
}

std::optional<Book> parse_book(const std::string& text) {
  if (text == "*") return Book::directory();
  const Result<Area> area = Area::parse(text);
  if (!area) return std::nullopt;
  return Book::of(*area);
}

std::optional<Incarnation> parse_incarnation(const std::string& text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return Incarnation{value};
}

std::optional<FeedCut> parse_cut(const json& feed) {
  const auto writer = NodeId::parse_hex(json_text(feed, "writer"));
  const auto book = parse_book(json_text(feed, "book"));
  const auto incarnation = parse_incarnation(json_text(feed, "incarnation"));
  const auto lane = parse_lane(json_text(feed, "lane"));
  const auto head = HeaderHash::parse_hex(json_text(feed, "head"));
  const auto root = MerkleHash::parse_hex(json_text(feed, "root"));
  if (!writer || !book || !incarnation || !lane || !head || !root) return std::nullopt;
  const FeedId id{*book, *writer, *incarnation, *lane};
  return FeedCut{id, json_count(feed, "number"), *head, *root, json_count(feed, "headers")};
}

// A book, an incarnation, a lane, two numbers and two hashes: some 100 bytes each.
constexpr std::size_t kCutsMax = kLongEntryBytesMax / 110;

struct Signed {
  std::vector<SignedEntry> entries;
  std::uint32_t epoch = 0;  // Of the area's new key; 0 where there is none.
};

Signed sign_all(const Revocation& revocation, const Directory& directory, const SignKeys& authority,
                const SealKey& recovery) {
  Signed out{{sign_entry(revocation, authority)}, 0};
  // Contents sealed from now on are not for the node that goes.
  if (directory.area_key(revocation.area)) {
    const AreaKey key = renew_area_key(directory, revocation.area, revocation.node, recovery);
    out.epoch = key.epoch;
    out.entries.push_back(sign_entry(key, authority));
  }
  return out;
}

// The events that fall, submits first: citizens hold their codes.
void list_falls(const json& replication, Terminal& terminal) {
  const std::uint64_t count = json_count(replication, "falls_count");
  if (count == 0) return;
  std::set<std::string> submits;
  std::set<std::string> others;
  const json falls = replication.value("falls", json::array());
  for (const json& one : falls) {
    (one.value("submit", false) ? submits : others).insert(json_text(one, "report"));
  }
  for (const std::string& report : submits) others.erase(report);
  terminal.out << "Gugur: " << count_text(count) << " peristiwa node itu yang dipegang di sini";
  if (falls.size() < count) terminal.out << ", " << count_text(falls.size()) << " yang pertama";
  terminal.out << ".\n";
  for (const std::string& report : submits) terminal.out << "  " << report << "  pengajuan\n";
  for (const std::string& report : others) terminal.out << "  " << report << "  tindakan\n";
  if (submits.empty()) return;
  terminal.out << "Pengajuan yang benar ditulis kembali, setelah pencabutan: jenjang resubmit "
                  "KODE...\n";
}

void report(const Revoke& options, const Enrolment& enrolment, const Revocation& revocation,
            const json& replication, std::uint32_t epoch, const NodeClient& client,
            Terminal& terminal) {
  if (terminal.json) {
    print_json(terminal, {{"node", revocation.node.hex()},
                          {"name", enrolment.name},
                          {"area", enrolment.area.to_string()},
                          {"revoked", !options.dry_run},
                          {"cuts", revocation.cuts.size()},
                          {"falls_count", json_count(replication, "falls_count")},
                          {"falls", replication.value("falls", json::array())},
                          {"area_key_epoch", epoch}});
    return;
  }
  terminal.out << (options.dry_run ? "Percobaan, tidak ada yang dicabut: " : "Dicabut: ")
               << enrolment.name << ", wilayah " << enrolment.area.to_string() << "; "
               << revocation.cuts.size() << " feed tetap sah sampai yang dipegang node "
               << client.config().name;
  if (!options.since.empty()) terminal.out << " sebelum " << options.since;
  terminal.out << ".\n";
  list_falls(replication, terminal);
  if (epoch == 0) return;
  terminal.out << "Kunci wilayah: epoch " << epoch << ", tanpa node itu.\n";
}

}  // namespace

Result<Revocation> make_revocation(const NodeId& node, const Area& area, std::uint64_t serial,
                                   const json& replication) {
  Revocation out{node, area, {}, serial};
  std::set<FeedId> named;
  for (const json& one : replication.value("cuts", json::array())) {
    const auto cut = parse_cut(one);
    const bool whole = cut && cut->number > 0 && cut->headers >= cut->number;
    if (!whole || cut->feed.writer != node || !named.insert(cut->feed).second) {
      return Error{Code::corrupt,
                   "/api/v1/replication: cut tanpa book, writer, incarnation, lane, number, head, "
                   "root dan headers yang sah"};
    }
    out.cuts.push_back(*cut);
  }
  if (out.cuts.size() > kCutsMax) {
    return Error{Code::invalid, "node " + node.hex() + ": " + std::to_string(out.cuts.size()) +
                                    " potongan feed, satu pencabutan memuat paling banyak " +
                                    std::to_string(kCutsMax)};
  }
  return out;
}

ExitCode run(const Revoke& options, Terminal& terminal) {
  const Result<Seed> seed = read_key_file(options.authority);
  if (!seed) return fail(terminal, seed.error());
  const SignKeys authority = SignKeys::from_seed(*seed);
  Result<NodeClient> client = NodeClient::open(options.at);
  if (!client) return fail(terminal, client.error());
  const Result<HeldDirectory> held = fetch_directory(*client);
  if (!held) return fail(terminal, held.error());
  const Result<NodeId> node = find_node(held->directory, options.node);
  if (!node) return fail(terminal, node.error());
  const Enrolment& enrolment = *held->directory.node(*node);
  if (!held->directory.speaks_for(authority.authority(), enrolment.area)) {
    return fail(terminal, {Code::denied, options.authority +
                                             ": kunci ini tidak berwenang atas "
                                             "wilayah " +
                                             enrolment.area.to_string()});
  }
  const std::string since = options.since.empty() ? "" : "&since=" + url_encode(options.since);
  const Result<json> replication =
      client->get("/api/v1/replication?cuts_of=" + node->hex() + since);
  if (!replication) return fail(terminal, replication.error());
  const auto serial = static_cast<std::uint64_t>(std::time(nullptr));
  const Result<Revocation> revocation =
      make_revocation(*node, enrolment.area, serial, *replication);
  if (!revocation) return fail(terminal, revocation.error());
  std::optional<SealKey> recovery = SealKeys::from_seed(*seed).key;
  if (!options.recovery.empty()) recovery = SealKey::parse_hex(options.recovery);
  if (!recovery) {
    return fail(terminal, {Code::invalid, "--recovery: yang diharapkan 64 digit hex"});
  }
  Signed made;
  if (!options.dry_run) {
    made = sign_all(*revocation, held->directory, authority, *recovery);
    const auto published = publish_entries(*client, made.entries);
    if (!published) return fail(terminal, published.error());
  }
  report(options, enrolment, *revocation, *replication, made.epoch, *client, terminal);
  return ExitCode::ok;
}

}  // namespace jenjang

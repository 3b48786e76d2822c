#include "tools/look/look.h"

#include "tools/cli/table.h"
#include "tools/look/ages.h"

namespace jenjang {

using nlohmann::json;

namespace {

constexpr const char* kNever = "belum pernah";

std::string age(const json& link, const char* name) {
  const auto found = link.find(name);
  if (found == link.end() || !found->is_number_integer()) return kNever;
  return span_text(found->get<std::int64_t>());
}

std::string lag(const json& link) {
  const std::uint64_t out = json_count(link, "events_to_send");
  const std::uint64_t in = json_count(link, "events_to_receive");
  if (out == 0 && in == 0) return "-";
  return "kirim " + count_text(out) + ", terima " + count_text(in);
}

std::string contact(const json& link) {
  if (link.value("in_contact", false)) return "tersambung";
  const std::string since = age(link, "silent_ms");
  return since == kNever ? "belum tersambung" : "senyap " + since;
}

void show_alarms(const json& status, Terminal& terminal) {
  for (const json& alarm : status.value("alarms", json::array())) {
    terminal.out.item("      ", "  ! " + json_text(alarm, "name") + "  " +
                                    json_text(alarm, "detail") + "  sejak " +
                                    json_text(alarm, "since"));
  }
}

Result<json> replication(const NodeAddress& at) {
  Result<NodeClient> node = NodeClient::open(at.as_operator());
  if (!node) return node.error();
  return node->get("/api/v1/replication");
}

}  // namespace

ExitCode run(const ShowStatus& options, Terminal& terminal) {
  const Result<json> status = replication(options.at);
  if (!status) return fail(terminal, status.error());
  if (terminal.json) {
    print_json(terminal, *status);
    return ExitCode::ok;
  }
  const std::uint64_t arrivals = json_count(*status, "arrivals");
  const std::uint64_t projected = json_count(*status, "projected");
  terminal.out << "Node      " << json_text(*status, "name") << "\n"
               << "Wilayah   " << json_text(*status, "area") << "\n"
               << "Kunci     " << json_text(*status, "node") << "\n"
               << "Batch     " << count_text(arrivals) << " di disk, " << count_text(projected)
               << " sudah dilipat ke tampilan\n"
               << "Menunggu  " << count_text(json_count(*status, "waiting_events"))
               << " peristiwa tanpa induk\n";
  Table links({{"Tautan"}, {"Wilayah"}, {"Keadaan"}, {"Sama"}, {"Tertinggal"}});
  for (const json& link : status->value("links", json::array())) {
    links.add({json_text(link, "name"), json_text(link, "area"), contact(link),
               link.value("equal", false) ? "ya" : "tidak", lag(link)});
  }
  if (!links.empty()) terminal.out << "\n" << links;
  show_ages(*status, options.all ? AgesShown::all : AgesShown::oldest, terminal);
  show_alarms(*status, terminal);
  return ExitCode::ok;
}

ExitCode run(const ShowLinks& options, Terminal& terminal) {
  const Result<json> status = replication(options.at);
  if (!status) return fail(terminal, status.error());
  const json links = status->value("links", json::array());
  if (terminal.json) {
    print_json(terminal, {{"links", links}});
    return ExitCode::ok;
  }
  constexpr auto kRight = Table::Side::right;
  Table table({{"Tautan"},
               {"Wilayah"},
               {"Arah"},
               {"Keadaan"},
               {"Tertinggal"},
               {"Bukti terakhir"},
               {"Terkirim", kRight},
               {"Diterima", kRight},
               {"Ditolak", kRight}});
  for (const json& link : links) {
    table.add({json_text(link, "name"), json_text(link, "area"),
               link.value("dialled", false) ? "keluar" : "masuk", contact(link), lag(link),
               age(link, "proof_age_ms"), bytes_text(json_count(link, "bytes_sent")),
               bytes_text(json_count(link, "bytes_received")),
               count_text(json_count(link, "refused"))});
  }
  if (table.empty()) {
    terminal.out << "Belum ada tautan.\n";
  } else {
    terminal.out << table;
  }
  return ExitCode::ok;
}

}  // namespace jenjang

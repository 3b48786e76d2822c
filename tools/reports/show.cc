#include <map>

#include "node/text/visible.h"
#include "tools/reports/reports.h"

namespace jenjang {

using nlohmann::json;

namespace {

constexpr std::size_t kNameColumns = 12;
// Before the words of the report and of its history: what stands behind it is quoted.
constexpr const char* kMargin = "    │ ";

void line(Terminal& terminal, const std::string& name, const std::string& value) {
  if (value.empty()) return;
  const std::size_t gap = name.size() < kNameColumns ? kNameColumns - name.size() : 1;
  terminal.out.block(name + std::string(gap, ' '), std::string(kNameColumns, ' '), value);
}

// "64.11 Mahakam Ulu", or what there is of it.
std::string named(const json& object, const char* code, const char* name) {
  const std::string words = json_text(object, name);
  const std::string out = json_text(object, code);
  return out + (words.empty() || out.empty() ? "" : " ") + words;
}

std::string flags(const json& report) {
  std::string out;
  if (report.value("anonymous", false)) out += "anonim";
  if (report.value("secret", false)) out += out.empty() ? "rahasia" : ", rahasia";
  const std::string words = json_text(report, "words");
  if (words == "erased") out += (out.empty() ? "" : ", ") + std::string("isi dihapus");
  if (words == "missing") out += (out.empty() ? "" : ", ") + std::string("isi belum sampai");
  return out;
}

std::string act_name(const json& event) {
  const std::string type = json_text(event, "type");
  // The node itself, after somebody has tightened the report.
  if (json_text(event, "rule") == "seal") {
    return type == "tightened" ? "isi disegel" : "salinan yang terbuka dihapus";
  }
  static const std::map<std::string, std::string> kNames{
      {"submitted", "disampaikan"},
      {"verified", "diverifikasi"},
      {"disposed", "didisposisikan"},
      {"forwarded", "diteruskan"},
      {"returned", "dikembalikan"},
      {"followed_up", "ditindaklanjuti"},
      {"closed", "ditutup"},
      {"content_erased", "isi dihapus"},
      {"erasure_acknowledged", "penghapusan dijalankan"},
      {"tightened", "diperketat"},
      {"sealed_opened", "isi bersegel dibuka"},
      {"identity_granted", "identitas boleh dibaca"}};
  const auto found = kNames.find(type);
  return found == kNames.end() ? type : found->second;
}

// Nothing for what stands, and for words, which always show.
std::string standing_name(const std::string& standing) {
  static const std::map<std::string, std::string> kNames{{"proposal", "usulan"},
                                                         {"void", "tidak berlaku"},
                                                         {"waiting", "menunggu induknya"},
                                                         {"stranger", "di luar wewenang"},
                                                         {"unreadable", "belum terbaca"}};
  const auto found = kNames.find(standing);
  return found == kNames.end() ? "" : found->second;
}

void show_event(const json& event, Terminal& terminal) {
  std::string what =
      json_text(event, "at") + "  " + named(event, "area", "area_name") + "  " + act_name(event);
  const std::string to = named(event, "to", "to_name");
  const std::string unit = json_text(event, "unit_name");
  if (!to.empty()) what += " ke " + to;
  if (!unit.empty()) what += " (" + unit + ")";
  const std::string standing = standing_name(json_text(event, "standing"));
  if (!standing.empty()) what += "  [" + standing + "]";
  terminal.out.block("  ", "      ", visible_line(what));
  for (const json& content : event.value("contents", json::array())) {
    const std::string text = json_text(content, "text");
    const bool own_words = json_text(event, "type") == "submitted";
    if (!text.empty() && !own_words) terminal.out.block(kMargin, kMargin, text);
  }
}

}  // namespace

ExitCode run(const ShowReport& options, Terminal& terminal) {
  Result<NodeClient> node = NodeClient::open(options.at);
  if (!node) return fail(terminal, node.error());
  const Result<json> report = node->get("/api/v1/reports/" + url_encode(options.id));
  if (!report) return fail(terminal, report.error());
  if (terminal.json) {
    print_json(terminal, *report);
    return ExitCode::ok;
  }
  line(terminal, "Laporan", json_text(*report, "code"));
  const std::uint64_t lapor = json_count(*report, "lapor_id");
  line(terminal, "No. LAPOR", lapor == 0 ? "" : std::to_string(lapor));
  line(terminal, "Judul", json_text(*report, "title"));
  line(terminal, "Jenis", json_text(*report, "kind"));
  line(terminal, "Status", json_text(*report, "status_name"));
  line(terminal, "Pemegang", named(*report, "holder", "holder_name"));
  line(terminal, "Unit", json_text(*report, "unit_name"));
  line(terminal, "Kategori", json_text(*report, "category_name"));
  line(terminal, "Tempat", named(*report, "place", "place_name"));
  line(terminal, "Sifat", flags(*report));
  line(terminal, "Diterima", json_text(*report, "received_at"));
  line(terminal, "Berubah", json_text(*report, "updated_at"));
  const std::string text = json_text(*report, "text");
  if (!text.empty()) {
    terminal.out << "\n";
    terminal.out.block(kMargin, kMargin, text);
  }
  terminal.out << "\nRiwayat\n";
  for (const json& event : report->value("timeline", json::array())) show_event(event, terminal);
  return ExitCode::ok;
}

}  // namespace jenjang

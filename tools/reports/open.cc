#include <array>
#include <utility>

#include "tools/reports/reports.h"

namespace jenjang {

using nlohmann::json;

namespace {

constexpr std::array<std::pair<const char*, const char*>, 12> kFields{{{"first_name", "Nama"},
                                                                       {"last_name", "Nama akhir"},
                                                                       {"phone", "Telepon"},
                                                                       {"email", "Surel"},
                                                                       {"account_id", "Akun"},
                                                                       {"device_id", "Perangkat"},
                                                                       {"title", "Judul"},
                                                                       {"text", "Isi"},
                                                                       {"address", "Alamat"},
                                                                       {"village", "Desa"},
                                                                       {"category", "Kategori"},
                                                                       {"place", "Tempat"}}};

std::string role_name(const std::string& role) {
  if (role == "words") return "Kata pelapor";
  if (role == "edited_words") return "Kata yang disunting";
  if (role == "identity") return "Identitas pelapor";
  if (role == "answer") return "Jawaban";
  if (role == "note") return "Catatan";
  return role == "details" ? "Rincian" : role;
}

}  // namespace

ExitCode run(const OpenReport& options, Terminal& terminal) {
  Result<NodeClient> node = NodeClient::open(options.at);
  if (!node) return fail(terminal, node.error());
  json body = json::object();
  if (options.identity) body["identity"] = true;
  if (!options.reason.empty()) body["reason"] = options.reason;
  const std::string target = "/api/v1/reports/" + url_encode(options.id) + "/sealed";
  const Result<json> opened = node->post(target, body, "");
  if (!opened) return fail(terminal, opened.error());
  if (terminal.json) {
    print_json(terminal, *opened);
    return ExitCode::ok;
  }
  const json contents = opened->value("contents", json::array());
  if (contents.empty()) terminal.out << "tidak ada yang dapat dibuka di sini\n";
  for (const json& one : contents) {
    terminal.out << role_name(json_text(one, "role")) << "\n";
    for (const auto& [field, name] : kFields) {
      const json value = one.value(field, json());
      const std::string text = value.is_number() ? value.dump() : json_text(one, field);
      if (text.empty()) continue;
      const std::string gap(12 - std::string_view(name).size(), ' ');
      terminal.out.block("  " + std::string(name) + gap, "    │ ", text);
    }
  }
  return ExitCode::ok;
}

}  // namespace jenjang

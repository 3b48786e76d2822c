#include <iostream>
#include <iterator>

#include "node/config/key_files.h"
#include "tools/reports/reports.h"

namespace jenjang {

using nlohmann::json;

namespace {

json body_of(const SubmitReport& options, const std::string& area) {
  json out = {{"title", options.title},         {"text", options.text},
              {"kind", options.kind},           {"area", area},
              {"anonymous", options.anonymous}, {"secret", options.secret}};
  if (!options.place.empty()) out["place"] = options.place;
  if (!options.address.empty()) out["address"] = options.address;
  if (options.category != 0) out["category"] = options.category;
  if (options.unit != 0) out["unit"] = options.unit;
  if (!options.durability.empty()) out["durability"] = options.durability;
  json identity = json::object();
  if (!options.name.empty()) identity["first_name"] = options.name;
  if (!options.phone.empty()) identity["phone"] = options.phone;
  if (!options.email.empty()) identity["email"] = options.email;
  if (!identity.empty()) out["identity"] = identity;
  return out;
}

}  // namespace

ExitCode run(const SubmitReport& options, Terminal& terminal) {
  Result<NodeClient> node = NodeClient::open(options.at);
  if (!node) return fail(terminal, node.error());
  SubmitReport report = options;
  if (report.text == "-") {
    report.text.assign(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
    while (report.text.ends_with('\n')) report.text.pop_back();
  }
  const std::string area = report.area.empty() ? node->config().area.to_string() : report.area;
  const std::string key = report.key.empty() ? random_seed().hex() : report.key;
  const Result<json> done = node->post("/api/v1/reports", body_of(report, area), key);
  if (!done) return fail(terminal, done.error());
  if (terminal.json) {
    print_json(terminal, *done);
  } else {
    terminal.out << json_text(*done, "code")
                 << (done->value("existed", false) ? "  sudah ada" : "  tersimpan") << "\n";
  }
  return ExitCode::ok;
}

}  // namespace jenjang

#include "node/config/key_files.h"
#include "tools/reports/reports.h"

namespace jenjang {

using nlohmann::json;

namespace {

json body_of(const ActOnReport& options) {
  const bool back = options.act == "return";
  json out = {{"act", options.act}};
  if (!options.text.empty()) out["text"] = options.text;
  if (!options.to.empty()) out[back ? "proposed" : "to"] = options.to;
  if (options.unit != 0) out[back ? "proposed_unit" : "unit"] = options.unit;
  if (!options.decision.empty()) out["decision"] = options.decision;
  if (!options.outcome.empty()) out["outcome"] = options.outcome;
  if (options.internal) out["internal"] = true;
  if (options.secret) out["secret"] = true;
  if (options.anonymous) out["anonymous"] = true;
  return out;
}

}  // namespace

ExitCode run(const ActOnReport& options, Terminal& terminal) {
  Result<NodeClient> node = NodeClient::open(options.at);
  if (!node) return fail(terminal, node.error());
  const std::string key = options.key.empty() ? random_seed().hex() : options.key;
  const std::string target = "/api/v1/reports/" + url_encode(options.id) + "/acts";
  const Result<json> done = node->post(target, body_of(options), key);
  if (!done) return fail(terminal, done.error());
  if (terminal.json) {
    print_json(terminal, *done);
  } else {
    terminal.out << json_text(*done, "event")
                 << (done->value("existed", false) ? "  sudah ada" : "  tersimpan") << "\n";
  }
  return ExitCode::ok;
}

}  // namespace jenjang

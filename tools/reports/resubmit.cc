#include "tools/reports/reports.h"

namespace jenjang {

using nlohmann::json;

ExitCode run(const ResubmitReports& options, Terminal& terminal) {
  Result<NodeClient> node = NodeClient::open(options.at);
  if (!node) return fail(terminal, node.error());
  json written = json::array();
  for (const std::string& code : options.codes) {
    const std::string target = "/api/v1/reports/" + url_encode(code) + "/resubmit";
    const Result<json> done = node->post(target, json::object(), "");
    // Those written before it stay, and a second time changes nothing.
    if (!done) return fail(terminal, done.error());
    if (!terminal.json) {
      terminal.out << code << (done->value("existed", false) ? "  sudah ada" : "  tertulis kembali")
                   << "\n";
    }
    written.push_back(*done);
  }
  if (terminal.json) print_json(terminal, {{"reports", written}});
  return ExitCode::ok;
}

}  // namespace jenjang

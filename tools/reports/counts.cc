#include "tools/cli/table.h"
#include "tools/reports/reports.h"

namespace jenjang {

using nlohmann::json;

namespace {

void rows(const json& counts, const char* name, Table& table) {
  const json part = counts.value(name, json::object());
  for (const auto& [term, count] : part.items()) {
    const std::uint64_t number = json_count(part, term.c_str());
    if (number > 0) table.add({term, count_text(number)});
  }
}

}  // namespace

ExitCode run(const CountReports& options, Terminal& terminal) {
  Result<NodeClient> node = NodeClient::open(options.at);
  if (!node) return fail(terminal, node.error());
  std::string target = "/api/v1/counts";
  char mark = '?';
  for (const auto& [name, value] : options.filters) {
    target += mark + name + "=" + url_encode(value);
    mark = '&';
  }
  const Result<json> counts = node->get(target);
  if (!counts) return fail(terminal, counts.error());
  if (terminal.json) {
    print_json(terminal, *counts);
    return ExitCode::ok;
  }
  Table table({{"Laporan"}, {"Jumlah", Table::Side::right}});
  rows(*counts, "by_kind", table);
  rows(*counts, "by_status", table);
  if (counts->contains("secret")) {
    table.add({"rahasia", count_text(json_count(*counts, "secret"))});
  }
  table.add({"semua", count_text(json_count(*counts, "total"))});
  terminal.out << table;
  return ExitCode::ok;
}

}  // namespace jenjang

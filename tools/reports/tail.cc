#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

#include "tools/cli/table.h"
#include "tools/reports/reports.h"

namespace jenjang {

using nlohmann::json;

namespace {

constexpr std::chrono::seconds kAskAgain{1};
constexpr std::size_t kPage = 100;
constexpr std::size_t kPagesMax = 1'000;
constexpr std::size_t kTitleShown = 60;

std::string query(const TailReports& options, const std::string& after, std::size_t page,
                  std::size_t page_size) {
  std::string out = "/api/v1/reports?order=updated&page=" + std::to_string(page) +
                    "&page_size=" + std::to_string(page_size);
  if (!options.area.empty()) out += "&area=" + url_encode(options.area);
  if (!after.empty()) out += "&updated_after=" + url_encode(after);
  return out;
}

// What has changed since that second (its own included), the oldest change first.
Result<std::vector<json>> changes(NodeClient& node, const TailReports& options,
                                  const std::string& after) {
  const bool first = after.empty();
  const std::size_t page_size = first ? std::max<std::size_t>(options.last, 1) : kPage;
  std::vector<json> out;
  for (std::size_t page = 1; page <= kPagesMax; ++page) {
    const Result<json> answer = node.get(query(options, after, page, page_size));
    if (!answer) return answer.error();
    for (const json& report : answer->value("reports", json::array())) out.push_back(report);
    if (first || !answer->value("more", false)) break;
  }
  std::stable_sort(out.begin(), out.end(), [](const json& a, const json& b) {
    return json_text(a, "updated_at") < json_text(b, "updated_at");
  });
  return out;
}

void print(const json& report, Terminal& terminal) {
  if (terminal.json) {
    print_json_line(terminal, report);
    return;
  }
  terminal.out.item(
      "    ", json_text(report, "updated_at") + "  " + json_text(report, "code").substr(0, 10) +
                  "  " + json_text(report, "holder") + "  " + json_text(report, "status_name") +
                  "  " + one_line(json_text(report, "title"), kTitleShown));
  terminal.out.flush();
}

}  // namespace

ExitCode run(const TailReports& options, Terminal& terminal) {
  Result<NodeClient> node = NodeClient::open(options.at);
  if (!node) return fail(terminal, node.error());
  std::string after;
  // What was shown of the second that is asked for again.
  std::map<std::string, std::uint64_t> shown;
  while (true) {
    const Result<std::vector<json>> reports = changes(*node, options, after);
    if (!reports) return fail(terminal, reports.error());
    const bool quiet = after.empty() && options.last == 0;
    for (const json& report : *reports) {
      const std::string at = json_text(report, "updated_at");
      const std::uint64_t events = json_count(report, "events");
      if (at > after) shown.clear();
      after = std::max(after, at);
      const auto [seen, fresh] = shown.emplace(json_text(report, "code"), events);
      if (!fresh && seen->second == events) continue;
      seen->second = events;
      if (!quiet) print(report, terminal);
    }
    if (options.once) return ExitCode::ok;
    std::this_thread::sleep_for(kAskAgain);
  }
}

}  // namespace jenjang

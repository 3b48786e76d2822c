#include "tools/import/import_file.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "node/api/iso_time.h"
#include "node/api/terms.h"
#include "tools/cli/files.h"
#include "tools/cli/table.h"
#include "tools/import/import_source.h"

namespace jenjang {

using nlohmann::json;

namespace {

constexpr std::chrono::milliseconds kDrawAgain{200};
constexpr std::size_t kRefusedShown = 20;
constexpr int kTriesMax = 5;
constexpr std::chrono::milliseconds kTryAgain{500};

// What the threads have brought about, together.
struct Tally {
  std::atomic<std::uint64_t> fresh{0};
  std::atomic<std::uint64_t> known{0};
  std::atomic<std::uint64_t> tightened{0};  // Of those known.
  std::mutex mutex;
  std::vector<RefusedLine> refused;  // By the node.
  std::optional<Error> stopped;      // The first failure of a whole group; it ends the import.
};

json as_json(const LaporRow& row) {
  json out = {{"lapor_id", row.lapor_id},
              {"title", row.title},
              {"text", row.text},
              {"kind", kind_term(row.kind)},
              {"status", status_term(row.status)},
              {"channel", channel_term(row.channel)},
              {"area", row.area.to_string()},
              {"place", row.place.to_string()},
              {"anonymous", row.anonymous},
              {"secret", row.secret},
              {"received_at", to_iso8601(row.received, ZoneOffset{420})}};
  if (row.category != 0) out["category"] = row.category;
  if (row.unit != 0) out["unit"] = row.unit;
  if (!row.edited_text.empty()) out["edited_text"] = row.edited_text;
  if (!row.reason.empty()) out["reason"] = row.reason;
  if (!row.reporter.empty()) out["identity"] = {{"first_name", row.reporter}};
  return out;
}

Result<json> post_group(NodeClient& node, const std::vector<ImportRow>& rows) {
  json reports = json::array();
  for (const ImportRow& row : rows) reports.push_back(as_json(row.row));
  const json body = {{"reports", std::move(reports)}};
  for (int tries = 1;; ++tries) {
    Result<json> answer = node.post("/api/v1/imports", body, "");
    // A node that is busy or starting takes the same group later: rows have their own keys.
    const bool later = !answer && answer.error().code == Code::unavailable && tries < kTriesMax;
    if (!later) return answer;
    std::this_thread::sleep_for(kTryAgain * tries);
  }
}

void count_row(const ImportRow& row, const json& result, Tally& tally) {
  if (result.contains("code") && !result.contains("problem")) {
    ++(result.value("existed", false) ? tally.known : tally.fresh);
    if (result.value("tightened", false)) ++tally.tightened;
    return;
  }
  const std::string why = json_text(result.value("problem", json::object()), "message");
  const std::lock_guard held(tally.mutex);
  tally.refused.push_back({row.line, why.empty() ? "tanpa jawaban dari node" : why});
}

// False where the answer is none of ours.
bool count(const std::vector<ImportRow>& rows, const json& answer, Tally& tally) try {
  const json results = answer.value("results", json::array());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const json result = i < results.size() ? results[i] : json::object();
    count_row(rows[i], result, tally);
  }
  return true;
} catch (const json::exception&) {
  return false;
}

void work(const NodeAddress& at, ImportSource& source, Tally& tally, std::atomic<int>& working) {
  Result<NodeClient> node = NodeClient::open(at);
  std::optional<Error> failed;
  if (!node) failed = node.error();
  while (!failed) {
    const std::vector<ImportRow> rows = source.next();
    if (rows.empty()) break;
    const Result<json> answer = post_group(*node, rows);
    if (!answer) {
      failed = answer.error();
    } else if (!count(rows, *answer, tally)) {
      failed = Error{Code::corrupt, "node: jawaban atas impor bukan seperti yang diharapkan"};
    }
    const std::lock_guard held(tally.mutex);
    if (tally.stopped) break;
  }
  if (failed) {
    const std::lock_guard held(tally.mutex);
    if (!tally.stopped) tally.stopped = failed;
  }
  --working;
}

Result<UnitCodes> fetch_units(NodeClient& node) {
  const Result<json> directory = node.get("/api/v1/directory");
  if (!directory) return directory.error();
  UnitCodes out;
  for (const json& unit : directory->value("units", json::array())) {
    const Result<Area> area = Area::parse(json_text(unit, "area"));
    const std::uint64_t code = json_count(unit, "code");
    if (!area || code == 0 || code > UINT32_MAX || !unit.value("active", true)) continue;
    out[{*area, plain_name(json_text(unit, "name"))}] = static_cast<std::uint32_t>(code);
  }
  return out;
}

ExitCode report(const ImportSource& source, const Tally& tally, Terminal& terminal) {
  const std::uint64_t refused = source.refused_count() + tally.refused.size();
  std::vector<RefusedLine> lines = source.refused();
  lines.insert(lines.end(), tally.refused.begin(), tally.refused.end());
  std::sort(lines.begin(), lines.end(),
            [](const RefusedLine& a, const RefusedLine& b) { return a.line < b.line; });
  if (terminal.json) {
    json shown = json::array();
    for (const RefusedLine& one : lines) shown.push_back({{"line", one.line}, {"why", one.why}});
    print_json(terminal, {{"new", tally.fresh.load()},
                          {"existed", tally.known.load()},
                          {"tightened", tally.tightened.load()},
                          {"elsewhere", source.elsewhere()},
                          {"refused", refused},
                          {"refused_lines", shown}});
  } else {
    terminal.out << count_text(tally.fresh) << " baru, " << count_text(tally.known) << " sudah ada";
    if (tally.tightened > 0) {
      terminal.out << " (" << count_text(tally.tightened) << " di antaranya diperketat)";
    }
    terminal.out << ", " << count_text(refused) << " ditolak";
    if (source.elsewhere() > 0) {
      terminal.out << ", " << count_text(source.elsewhere()) << " dari wilayah lain dilewati";
    }
    terminal.out << "\n";
    for (std::size_t i = 0; i < lines.size() && i < kRefusedShown; ++i) {
      terminal.out.item("    ", "  baris " + std::to_string(lines[i].line) + ": " + lines[i].why);
    }
    if (lines.size() > kRefusedShown) {
      terminal.out << "  dan " << count_text(refused - kRefusedShown)
                   << " lagi; --json menyebut semuanya\n";
    }
  }
  return refused == 0 ? ExitCode::ok : ExitCode::refused;
}

Result<ImportPlan> make_plan(const ImportFile& options, NodeClient& node, const AreaNames& names,
                             const Registry& registry) {
  Result<UnitCodes> units = fetch_units(node);
  if (!units) return units.error();
  ImportPlan out{names,        registry,      std::move(*units), node.config().area,
                 std::nullopt, options.spread};
  if (!options.fallback.empty()) {
    const Result<Area> fallback = Area::parse(options.fallback);
    if (!fallback || fallback->tier() > Area::kNodeTierMax) {
      return Error{Code::invalid, "--fallback " + options.fallback + ": bukan wilayah"};
    }
    out.fallback = *fallback;
  }
  return out;
}

void run_threads(const ImportFile& options, ImportSource& source, Tally& tally,
                 Terminal& terminal) {
  const auto began = std::chrono::steady_clock::now();
  std::atomic<int> working{static_cast<int>(options.jobs)};
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < options.jobs; ++i) {
    threads.emplace_back([&] { work(options.at, source, tally, working); });
  }
  while (terminal.live && working > 0) {
    std::this_thread::sleep_for(kDrawAgain);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    const std::uint64_t done = tally.fresh + tally.known;
    const auto rate = static_cast<std::uint64_t>(static_cast<double>(done) / took.count());
    draw_progress(terminal, count_text(done) + " laporan, " + count_text(rate) + "/dtk");
  }
  threads.clear();
  clear_progress(terminal);
}

}  // namespace

ExitCode run(const ImportFile& options, Terminal& terminal) {
  const Result<std::string> text = read_file(options.file);
  if (!text) return fail(terminal, {Code::invalid, text.error().message});
  Result<LaporSheet> sheet = LaporSheet::open(*text, options.visibility);
  if (!sheet) {
    return fail(terminal, {Code::invalid, options.file + ": " + sheet.error().message});
  }
  Result<NodeClient> node = NodeClient::open(options.at);
  if (!node) return fail(terminal, node.error());
  if (node->config().registry.empty()) {
    return fail(terminal, {Code::invalid,
                           node->config().path + ": tidak ada daftar wilayah; isi node.registry"});
  }
  const Result<Registry> registry = Registry::open(node->config().registry);
  if (!registry) return fail(terminal, registry.error());
  const AreaNames names(*registry);
  Result<ImportPlan> plan = make_plan(options, *node, names, *registry);
  if (!plan) return fail(terminal, plan.error());
  ImportSource source(*sheet, std::move(*plan));
  Tally tally;
  run_threads(options, source, tally, terminal);
  if (tally.stopped) return fail(terminal, *tally.stopped);
  return report(source, tally, terminal);
}

}  // namespace jenjang

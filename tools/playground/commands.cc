#include "tools/playground/commands.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "tools/cli/files.h"
#include "tools/cli/table.h"
#include "tools/http/http_client.h"
#include "tools/playground/descriptor.h"
#include "tools/playground/process.h"
#include "tools/playground/silence.h"

namespace jenjang {

using nlohmann::json;
using SteadyTime = std::chrono::steady_clock::time_point;

namespace {

constexpr std::chrono::milliseconds kLookAgain{10};
constexpr std::int64_t kReadyAskMs = 2'000;
constexpr std::int64_t kApplyMs = 2'000;

SteadyTime after(std::int64_t ms) {
  return std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
}
bool passed(SteadyTime until) { return std::chrono::steady_clock::now() >= until; }

// One command at a time starts or stops processes of a playground.
Descriptor lock(const Playground& playground) {
  Descriptor out(::open(playground.file("lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (out.open()) ::flock(out.raw(), LOCK_EX);
  return out;
}

int relay_pid(const Playground& playground) {
  const Result<std::string> text = read_file(playground.file("relay.pid"));
  return text ? std::atoi(text->c_str()) : 0;
}

bool relay_runs(const Playground& playground) {
  return process_is(relay_pid(playground), playground.folder);
}

bool runs(const PlaygroundNode& node) { return process_is(node.pid, node.config); }

bool is_ready(const PlaygroundNode& node) {
  HttpClient http({"", node.http}, kReadyAskMs);
  const Result<HttpAnswer> answer = http.call({"GET", "/readyz", {}, {}});
  return answer && answer->status == 200;
}

std::string last_line(const std::string& file) {
  std::string text = read_file(file).ok() ? *read_file(file) : "";
  while (text.ends_with('\n')) text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

Error ended(const std::string& who, const std::string& log) {
  return {Code::unavailable, who + ": berhenti saat mulai; " + log + ": " + last_line(log)};
}

Result<void> start_relay(const Playground& playground, SteadyTime until) {
  if (relay_runs(playground)) return {};
  std::error_code code;
  std::filesystem::remove(playground.file("relay.applied"), code);
  const std::string log = playground.file("relay.log");
  const Result<int> pid = spawn_detached(
      {program_folder() + "/jenjang", "playground", "relay", playground.folder}, log);
  if (!pid) return pid.error();
  const std::string text = std::to_string(*pid) + "\n";
  const Result<void> kept = write_file(playground.file("relay.pid"), text, Readers::owner);
  if (!kept) return kept;
  while (!applied_silence(playground)) {
    if (!relay_runs(playground)) return ended("relay", log);
    if (passed(until)) return Error{Code::unavailable, "relay: belum siap; lihat " + log};
    std::this_thread::sleep_for(kLookAgain);
  }
  return {};
}

Result<std::size_t> start_nodes(Playground& playground) {
  std::size_t started = 0;
  const std::string daemon = program_folder() + "/jenjangd";
  for (PlaygroundNode& node : playground.nodes) {
    if (runs(node)) continue;
    const Result<int> pid =
        spawn_detached({daemon, "--config", node.config}, playground.node_folder(node) + "/log");
    if (!pid) return pid.error();
    node.pid = *pid;
    ++started;
    // After each, so that no process is ever forgotten.
    if (Result<void> saved = save_nodes(playground); !saved) return saved.error();
  }
  return started;
}

Result<void> wait_ready(const Playground& playground, SteadyTime until, Terminal& terminal) {
  std::size_t ready = 0;
  for (const PlaygroundNode& node : playground.nodes) {
    while (!is_ready(node)) {
      const std::string log = playground.node_folder(node) + "/log";
      if (!runs(node)) return ended("node " + node.name, log);
      if (passed(until)) {
        return Error{Code::unavailable, "node " + node.name + ": belum siap; lihat " + log};
      }
      std::this_thread::sleep_for(kLookAgain);
    }
    draw_progress(terminal, std::to_string(++ready) + " dari " +
                                std::to_string(playground.nodes.size()) + " node siap");
  }
  clear_progress(terminal);
  return {};
}

json names(const std::set<Area>& areas) {
  json out = json::array();
  for (const Area& area : areas) out.push_back(area.to_string());
  return out;
}

void print_nodes(const Playground& playground, Terminal& terminal) {
  Table table({{"Node"}, {"Wilayah"}, {"HTTP"}, {"Tautan"}});
  for (const PlaygroundNode& node : playground.nodes) {
    table.add({node.name, node.area.to_string(), "http://" + node.http.to_string(),
               node.link.to_string()});
  }
  terminal.out << table;
}

}  // namespace

ExitCode run(const PlaygroundInit& options, Terminal& terminal) {
  const Result<Playground> made = init_playground(options);
  if (!made) return fail(terminal, made.error());
  if (terminal.json) {
    terminal.out.json(nodes_json(*made));
    return ExitCode::ok;
  }
  print_nodes(*made, terminal);
  terminal.out << "Jalankan: jenjang playground up " << options.folder << "\n";
  return ExitCode::ok;
}

ExitCode run(const PlaygroundUp& options, Terminal& terminal) {
  Result<Playground> playground = load_playground(options.folder);
  if (!playground) return fail(terminal, playground.error());
  const Descriptor held = lock(*playground);
  const SteadyTime until = after(options.timeout_ms);
  if (Result<void> done = start_relay(*playground, until); !done) {
    return fail(terminal, done.error());
  }
  const Result<std::size_t> started = start_nodes(*playground);
  if (!started) return fail(terminal, started.error());
  if (Result<void> done = wait_ready(*playground, until, terminal); !done) {
    return fail(terminal, done.error());
  }
  if (terminal.json) {
    terminal.out.json(nodes_json(*playground));
    return ExitCode::ok;
  }
  print_nodes(*playground, terminal);
  terminal.out << *started << " node dijalankan, semua siap.\n";
  return ExitCode::ok;
}

ExitCode run(const PlaygroundDown& options, Terminal& terminal) {
  Result<Playground> playground = load_playground(options.folder);
  if (!playground) return fail(terminal, playground.error());
  const Descriptor held = lock(*playground);
  std::vector<OwnProcess> processes;
  for (const PlaygroundNode& node : playground->nodes) processes.push_back({node.pid, node.config});
  std::size_t forced = stop_processes(processes, options.timeout_ms);
  forced += stop_processes({{relay_pid(*playground), playground->folder}}, options.timeout_ms);
  for (PlaygroundNode& node : playground->nodes) node.pid = 0;
  if (Result<void> saved = save_nodes(*playground); !saved) return fail(terminal, saved.error());
  if (terminal.json) {
    print_json(terminal, {{"nodes", playground->nodes.size()}, {"forced", forced}});
  } else {
    terminal.out << "Semua node berhenti"
                 << (forced == 0 ? "" : ", " + std::to_string(forced) + " dipaksa") << ".\n";
  }
  return ExitCode::ok;
}

ExitCode run(const PlaygroundStatus& options, Terminal& terminal) {
  const Result<Playground> playground = load_playground(options.folder);
  if (!playground) return fail(terminal, playground.error());
  const std::set<Area> cut = wanted_silence(*playground);
  bool all = relay_runs(*playground);
  json nodes = json::array();
  Table table(
      {{"Node"}, {"Wilayah"}, {"Keadaan"}, {"Tautan"}, {"PID", Table::Side::right}, {"HTTP"}});
  for (const PlaygroundNode& node : playground->nodes) {
    const bool running = runs(node);
    const bool ready = running && is_ready(node);
    all = all && ready;
    const std::string state = ready ? "siap" : running ? "berjalan, belum siap" : "mati";
    const std::string http = "http://" + node.http.to_string();
    nodes.push_back({{"name", node.name},
                     {"area", node.area.to_string()},
                     {"pid", running ? json(node.pid) : json()},
                     {"running", running},
                     {"ready", ready},
                     {"cut", cut.contains(node.area)},
                     {"http", http}});
    table.add({node.name, node.area.to_string(), state,
               cut.contains(node.area) ? "diputus" : "tersambung",
               running ? std::to_string(node.pid) : "-", http});
  }
  if (terminal.json) {
    print_json(terminal,
               {{"nodes", nodes}, {"relay", relay_runs(*playground)}, {"cut", names(cut)}});
  } else {
    terminal.out << table;
    if (!relay_runs(*playground)) terminal.out << "Relay mati: tidak ada tautan yang mengalir.\n";
  }
  return all ? ExitCode::ok : ExitCode::no;
}

ExitCode run(const PlaygroundCut& options, Terminal& terminal) {
  const Result<Playground> playground = load_playground(options.folder);
  if (!playground) return fail(terminal, playground.error());
  const auto here = [&](const PlaygroundNode& node) { return node.area == options.area; };
  if (std::none_of(playground->nodes.begin(), playground->nodes.end(), here)) {
    return fail(terminal, {Code::invalid, "wilayah " + options.area.to_string() +
                                              ": tidak ada nodenya di playground ini"});
  }
  const Result<void> done = want_silence(*playground, options.area, options.cut);
  if (!done) return fail(terminal, done.error());
  const std::set<Area> wanted = wanted_silence(*playground);
  const SteadyTime until = after(kApplyMs);
  const bool relay = relay_runs(*playground);
  while (relay && applied_silence(*playground) != wanted) {
    if (passed(until)) return fail(terminal, {Code::unavailable, "relay: tidak menanggapi"});
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  if (terminal.json) {
    print_json(terminal,
               {{"area", options.area.to_string()}, {"cut", names(wanted)}, {"relay", relay}});
  } else {
    terminal.out << "Tautan wilayah " << options.area.to_string()
                 << (options.cut ? " diputus" : " mengalir lagi")
                 << (relay ? ".\n" : " begitu playground dijalankan.\n");
  }
  return ExitCode::ok;
}

}  // namespace jenjang

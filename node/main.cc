// jenjangd: one node. Exit codes: 0 stopped as asked, 1 cannot serve, 2 wrong usage.
#include <google/protobuf/stubs/logging.h>
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "node/daemon/daemon.h"

namespace {

jenjang::Daemon* running = nullptr;  // For the signal handler, which can be given nothing else.

void stop_running(int) {
  if (running != nullptr) running->stop();
}

void watch_signals() {
  struct sigaction action = {};
  action.sa_handler = stop_running;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int fail(const jenjang::Error& error) {
  std::fprintf(stderr, "jenjangd: %s\n", error.message.c_str());
  return 1;
}

int serve(const std::string& path, bool check_only) {
  const jenjang::Result<jenjang::Config> config = jenjang::load_config(path);
  if (!config) return fail(config.error());
  if (check_only) return 0;
  jenjang::Result<std::unique_ptr<jenjang::Daemon>> daemon = jenjang::Daemon::open(*config);
  if (!daemon) return fail(daemon.error());
  running = daemon->get();
  watch_signals();
  const jenjang::Result<void> served = running->run();
  running = nullptr;
  return served ? 0 : fail(served.error());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("jenjangd: one node of Jenjang");
  std::string config;
  bool check_only = false;
  app.add_option("--config", config, "The node's configuration file")->required();
  app.add_flag("--check", check_only, "Only read the configuration, and say what is wrong with it");
  app.set_version_flag("--version", "jenjangd " JENJANG_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (sodium_init() < 0) return fail({jenjang::Code::unavailable, "libsodium cannot start"});
  google::protobuf::SetLogHandler(nullptr);
  return serve(config, check_only);
}

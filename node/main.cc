// jenjangd: one node. Exit codes: 0 stopped as asked, 1 cannot serve, 2 wrong usage.
#include <google/protobuf/stubs/logging.h>
#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>

#include "node/config/usage.h"
#include "node/daemon/daemon.h"
#include "node/daemon/node_files.h"
#include "node/daemon/system_ports.h"
#include "node/text/visible.h"
#include "node/turn/rebuild.h"

namespace {

constexpr std::int64_t kTellEveryUs = 2 * jenjang::kSecondUs;

// For the signal handlers, which can be given nothing else and run on any thread.
std::atomic<jenjang::Daemon*> running = nullptr;
static_assert(std::atomic<jenjang::Daemon*>::is_always_lock_free);

void on_signal(int number) {
  const int errno_before = errno;
  jenjang::Daemon* const daemon = running;
  if (daemon != nullptr && number == SIGHUP) {
    daemon->hang_up();
  } else if (daemon != nullptr) {
    daemon->stop();
  }
  errno = errno_before;
}

void watch_signals() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaction(number, &action, nullptr);
}

// Before anything is read or made. No other process of this user may look into this one's memory,
// where keys are, and none of it is written to a core file; the files of this one are its user's
// alone; and neither a terminal that closes nor a reader that goes away ends it.
void shut_others_out() {
  prctl(PR_SET_DUMPABLE, 0);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  umask(077);
  std::signal(SIGHUP, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
}

void complain(const std::string& what) {
  std::fprintf(stderr, "jenjangd: %s\n", jenjang::visible_line(what).c_str());
}

int fail(const jenjang::Error& error) {
  complain(error.message);
  return 1;
}

// Of a node that is stopped.
int rebuild(const jenjang::Config& config) {
  jenjang::Result<jenjang::NodeFiles> files = jenjang::open_node_files(config);
  if (!files) return fail(files.error());
  const jenjang::SystemClock clock;
  jenjang::SystemRandom random;
  const std::int64_t began = clock.now().mono.us;
  std::int64_t told = began;
  const jenjang::Result<jenjang::Arrival> done = jenjang::rebuild_views(
      jenjang::core_config(config, *files), *files->store, random, clock,
      [&](jenjang::Arrival folded, jenjang::Arrival of) {
        if (clock.now().mono.us - told < kTellEveryUs) return;
        told = clock.now().mono.us;
        std::printf("%llu dari %llu batch dilipat\n", static_cast<unsigned long long>(folded),
                    static_cast<unsigned long long>(of));
        std::fflush(stdout);
      });
  if (!done) return fail(done.error());
  std::printf("tampilan dilipat lagi dari %llu batch dalam %.1f detik\n",
              static_cast<unsigned long long>(*done),
              static_cast<double>(clock.now().mono.us - began) / 1e6);
  return 0;
}

int serve(const jenjang::Config& config) {
  jenjang::Result<std::unique_ptr<jenjang::Daemon>> daemon = jenjang::Daemon::open(config);
  if (!daemon) return fail(daemon.error());
  running = daemon->get();
  watch_signals();
  const jenjang::Result<void> served = (*daemon)->run();
  running = nullptr;
  return served ? 0 : fail(served.error());
}

}  // namespace

int main(int argc, char** argv) {
  shut_others_out();
  CLI::App app("jenjangd: satu node Jenjang", "jenjangd");
  jenjang::speak_indonesian(app);
  std::string path;
  bool check_only = false;
  bool rebuild_views = false;
  app.add_option("--config", path, "berkas konfigurasi node")->required();
  app.add_flag("--check", check_only, "hanya membaca konfigurasi dan menyebut yang salah");
  app.add_flag(
      "--rebuild-views", rebuild_views,
      "melupakan tampilan node yang berhenti, melipat lagi semua yang dipegangnya, lalu selesai");
  app.set_version_flag("--version", "jenjangd " JENJANG_VERSION, "menampilkan versi");
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return app.exit(asked);
  } catch (const CLI::ParseError& error) {
    complain(jenjang::usage_error(app, error));
    return 2;
  }
  if (sodium_init() < 0) return fail({jenjang::Code::unavailable, "libsodium tidak dapat dimulai"});
  google::protobuf::SetLogHandler(nullptr);
  const jenjang::Result<jenjang::Config> config = jenjang::load_config(path);
  if (!config) return fail(config.error());
  if (check_only) return 0;
  return rebuild_views ? rebuild(*config) : serve(*config);
}

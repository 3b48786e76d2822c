#include "tools/playground/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace jenjang {

namespace {

constexpr std::chrono::milliseconds kLookAgain{10};

constexpr int kLooksMax = 10;

std::string read_proc(int pid, const char* name) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Gone, or dead and not yet collected by its parent.
bool has_ended(int pid) {
  const std::string state = read_proc(pid, "stat");
  const std::size_t name_end = state.rfind(')');
  return name_end == std::string::npos || name_end + 2 >= state.size() ||
         state[name_end + 2] == 'Z' || state[name_end + 2] == 'X';
}

class SpawnActions {
 public:
  SpawnActions() { ::posix_spawn_file_actions_init(&raw_); }
  ~SpawnActions() { ::posix_spawn_file_actions_destroy(&raw_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  posix_spawn_file_actions_t* raw() { return &raw_; }

 private:
  posix_spawn_file_actions_t raw_;
};

// A session of its own; signals as a fresh process has them.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    ::posix_spawnattr_init(&raw_);
    sigset_t defaults;
    ::sigemptyset(&defaults);
    for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&defaults, signal);
    ::posix_spawnattr_setsigdefault(&raw_, &defaults);
    ::posix_spawnattr_setflags(&raw_, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnAttributes() { ::posix_spawnattr_destroy(&raw_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  const posix_spawnattr_t* raw() const { return &raw_; }

 private:
  posix_spawnattr_t raw_;
};

}  // namespace

std::string program_folder() {
  std::error_code code;
  return std::filesystem::read_symlink("/proc/self/exe", code).parent_path().string();
}

Result<int> spawn_detached(const std::vector<std::string>& arguments, const std::string& log) {
  SpawnActions actions;
  const SpawnAttributes attributes;
  ::posix_spawn_file_actions_addopen(actions.raw(), STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(actions.raw(), STDOUT_FILENO, log.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::posix_spawn_file_actions_adddup2(actions.raw(), STDOUT_FILENO, STDERR_FILENO);
  std::vector<std::string> copy = arguments;
  std::vector<char*> raw;
  for (std::string& argument : copy) raw.push_back(argument.data());
  raw.push_back(nullptr);
  pid_t pid = 0;
  const int failed =
      ::posix_spawn(&pid, raw[0], actions.raw(), attributes.raw(), raw.data(), environ);
  if (failed != 0) {
    return Error{Code::unavailable, arguments[0] + ": " + std::strerror(failed)};
  }
  return static_cast<int>(pid);
}

bool process_is(int pid, const std::string& argument) {
  if (pid <= 0) return false;
  // A process that is just being replaced by its program shows no arguments for a moment.
  for (int tries = 0; tries < kLooksMax; ++tries) {
    const std::string all = read_proc(pid, "cmdline");
    for (std::size_t from = 0; from < all.size();) {
      const std::size_t to = std::min(all.find('\0', from), all.size());
      if (std::string_view(all).substr(from, to - from) == argument) return true;
      from = to + 1;
    }
    if (!all.empty() || has_ended(pid)) return false;
    std::this_thread::sleep_for(kLookAgain);
  }
  return false;
}

std::size_t stop_processes(const std::vector<OwnProcess>& processes, std::int64_t timeout_ms) {
  std::vector<OwnProcess> left;
  for (const OwnProcess& process : processes) {
    if (!process_is(process.pid, process.argument)) continue;
    ::kill(process.pid, SIGTERM);
    left.push_back(process);
  }
  const auto sweep = [&] {
    std::erase_if(left, [](const OwnProcess& p) { return !process_is(p.pid, p.argument); });
  };
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  for (sweep(); !left.empty() && std::chrono::steady_clock::now() < until; sweep()) {
    std::this_thread::sleep_for(kLookAgain);
  }
  const std::size_t forced = left.size();
  for (const OwnProcess& process : left) ::kill(process.pid, SIGKILL);
  for (sweep(); !left.empty(); sweep()) std::this_thread::sleep_for(kLookAgain);
  return forced;
}

}  // namespace jenjang

#include "tests/cluster/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "tests/cluster/until.h"

namespace jenjang {

namespace {

constexpr int kNotStarted = 127;

// Only what is allowed between fork and exec, since the test may have threads.
pid_t spawn(const std::vector<std::string>& arguments, int out, int err) {
  std::vector<std::string> copy = arguments;
  std::vector<char*> raw;
  for (std::string& argument : copy) raw.push_back(argument.data());
  raw.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  if (::getppid() == parent) ::execv(raw[0], raw.data());
  ::_exit(kNotStarted);
}

// Reads what is there; false at the end.
bool take(int from, std::string& into) {
  std::array<char, 16 * 1024> piece{};
  const ssize_t got = ::read(from, piece.data(), piece.size());
  if (got > 0) into.append(piece.data(), static_cast<std::size_t>(got));
  return got > 0;
}

// A pipe whose reading end is ours alone.
struct Pipe {
  Pipe() { EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0); }
  ~Pipe() {
    ::close(ends[0]);
    close_writing();
  }
  void close_writing() {
    if (ends[1] >= 0) ::close(ends[1]);
    ends[1] = -1;
  }
  std::array<int, 2> ends{-1, -1};
};

}  // namespace

Process::Process(const std::vector<std::string>& arguments, const std::string& log) {
  const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  EXPECT_GE(file, 0) << log;
  pid_ = spawn(arguments, file, file);
  ::close(file);
  EXPECT_GT(pid_, 0);
  handle_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  EXPECT_GE(handle_, 0) << arguments[0];
}

Process::~Process() {
  kill();
  if (handle_ >= 0) ::close(handle_);
}

bool Process::running() { return !wait(0); }

void Process::signal(int number) const {
  if (!ended_) ::kill(pid_, number);
}

std::optional<int> Process::wait(std::int64_t ms) {
  if (ended_) return ended_;
  pollfd ends{handle_, POLLIN, 0};
  const Deadline deadline(ms);
  int ready = 0;
  do {
    ready = ::poll(&ends, 1, deadline.left_ms());
  } while (ready < 0 && errno == EINTR);
  int status = 0;
  if (ready == 0 || ::waitpid(pid_, &status, 0) != pid_) return std::nullopt;
  ended_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return ended_;
}

void Process::kill() {
  signal(SIGKILL);
  (void)wait(kConvergeMs);
}

Outcome run_command(const std::vector<std::string>& arguments, std::int64_t ms) {
  Outcome result;
  Pipe out;
  Pipe err;
  const pid_t pid = spawn(arguments, out.ends[1], err.ends[1]);
  EXPECT_GT(pid, 0);
  out.close_writing();
  err.close_writing();
  std::array<pollfd, 2> both{pollfd{out.ends[0], POLLIN, 0}, pollfd{err.ends[0], POLLIN, 0}};
  const Deadline deadline(ms);
  // Negative descriptors are not polled: those at their end.
  while (both[0].fd >= 0 || both[1].fd >= 0) {
    if (::poll(both.data(), both.size(), deadline.left_ms()) == 0) {
      ADD_FAILURE() << arguments[0] << " " << arguments[1] << " has not ended in " << ms << " ms";
      ::kill(pid, SIGKILL);
      break;
    }
    if (both[0].revents != 0 && !take(both[0].fd, result.out)) both[0].fd = -1;
    if (both[1].revents != 0 && !take(both[1].fd, result.err)) both[1].fd = -1;
  }
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return result;
}

std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(at);
  EXPECT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&at), size), 0);
  EXPECT_EQ(::getsockname(socket, reinterpret_cast<sockaddr*>(&at), &size), 0);
  ::close(socket);
  return ntohs(at.sin_port);
}

std::string program_folder() {
  std::error_code code;
  return std::filesystem::read_symlink("/proc/self/exe", code).parent_path().string();
}

}  // namespace jenjang

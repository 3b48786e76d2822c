#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace jenjang {

// One process that a test started. It ends with its owner, and with the whole test however that
// ends.
class Process {
 public:
  // arguments[0] is the program. Output and errors are appended to the file `log`.
  Process(const std::vector<std::string>& arguments, const std::string& log);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  bool running();
  void signal(int number) const;
  // The exit code, or minus the signal that ended it; nothing while it runs at the deadline.
  std::optional<int> wait(std::int64_t ms);
  // At once and without warning, as power that fails.
  void kill();

 private:
  pid_t pid_ = -1;
  int handle_ = -1;
  std::optional<int> ended_;
};

struct Outcome {
  int code = -1;  // The exit code; minus the signal.
  std::string out;
  std::string err;
};
// Runs a command to its end; one that does not end in time fails the test and is ended.
Outcome run_command(const std::vector<std::string>& arguments, std::int64_t ms = 60'000);

// A port of the loopback address that nobody listens on.
std::uint16_t free_port();

// The folder of the programs under test: that of the running test.
std::string program_folder();

}  // namespace jenjang

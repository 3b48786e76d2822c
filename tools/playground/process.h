#pragma once

#include <string>
#include <vector>

#include "schema/base/result.h"

namespace jenjang {

// The folder of the running program, where its companions are.
std::string program_folder();

// Starts arguments[0] in a session of its own, with nothing to read and its output appended to the
// log; it outlives this process.
Result<int> spawn_detached(const std::vector<std::string>& arguments, const std::string& log);

// That process runs and has `argument` among its arguments: a number that the system has given to
// another process since is none of ours.
bool process_is(int pid, const std::string& argument);

// Asks each to end, waits until the deadline, then ends it. Pairs of pid and argument; those that
// are not ours any more are left alone. How many had to be forced.
struct OwnProcess {
  int pid = 0;
  std::string argument;
};
std::size_t stop_processes(const std::vector<OwnProcess>& processes, std::int64_t timeout_ms);

}  // namespace jenjang

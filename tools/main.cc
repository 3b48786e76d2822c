// jenjang COMMAND: what operators run. Exit codes and JSON are documented in tools/README.md.
#include <google/protobuf/stubs/logging.h>
#include <sodium.h>
#include <unistd.h>

#include <csignal>
#include <iostream>

#include "tools/cli/command_line.h"

int main(int argc, char** argv) {
  using namespace jenjang;
  CHECK(sodium_init() >= 0);
  google::protobuf::SetLogHandler(nullptr);
  // A reader that goes away ends the writing of it, not the work.
  std::signal(SIGPIPE, SIG_IGN);
  const CommandLine line = parse_command_line({argv + 1, argv + argc});
  Terminal terminal{Output(std::cout, screen_columns(STDOUT_FILENO)), std::cerr, line.json,
                    ::isatty(STDERR_FILENO) == 1};
  if (const auto* nothing = std::get_if<NothingToRun>(&line.what)) {
    (nothing->code == ExitCode::ok ? std::cout : std::cerr) << nothing->text;
    return static_cast<int>(nothing->code);
  }
  try {
    const ExitCode code = std::visit([&](const auto& command) { return run(command, terminal); },
                                     std::get<Invocation>(line.what));
    return static_cast<int>(code);
  } catch (const nlohmann::json::exception&) {
    // The answering process may send any JSON.
    return static_cast<int>(
        fail(terminal, {Code::corrupt, "jawaban node tidak seperti bentuknya"}));
  }
}

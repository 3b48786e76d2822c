// The least that a node could cost: the store opened with the node's own options and a ZeroMQ
// context with one socket, and nothing else. Prints one JSON line when both are open, and stays
// until its input ends.
#include <rocksdb/db.h>
#include <unistd.h>
#include <zmq.h>

#include <chrono>
#include <cstdio>

#include "node/store/rocks_open.h"
#include "tests/bench/arguments.h"

namespace jenjang {
namespace {

int run(const std::string& folder) {
  const auto before = std::chrono::steady_clock::now();
  const Result<OpenedDatabase> opened = open_database(folder, {});
  if (!opened) {
    std::fprintf(stderr, "raw_idle: %s\n", opened.error().message.c_str());
    return 1;
  }
  const double open_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count();
  void* const context = zmq_ctx_new();
  void* const socket = zmq_socket(context, ZMQ_ROUTER);
  if (zmq_bind(socket, "tcp://127.0.0.1:*") != 0) return 1;
  std::printf("{\"open_ms\": %.3f}\n", open_ms);
  std::fflush(stdout);
  char byte = 0;
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
  std::fflush(nullptr);
  // The folder is a copy, so nothing of it is worth an orderly end.
  _exit(0);
}

}  // namespace
}  // namespace jenjang

int main(int argc, char** argv) {
  return jenjang::run(
      jenjang::Arguments(argc, argv, 1, {}, "raw_idle COPY-OF-A-STORE < PIPE").word(0));
}

#pragma once

#include <memory>
#include <string>

#include "node/config/config.h"
#include "schema/base/result.h"

namespace jenjang {

// One node as a process: reads what its configuration names, opens the store, and wires core, links
// and HTTP together. Owned by main. See README.md of this folder's parent for the threads.
class Daemon {
 public:
  // Everything up to the point where it could serve. The errors of what it opens.
  static Result<std::unique_ptr<Daemon>> open(const Config& config);
  struct Parts;
  explicit Daemon(std::unique_ptr<Parts> parts);  // For open(): nobody else can have Parts.
  ~Daemon();

  // Serves until stop(); runs the core thread's loop on the calling thread.
  Result<void> run();
  // Any thread, and signal handlers.
  void stop();
  // The same. SIGHUP asks many a daemon to read its configuration anew; this one logs that it does
  // not.
  void hang_up();

 private:
  std::unique_ptr<Parts> parts_;
};

}  // namespace jenjang

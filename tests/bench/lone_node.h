#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "node/daemon/system_ports.h"
#include "node/store/rocks_store.h"
#include "node/turn/core.h"

namespace jenjang {

// One node of one regency over a real store in a folder of its own, with nobody to talk to.
class LoneNode {
 public:
  // Ends the program where the folder cannot be used.
  explicit LoneNode(const std::filesystem::path& folder);

  SystemClock clock;
  SystemRandom random;
  std::unique_ptr<RocksStore> store;
  std::unique_ptr<Core> core;
};

// A report of about `bytes` bytes of words, different for each number.
Submit bench_report(std::uint64_t number, std::size_t bytes);

}  // namespace jenjang

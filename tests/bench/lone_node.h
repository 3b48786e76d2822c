#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "node/daemon/system_ports.h"
#include "node/store/rocks_store.h"
#include "node/turn/core.h"

namespace jenjang {

// One node of one regency over a real store in a folder of its own, with nobody to talk to and no
// thread: what is asked of it is done before the call returns.
class LoneNode {
 public:
  // Ends the program where the folder cannot be used.
  explicit LoneNode(const std::filesystem::path& folder);

  using Maker = std::function<Submit(std::uint64_t number)>;
  // The reports `first` to `until`, `group` in a turn. Ends the program where one is refused.
  void hand_in(std::uint64_t first, std::uint64_t until, std::size_t group, const Maker& make);
  // Until the views show everything.
  void fold_all();
  // Closes the store and opens it again, as a restart does; the core is gone afterwards.
  void reopen_store();

  SystemClock clock;
  SystemRandom random;
  std::unique_ptr<RocksStore> store;
  std::unique_ptr<Core> core;

 private:
  std::filesystem::path folder_;
};

}  // namespace jenjang

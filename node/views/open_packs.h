#pragma once

#include <array>
#include <optional>

#include "replication/store.h"
#include "schema/content.h"
#include "schema/keys.h"

namespace jenjang {

// The packs that were opened last: reports of one time share packs, and opening one costs more than
// all else about a report. Used by one thread.
class OpenPacks {
 public:
  explicit OpenPacks(const StoreView& store) : store_(store) {}

  // Null where the store has none that can be read. Valid until the next call.
  const Pack* at(const BatchPlace& place);

 private:
  struct Open {
    BatchPlace place;
    Pack pack;
  };
  static constexpr std::size_t kOpenMax = 4;

  const StoreView& store_;
  std::array<std::optional<Open>, kOpenMax> open_;
  std::size_t next_ = 0;  // Filled in turn.
};

}  // namespace jenjang

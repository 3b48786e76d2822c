#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "schema/base/result.h"
#include "tools/playground/layout.h"

namespace jenjang {

inline constexpr std::uint16_t kPlaygroundPort = 28464;

struct PlaygroundInit {
  std::string folder;
  std::string areas;
  // The first of as many ports as nodes and lines need; 0: the system gives free ones.
  std::uint16_t base_port = kPlaygroundPort;
};

// Lays out a whole federation: keys, the directory it starts from, configurations.
// conflict: the folder holds a playground already.
Result<Playground> init_playground(const PlaygroundInit& options);

}  // namespace jenjang

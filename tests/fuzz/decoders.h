#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jenjang::fuzz {

// One decoder of outside bytes, with what must hold whatever it is given: it ends, within its
// limits, and what it takes comes back from its own encoding. A CHECK fails otherwise.
struct Decoder {
  std::string_view name;
  void (*run)(std::string_view bytes);
  // Well-formed inputs, the same in every run, to mutate.
  std::vector<std::string> (*seeds)();
};

const std::vector<Decoder>& decoders();

}  // namespace jenjang::fuzz

#include "node/api/wishes.h"

#include <algorithm>
#include <array>
#include <optional>

#include "node/text/folded.h"

namespace jenjang {

bool is_wish(std::string_view value) {
  constexpr std::size_t kBytesMax = 48;
  constexpr std::array<std::string_view, 9> kWishes{"rahasia",       "secret",        "private",
                                                    "confidential",  "anonim",        "anonymous",
                                                    "anonimrahasia", "rahasiaanonim", "tertutup"};
  if (value.size() > kBytesMax) return false;
  return std::find(kWishes.begin(), kWishes.end(), folded_letters(value)) != kWishes.end();
}

bool agreed_truth(std::string_view field, const std::vector<std::string_view>& values,
                  Checks& checks) {
  const auto read = [&](std::string_view value) {
    return std::optional(checks.truth(field, value));
  };
  return checks.agreed(field, values, read).value_or(false);
}

}  // namespace jenjang

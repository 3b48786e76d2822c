#include "node/api/wishes.h"

#include <algorithm>
#include <array>

#include "node/text/folded.h"

namespace jenjang {

namespace {

// Parts of words in Indonesian and English, as folded_letters leaves them.
constexpr std::array<std::string_view, 22> kWords{
    "rahasia",  "secret",   "secrecy",  "privat",  "privasi", "privacy",  "pribadi",   "confiden",
    "konfiden", "anonim",   "anonym",   "publik",  "public",  "publish",  "publikasi", "visib",
    "hidden",   "sembunyi", "tertutup", "terbuka", "whistle", "incognito"};

}  // namespace

bool speaks_of_secrecy(std::string_view name) {
  const std::string letters = folded_letters(name);
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return letters.find(word) != std::string::npos;
  });
}

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
  bool any = false;
  bool out = false;
  for (const std::string_view value : values) {
    const bool said = checks.truth(field, value);
    if (any && said != out) {
      checks.add(field, "diisi berulang dengan arti yang bertentangan");
      return false;
    }
    any = true;
    out = said;
  }
  return out;
}

}  // namespace jenjang

#include "node/text/secrecy_words.h"

#include <algorithm>
#include <array>
#include <string>

#include "node/text/folded.h"

namespace jenjang {

namespace {

// Parts of words in Indonesian and English, as folded_letters leaves them: a name may join them, as
// in "israhasia".
constexpr std::array<std::string_view, 22> kWords{
    "rahasia",  "secret",   "secrecy", "privat",   "privasi", "privacy",  "pribadi", "confid",
    "konfid",   "anonim",   "anonym",  "publik",   "public",  "publish",  "visib",   "hidden",
    "sembunyi", "tertutup", "terbuka", "sensitif", "whistle", "incognito"};

}  // namespace

bool speaks_of_secrecy(std::string_view name) {
  const std::string letters = folded_letters(name);
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return letters.find(word) != std::string::npos;
  });
}

}  // namespace jenjang

#include "tests/bench/report_text.h"

#include <cmath>
#include <vector>

namespace jenjang {

namespace {

// Words of complaints, most of them made of syllables; common ones are drawn far more often, as in
// any language, so that the text compresses as real text does.
class Vocabulary {
 public:
  Vocabulary() {
    for (const char* word :
         {"yang",   "di",       "dan",     "jalan",     "kami",   "tidak",  "ini",   "sudah",
          "ada",    "mohon",    "untuk",   "warga",     "desa",   "air",    "lampu", "rusak",
          "dari",   "dengan",   "belum",   "segera",    "sampah", "kantor", "pasar", "sungai",
          "banjir", "jembatan", "sekolah", "puskesmas", "bantuan"}) {
      words_.emplace_back(word);
    }
    const char* const syllables[] = {"ka",   "ban", "ru",  "sel", "tan", "me", "pe",  "lu", "ngan",
                                     "si",   "ber", "do",  "kan", "ta",  "ri", "an",  "gu", "bah",
                                     "ling", "sa",  "wak", "tu",  "ma",  "ni", "ter", "be", "ras"};
    std::uint64_t state = 88172645463325252u;
    while (words_.size() < 6000) {
      std::string word;
      const std::uint64_t parts = 2 + next(state) % 3;
      for (std::uint64_t i = 0; i < parts; ++i) word += syllables[next(state) % 27];
      words_.push_back(word);
    }
  }

  const std::string& draw(std::uint64_t& state) const {
    const double share = static_cast<double>(next(state) >> 11) / static_cast<double>(1ull << 53);
    const double rank = std::pow(static_cast<double>(words_.size()), share) - 1;
    return words_[static_cast<std::size_t>(rank)];
  }

  static std::uint64_t next(std::uint64_t& state) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
  }

 private:
  std::vector<std::string> words_;
};

}  // namespace

std::string report_text(std::uint64_t number, std::size_t bytes) {
  static const Vocabulary kVocabulary;
  std::uint64_t state = (number + 1) * 0x9E3779B97F4A7C15u;
  std::string out;
  while (out.size() < bytes) {
    out +=
        Vocabulary::next(state) % 14 == 0 ? std::to_string(state % 400) : kVocabulary.draw(state);
    out += ' ';
  }
  out.resize(bytes);
  return out;
}

std::string form_encoded(const std::string& text) {
  std::string out;
  for (const char at : text) out += at == ' ' ? '+' : at;
  return out;
}

}  // namespace jenjang

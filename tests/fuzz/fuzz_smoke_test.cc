// Every decoder over its seeds, over what a fuzzer once found, and over some thousands of mutations
// of both: what runs in every preset, without libFuzzer.
#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/decoders.h"

namespace jenjang::fuzz {
namespace {

constexpr int kMutations = 3000;
constexpr std::size_t kBytesMax = 4096;

// SplitMix64: the same stream on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // Below `bound`, which is above 0.
  std::size_t below(std::size_t bound) { return next() % bound; }

 private:
  std::uint64_t state_;
};

std::string interesting(Dice& dice) {
  static const std::vector<std::string> kInteresting{std::string(1, '\0'),
                                                     "\x7f",
                                                     "\x80",
                                                     "\xff",
                                                     "\xff\xff\xff\xff\x0f",
                                                     "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
                                                     std::string("\x0a\x00", 2),
                                                     "\x12\x7f",
                                                     "\x1b",
                                                     "-",
                                                     ".",
                                                     std::string(32, 'h')};
  return kInteresting[dice.below(kInteresting.size())];
}

// One change of `bytes`; `other` is a second input to take a piece from.
void mutate(std::string& bytes, const std::string& other, Dice& dice) {
  const std::size_t at = dice.below(bytes.size() + 1);
  const std::size_t length = dice.below(bytes.size() - at + 1);
  switch (dice.below(7)) {
    case 0:
      if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << dice.below(8)));
      return;
    case 1:
      if (at < bytes.size()) bytes[at] = static_cast<char>(dice.below(256));
      return;
    case 2:
      bytes.erase(at, std::min<std::size_t>(length, 8));
      return;
    case 3:
      bytes.insert(at, interesting(dice));
      return;
    case 4:
      bytes.insert(at, bytes.substr(at, length));
      return;
    case 5:
      bytes.resize(at);
      return;
    default: {
      const std::size_t from = dice.below(other.size() + 1);
      bytes.insert(at, other.substr(from, dice.below(other.size() - from + 1)));
    }
  }
}

std::vector<std::string> found(std::string_view name) {
  std::vector<std::string> out;
  const std::string folder = "tests/fuzz/corpus/fuzz_" + std::string(name);
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) {
    std::ifstream in(entry.path(), std::ios::binary);
    out.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  std::sort(out.begin(), out.end());
  return out;
}

class FuzzSmoke : public testing::TestWithParam<Decoder> {
 protected:
  void SetUp() override { google::protobuf::SetLogHandler(nullptr); }
};

TEST_P(FuzzSmoke, HoldsForSeedsAndTheirMutations) {
  const Decoder& decoder = GetParam();
  std::vector<std::string> inputs = decoder.seeds();
  ASSERT_FALSE(inputs.empty());
  for (std::string& bytes : found(decoder.name)) inputs.push_back(std::move(bytes));
  decoder.run({});
  for (const std::string& bytes : inputs) decoder.run(bytes);
  Dice dice(1);
  for (int i = 0; i < kMutations; ++i) {
    std::string bytes = inputs[dice.below(inputs.size())];
    const std::string& other = inputs[dice.below(inputs.size())];
    for (std::size_t times = 1 + dice.below(4); times > 0; --times) mutate(bytes, other, dice);
    if (bytes.size() > kBytesMax) bytes.resize(kBytesMax);
    decoder.run(bytes);
  }
}

INSTANTIATE_TEST_SUITE_P(Decoders, FuzzSmoke, testing::ValuesIn(decoders()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace jenjang::fuzz

// Writes the seeds of every decoder as files, FOLDER/fuzz_<decoder>/seed_<n>, for libFuzzer to
// start from. Usage: fuzz_seeds FOLDER
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/fuzz/decoders.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
    return 2;
  }
  for (const jenjang::fuzz::Decoder& decoder : jenjang::fuzz::decoders()) {
    const std::filesystem::path folder =
        std::filesystem::path(argv[1]) / ("fuzz_" + std::string(decoder.name));
    std::filesystem::create_directories(folder);
    std::size_t number = 0;
    for (const std::string& seed : decoder.seeds()) {
      std::ofstream out(folder / ("seed_" + std::to_string(number++)), std::ios::binary);
      out << seed;
    }
  }
  return 0;
}

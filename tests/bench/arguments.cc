#include "tests/bench/arguments.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace jenjang {

namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& usage) {
  std::fprintf(stderr, "%s\nusage: %s\n", what.c_str(), usage.c_str());
  std::exit(2);
}

}  // namespace

Arguments::Arguments(int argc, char** argv, std::size_t words,
                     const std::vector<std::string>& names, const std::string& usage) {
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (!argument.starts_with("--")) {
      words_.push_back(argument);
      continue;
    }
    const std::string name = argument.substr(2);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      refuse(argument + ": no such option", usage);
    }
    const std::string value = ++i < argc ? argv[i] : "";
    std::uint64_t number = 0;
    const auto [end, error] =
        std::from_chars(value.data(), value.data() + value.size(), number, 10);
    if (value.empty() || error != std::errc() || end != value.data() + value.size()) {
      refuse(argument + " " + value + ": expected a number", usage);
    }
    options_[name] = number;
  }
  if (words_.size() != words) {
    refuse("expected " + std::to_string(words) + " words, got " + std::to_string(words_.size()),
           usage);
  }
}

std::uint64_t Arguments::number(const std::string& name, std::uint64_t otherwise) const {
  const auto found = options_.find(name);
  return found == options_.end() ? otherwise : found->second;
}

}  // namespace jenjang

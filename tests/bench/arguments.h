#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace jenjang {

// A program's command line: words, and options as `--name value`.
class Arguments {
 public:
  // Ends the program with exit code 2 and the usage unless there are `words` words, or for an
  // option that is not in `names` or without a value.
  Arguments(int argc, char** argv, std::size_t words, const std::vector<std::string>& names,
            const std::string& usage);

  const std::string& word(std::size_t at) const { return words_.at(at); }
  std::uint64_t number(const std::string& name, std::uint64_t otherwise) const;

 private:
  std::vector<std::string> words_;
  std::map<std::string, std::uint64_t> options_;
};

}  // namespace jenjang

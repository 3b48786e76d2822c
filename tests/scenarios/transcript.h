#pragma once

#include <functional>
#include <string>
#include <vector>

namespace jenjang {

// One step of a transcript: what is done, and what then happened.
//
//   transcript := (comment | blank | step)*
//   comment    := '#' text
//   step       := command+ '----' output* blank       an output line is never blank
struct Step {
  std::vector<std::string> before;  // Comments and blank lines.
  std::vector<std::string> commands;
  std::vector<std::string> output;
};

struct Transcript {
  std::vector<Step> steps;
  std::vector<std::string> after;
};

// Commands may share a line, with a semicolon between.
Transcript parse_transcript(const std::string& text);
std::string print_transcript(const Transcript& transcript);

}  // namespace jenjang

#include "tests/scenarios/transcript.h"

#include <sstream>
#include <utility>

namespace jenjang {

Transcript parse_transcript(const std::string& text) {
  Transcript out;
  Step step;
  bool in_output = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (in_output && !line.empty()) {
      step.output.push_back(line);
    } else if (in_output) {
      in_output = false;
      out.steps.push_back(std::exchange(step, {}));
      step.before.push_back(line);
    } else if (line == "----") {
      in_output = true;
    } else if (step.commands.empty() && (line.empty() || line[0] == '#')) {
      step.before.push_back(line);
    } else {
      step.commands.push_back(line);
    }
  }
  if (in_output) {
    out.steps.push_back(std::move(step));
  } else {
    out.after = step.before;
  }
  return out;
}

std::string print_transcript(const Transcript& transcript) {
  std::string out;
  const auto print = [&](const std::vector<std::string>& lines) {
    for (const std::string& line : lines) out += line + "\n";
  };
  for (const Step& step : transcript.steps) {
    print(step.before);
    print(step.commands);
    print({"----"});
    print(step.output);
  }
  print(transcript.after);
  return out;
}

}  // namespace jenjang

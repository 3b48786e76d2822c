#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/base/result.h"

namespace jenjang {

// One thing that is wrong with a call, and with which field of it. The message may repeat what the
// client sent, so it goes to the client only and never to a log.
struct Problem {
  Code code = Code::invalid;
  std::string field{};  // Empty where no one field is to blame.
  std::string message{};
};
using Problems = std::vector<Problem>;

// The one table from what went wrong to what HTTP calls it.
int http_status(Code code);
std::string_view code_name(Code code);

Problem problem_of(const Error& error);

}  // namespace jenjang

#include "node/api/problem.h"

namespace jenjang {

int http_status(Code code) {
  switch (code) {
    case Code::invalid:
      return 400;
    case Code::denied:
      return 403;
    case Code::not_found:
      return 404;
    case Code::conflict:
      return 409;
    case Code::reused:
      return 422;
    case Code::exhausted:
    case Code::unavailable:
      return 503;
    case Code::corrupt:
      return 500;
  }
  return 500;
}

std::string_view code_name(Code code) {
  switch (code) {
    case Code::invalid:
      return "invalid";
    case Code::denied:
      return "denied";
    case Code::not_found:
      return "not_found";
    case Code::conflict:
      return "conflict";
    case Code::reused:
      return "reused";
    case Code::exhausted:
      return "exhausted";
    case Code::unavailable:
      return "unavailable";
    case Code::corrupt:
      return "corrupt";
  }
  return "corrupt";
}

Problem problem_of(const Error& error) {
  return {.code = error.code, .field = {}, .message = error.message};
}

}  // namespace jenjang

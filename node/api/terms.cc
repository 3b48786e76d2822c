#include "node/api/terms.h"

#include <array>

namespace jenjang {

namespace {

struct Term {
  int value;
  std::string_view term;
  std::string_view name;
};

template <std::size_t N>  // tidy: allow template: one table, many enums
const Term* find_value(const std::array<Term, N>& terms, int value) {
  for (const Term& term : terms) {
    if (term.value == value) return &term;
  }
  return nullptr;
}

}  // namespace

}  // namespace jenjang

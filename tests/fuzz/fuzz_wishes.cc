// A form that is taken has lost no wish: a wish for secrecy under an unknown name or in unknown
// words is a problem, and a known one has one meaning. A cursor that is taken is written so that it
// is taken again, as the same place.
#include <cstddef>
#include <cstdint>

#include "node/api/open311_fields.h"
#include "node/api/paging.h"
#include "node/api/wishes.h"
#include "node/text/secrecy_words.h"
#include "schema/base/check.h"

namespace {

void look_at_form(std::string_view bytes) {
  using namespace jenjang;
  Problems problems;
  Form form;
  form.add_urlencoded(bytes, problems);
  if (!problems.empty()) return;
  const Open311Fields fields(form);
  Checks checks(problems);
  fields.refuse_unknown(checks);
  const bool secret = agreed_truth("rahasia", fields.attribute("rahasia"), checks);
  if (!problems.empty()) return;
  for (const std::string_view name : fields.unknown()) CHECK(!speaks_of_secrecy(name));
  for (const std::string_view value : fields.attribute("rahasia")) {
    Problems none;
    CHECK(Checks(none).truth("rahasia", value) == secret && none.empty());
  }
}

void look_at_cursor(std::string_view bytes) {
  using namespace jenjang;
  const auto place = parse_cursor(bytes);
  if (!place) return;
  const auto again = parse_cursor(cursor_text(*place));
  CHECK(again && again->time == place->time && again->report == place->report);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  look_at_form(bytes);
  look_at_cursor(bytes);
  return 0;
}

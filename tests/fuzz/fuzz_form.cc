// Whatever a query or a form holds, what is taken of it is clean text within the limits.
#include <cstddef>
#include <cstdint>

#include "node/api/form.h"
#include "node/api/text.h"
#include "schema/base/check.h"

namespace {

using namespace jenjang;

void check(const Form& form) {
  for (const char* name : {"a", "lat", "description", "attribute[jenis]"}) {
    const std::vector<std::string_view> all = form.all(name);
    CHECK(all.size() <= kFormFieldsMax);
    for (const std::string_view value : all) CHECK(!value.empty() && is_clean_text(value));
    CHECK(form.get(name) == (all.empty() ? std::string_view() : all.front()));
  }
  CHECK(form.files() <= kFormFilesMax + 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Problems problems;
  Form urlencoded;
  urlencoded.add_urlencoded(bytes, problems);
  check(urlencoded);
  Form multipart;
  multipart.add_multipart(bytes, "X", problems);
  check(multipart);
  (void)multipart_boundary(bytes);
  return 0;
}

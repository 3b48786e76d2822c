// Whatever an export holds, the reader ends, and its rows stay within their limits.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tools/csv/csv_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using jenjang::CsvReader;
  CsvReader reader(std::string_view(reinterpret_cast<const char*>(data), size));
  std::size_t line = 0;
  while (true) {
    const auto row = reader.next();
    if (!row || !*row) return 0;
    CHECK(reader.line() > line);
    CHECK((*row)->size() <= CsvReader::kFieldsMax);
    line = reader.line();
  }
}

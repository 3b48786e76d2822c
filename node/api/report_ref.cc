#include "node/api/report_ref.h"

#include "node/api/text.h"

namespace jenjang {

Result<ReportId> resolve_report(const Reader& reader, std::string_view text) {
  constexpr std::size_t kTrackingDigitsMax = 19;
  const std::optional<std::uint64_t> number =
      text.size() <= kTrackingDigitsMax ? parse_number(text) : std::nullopt;
  if (number) {
    if (const auto found = reader.find_lapor(*number)) return *found;
  }
  const Result<ReportIdPrefix> code = parse_report_code(text);
  if (!code) return Error{Code::not_found, "laporan dengan nomor ini tidak ada di sini"};
  return reader.find(*code);
}

}  // namespace jenjang

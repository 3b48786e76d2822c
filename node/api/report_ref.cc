#include "node/api/report_ref.h"

#include "node/api/text.h"
#include "node/core/command.h"

namespace jenjang {

namespace {

Error several(std::string_view what) {
  return {Code::conflict, "beberapa laporan di sini " + std::string(what)};
}

}  // namespace

Result<ReportId> resolve_report(const Reader& reader, std::string_view text, Sight sight) {
  constexpr std::size_t kTrackingDigitsMax = 19;
  const std::optional<std::uint64_t> number =
      text.size() <= kTrackingDigitsMax ? parse_number(text) : std::nullopt;
  if (number) {
    const std::vector<ReportId> found = reader.find_lapor(*number, sight);
    if (found.size() > 1) return several("bernomor LAPOR ini; sebutkan kodenya");
    if (found.size() == 1) return found.front();
  }
  const Result<ReportIdPrefix> code = parse_report_code(text);
  if (!code) return Error{Code::not_found, std::string(kNoReport)};
  const std::vector<ReportId> found = reader.find(*code, sight);
  if (found.size() > 1) return several("berawal dengan kode ini; tuliskan lebih panjang");
  if (found.empty()) return Error{Code::not_found, std::string(kNoReport)};
  return found.front();
}

Result<ShownReport> find_report(const Reader& reader, std::string_view text, Sight sight) {
  const Result<ReportId> found = resolve_report(reader, text, sight);
  if (!found) return found.error();
  std::optional<ShownReport> report = reader.report(*found, sight);
  if (!report) return Error{Code::not_found, std::string(kNoReport)};
  return *std::move(report);
}

}  // namespace jenjang

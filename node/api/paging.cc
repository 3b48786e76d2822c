#include "node/api/paging.h"

#include <algorithm>

#include "schema/base/bytes.h"
#include "schema/base/key_codec.h"

namespace jenjang {

namespace {

constexpr std::string_view kAddressMarks = "-._~:/?#[]@!$&'()*+,;=%";

bool fits_address(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || kAddressMarks.find(c) != std::string_view::npos;
}

// The query without what names a part of the list.
std::string without_paging(std::string_view query) {
  std::string out;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const std::string_view name = pair.substr(0, pair.find('='));
    // A key goes in a header, and never into an address that may be kept.
    if (!pair.empty() && name != "page" && name != "after" && name != "api_key") {
      std::copy_if(pair.begin(), pair.end(), std::back_inserter(out), fits_address);
      out += '&';
    }
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return out;
}

}  // namespace

void Paging::apply(ReportQuery& query) const {
  query.limit = size;
  query.after = after;
  query.offset = after ? 0 : (page - 1) * size;
}

Paging read_paging(const Form& fields, PageLimits limits, Checks& checks) {
  Paging out;
  out.size = limits.standard;
  if (const std::string_view size = fields.get("page_size"); !size.empty()) {
    out.size = std::max<std::size_t>(checks.number("page_size", size, UINT32_MAX), 1);
    out.size = std::min(out.size, limits.most);
  }
  if (const std::string_view page = fields.get("page"); !page.empty()) {
    out.page = std::max<std::size_t>(checks.number("page", page, UINT32_MAX), 1);
    if (out.page * out.size > kListExaminedMax) {
      checks.add("page", "melewati " + std::to_string(kListExaminedMax) +
                             " laporan pertama; ikuti tautan next, atau persempit tanggalnya");
      out.page = 1;
    }
  }
  if (const std::string_view after = fields.get("after"); !after.empty()) {
    out.after = parse_cursor(after);
    if (!out.after) checks.add("after", "yang diharapkan nilai next dari jawaban sebelumnya");
  }
  return out;
}

std::string cursor_text(const TimedReport& place) {
  std::string bytes;
  append_be64(bytes, static_cast<std::uint64_t>(place.time.ms));
  bytes += place.report.view();
  return to_hex(bytes);
}

std::optional<TimedReport> parse_cursor(std::string_view text) {
  const std::optional<std::string> bytes = from_hex(text);
  if (!bytes || bytes->size() != 8 + ReportId::kSize) return std::nullopt;
  TimedReport out;
  out.time.ms = static_cast<std::int64_t>(read_be64(*bytes));
  out.report = *ReportId::from(std::string_view(*bytes).substr(8));
  return out;
}

std::string link_header(std::string_view self, std::string_view query, const Paging& paging,
                        const std::optional<TimedReport>& next) {
  const std::string base = std::string(self) + "?" + without_paging(query);
  std::string out;
  if (next) out += "Link: <" + base + "after=" + cursor_text(*next) + ">; rel=\"next\"\r\n";
  if (!paging.after && paging.page > 1) {
    out += "Link: <" + base + "page=" + std::to_string(paging.page - 1) + ">; rel=\"prev\"\r\n";
  }
  return out;
}

}  // namespace jenjang

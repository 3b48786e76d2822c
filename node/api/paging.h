#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "node/api/checks.h"
#include "node/api/form.h"
#include "node/views/report_query.h"

namespace jenjang {

struct PageLimits {
  std::size_t standard = 50;
  std::size_t most = 200;
};

// Which part of a list is asked for: by number from 1, or by the place where the last one ended.
struct Paging {
  std::size_t page = 1;
  std::size_t size = 50;
  std::optional<TimedReport> after;

  void apply(ReportQuery& query) const;
};

// Reads page, page_size and after.
Paging read_paging(const Form& fields, PageLimits limits, Checks& checks);

// A place in a list, as text that fits an address: opaque to clients, and made of nothing but what
// its reader may see. It goes on behind that place whether or not a report is still there, so
// that one made up finds nothing out.
std::string cursor_text(const TimedReport& place);
std::optional<TimedReport> parse_cursor(std::string_view text);

// "Link: <...>; rel=\"next\"" and so on, each line ended; `self` is the address that was asked
// without its query. Characters that no address may hold are left out.
std::string link_header(std::string_view self, std::string_view query, const Paging& paging,
                        const std::optional<TimedReport>& next);

}  // namespace jenjang

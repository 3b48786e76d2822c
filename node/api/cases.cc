#include "node/api/cases.h"

#include "node/api/address.h"
#include "node/api/answer.h"
#include "node/api/caller.h"
#include "node/api/paging.h"
#include "node/api/report_ref.h"
#include "node/api/terms.h"
#include "node/api/zone.h"

namespace jenjang {

namespace {

constexpr PageLimits kPages{.standard = 50, .most = 200};

// An answer to a call with a key is for its caller alone: no cache keeps it, and no page of another
// site reads it.
HttpReply shown_to(const HttpRequest& request, const Form& fields, HttpReply reply) {
  if (has_key(request, fields)) return reply;
  const KeptBy kept_by = reply.status == 200 ? KeptBy::caches_that_ask : KeptBy::nobody;
  return published(std::move(reply), kept_by);
}

// The fields of a query, and the sight of its caller. Mistakes are added to `problems`.
Sight read_call(const ApiParts& parts, const HttpRequest& request, Form& fields,
                Problems& problems) {
  fields.add_urlencoded(request.query, problems);
  const auto caller = find_caller(parts.access, request, fields);
  if (!caller) {
    problems.push_back(problem_of(caller.error()));
    return Sight::open;
  }
  return *caller ? (*caller)->sight() : Sight::open;
}

std::optional<v1::Status> read_status(std::string_view word, Checks& checks) {
  const std::optional<v1::Status> status = parse_status(word);
  if (!status) {
    checks.add("status", "yang diharapkan kata seperti belum_terverifikasi atau ditutup_admin");
  }
  return status;
}

}  // namespace

ReportQuery Cases::read_query(const Form& fields, Checks& checks) const {
  const ZoneOffset zone = zone_of(options_.area);
  const auto time = [&](std::string_view field, DayEnd end) {
    return checks.time(field, fields.get(field), zone, end);
  };
  ReportQuery out;
  out.received = {time("from", DayEnd::first), time("until", DayEnd::last)};
  out.updated = {time("updated_after", DayEnd::first), time("updated_before", DayEnd::last)};
  const std::string_view order = fields.get("order");
  const bool by_update = fields.has("updated_after") || fields.has("updated_before");
  if (order == "updated" || (order.empty() && by_update)) out.by = ReportQuery::By::updated;
  if (!order.empty() && order != "updated" && order != "received") {
    checks.add("order", "yang diharapkan received atau updated");
  }
  out.place = checks.area("area", fields.get("area"));
  out.holder = checks.area("holder", fields.get("holder"));
  out.kind = checks.kind("kind", fields.get("kind"));
  for (const std::string_view word : checks.items("status", fields.get("status"))) {
    if (const auto status = read_status(word, checks)) out.statuses.push_back(*status);
  }
  for (const std::string_view code : checks.items("category", fields.get("category"))) {
    out.categories.push_back(
        static_cast<std::uint32_t>(checks.number("category", code, UINT32_MAX)));
  }
  return out;
}

HttpReply Cases::list(const HttpRequest& request) const {
  Problems problems;
  Form fields;
  const Sight sight = read_call(parts_, request, fields, problems);
  Checks checks(problems);
  const Paging paging = read_paging(fields, kPages, checks);
  ReportQuery query = read_query(fields, checks);
  if (!problems.empty()) return api_problems(problems);
  query.sight = sight;
  paging.apply(query);
  const std::unique_ptr<StoreView> view = parts_.store.snapshot();
  const Reader reader(*view);
  const ReportPage page = reader.list(query);
  Tree reports = Tree::list("report");
  for (const ShownReport& report : page.reports) reports.push(trees_.report(report));
  Tree out = Tree::object();
  out.add("reports", std::move(reports));
  out.add("page", Tree::integer(std::uint64_t{paging.page}));
  out.add("page_size", Tree::integer(std::uint64_t{paging.size}));
  out.add("more", Tree::boolean(page.next.has_value()));
  out.add("next", page.next ? Tree::text(cursor_text(*page.next)) : Tree());
  HttpReply reply = api_answer(out);
  const std::string self = public_address(options_, request) + std::string(request.path);
  reply.headers += link_header(self, request.query, paging, page.next);
  return shown_to(request, fields, std::move(reply));
}

HttpReply Cases::one(const HttpRequest& request, std::string_view id) const {
  Problems problems;
  Form fields;
  const Sight sight = read_call(parts_, request, fields, problems);
  if (!problems.empty()) return api_problems(problems);
  const std::unique_ptr<StoreView> view = parts_.store.snapshot();
  const Reader reader(*view);
  const Result<ShownReport> report = find_report(reader, id, sight);
  if (!report) return shown_to(request, fields, api_problems({problem_of(report.error())}));
  Tree out = trees_.report(*report);
  const Audience audience = sight == Sight::open ? Audience::everybody : Audience::officers;
  out.add(
      "timeline",
      trees_.timeline(*report, reader.timeline(*ReportId::from(report->state.report())), audience));
  return shown_to(request, fields, api_answer(out));
}

CountQuery Cases::read_count_query(const Form& fields, Checks& checks) const {
  CountQuery out;
  out.area = checks.area("area", fields.get("area")).value_or(options_.area);
  out.kind = checks.kind("kind", fields.get("kind"));
  if (fields.has("status")) out.status = read_status(fields.get("status"), checks);
  if (fields.has("category")) {
    out.category =
        static_cast<std::uint32_t>(checks.number("category", fields.get("category"), UINT32_MAX));
  }
  const auto month = [&](std::string_view field) {
    std::optional<std::uint32_t> parsed;
    if (!fields.has(field)) return parsed;
    parsed = parse_month(fields.get(field));
    if (!parsed) checks.add(field, "yang diharapkan bulan seperti 2026-01");
    return parsed;
  };
  out.month_from = month("month_from");
  out.month_until = month("month_until");
  if (fields.has("month")) out.month_from = out.month_until = month("month");
  return out;
}

HttpReply Cases::counts(const HttpRequest& request) const {
  Problems problems;
  Form fields;
  const Sight sight = read_call(parts_, request, fields, problems);
  Checks checks(problems);
  CountQuery query = read_count_query(fields, checks);
  if (!problems.empty()) return api_problems(problems);
  query.sight = sight;
  const std::unique_ptr<StoreView> view = parts_.store.snapshot();
  const Counts counts = Reader(*view).counts(query);
  Tree by_kind = Tree::object();
  for (const auto& [kind, count] : counts.by_kind) {
    const std::string_view term = kind_term(kind);
    by_kind.add(std::string(term.empty() ? "unspecified" : term), Tree::integer(count));
  }
  Tree by_status = Tree::object();
  for (const auto& [status, count] : counts.by_status) {
    by_status.add(std::string(status_term(status)), Tree::integer(count));
  }
  Tree out = Tree::object();
  out.add("area", Tree::text(query.area.to_string()));
  out.add("total", Tree::integer(counts.total));
  if (sight == Sight::secret_too) out.add("secret", Tree::integer(counts.secret));
  out.add("by_kind", std::move(by_kind));
  out.add("by_status", std::move(by_status));
  return shown_to(request, fields, api_answer(out));
}

}  // namespace jenjang

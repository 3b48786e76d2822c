#include "node/api/open311.h"

#include "node/api/address.h"
#include "node/api/answer.h"
#include "node/api/report_ref.h"
#include "node/api/terms.h"
#include "node/api/text.h"
#include "node/api/zone.h"

namespace jenjang {

namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kSpanDaysMax = 90;
constexpr PageLimits kPages{.standard = 1000, .most = 1000};
// With its history a request is an answer of its own.
constexpr PageLimits kExtendedPages{.standard = 50, .most = 100};
constexpr std::string_view kSpecification = "http://wiki.open311.org/GeoReport_v2";
// When this surface last changed.
constexpr std::string_view kChangeset = "2026-11-24T00:00:00+07:00";

Tree text(std::string_view value) { return Tree::text(std::string(value)); }

Tree value(std::string_view key, std::string_view name) {
  Tree out = Tree::object();
  out.add("key", text(key));
  out.add("name", text(name));
  return out;
}

Tree attribute(std::string_view code, std::int64_t order, std::string_view description,
               Tree values) {
  Tree out = Tree::object();
  out.add("variable", Tree::boolean(true));
  out.add("code", text(code));
  out.add("datatype", text("singlevaluelist"));
  out.add("required", Tree::boolean(false));
  out.add("datatype_description", Tree());
  out.add("order", Tree::integer(order));
  out.add("description", text(description));
  out.add("values", std::move(values));
  return out;
}

Tree yes_or_no() {
  Tree out = Tree::list("value");
  out.push(value("tidak", "Tidak"));
  out.push(value("ya", "Ya"));
  return out;
}

Tree attributes() {
  Tree kinds = Tree::list("value");
  for (const Kind kind : kKinds) kinds.push(value(kind_term(kind), kind_name(kind)));
  Tree out = Tree::list("attribute");
  out.push(attribute("jenis", 1, "Jenis laporan", std::move(kinds)));
  out.push(attribute("anonim", 2, "Sembunyikan nama pelapor dari instansi terlapor dan publik",
                     yes_or_no()));
  out.push(attribute("rahasia", 3, "Sembunyikan seluruh laporan dari publik", yes_or_no()));
  return out;
}

std::optional<std::uint32_t> parse_code(std::string_view code) {
  const std::optional<std::uint64_t> number = parse_number(code);
  if (!number || *number == 0 || *number > UINT32_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

HttpReply no_service(Format format) {
  return open311_error(format, 404, "service_code: layanan ini tidak ada di sini");
}

HttpReply no_report(Format format, const std::string& field) {
  return open311_error(format, 404, field + ": " + std::string(kNoReport));
}

}  // namespace

HttpReply Open311::discovery(const HttpRequest& request, Format format) const {
  const std::string address = public_address(options_, request);
  Tree formats = Tree::list("format");
  formats.push(text("text/xml"));
  formats.push(text("application/json"));
  Tree endpoint = Tree::object();
  endpoint.add("specification", text(kSpecification));
  endpoint.add("url", text(address + "/open311/v2"));
  endpoint.add("changeset", text(kChangeset));
  endpoint.add("type", text("production"));
  endpoint.add("formats", std::move(formats));
  Tree endpoints = Tree::list("endpoint");
  endpoints.push(std::move(endpoint));
  Tree out = Tree::object();
  out.add("changeset", text(kChangeset));
  out.add("contact", text("Operator " + options_.name + ", " + names_.area(options_.area)));
  out.add("key_service", text("Kunci API diberikan oleh operator node " + options_.name));
  out.add("endpoints", std::move(endpoints));
  return open311_answer(format, "discovery", out, KeptBy::caches);
}

HttpReply Open311::services(Format format) const {
  Tree out = Tree::list("service");
  for (const ServiceInfo& service : parts_.directory.services()) {
    if (!service.active) continue;
    Tree one = Tree::object();
    one.add("service_code", text(std::to_string(service.code)));
    one.add("service_name", text(service.name));
    one.add("description", Tree());
    one.add("metadata", Tree::boolean(true));
    one.add("type", text("realtime"));
    one.add("keywords", Tree::text_or_null(service.group));
    one.add("group", Tree::text_or_null(service.group));
    out.push(std::move(one));
  }
  return open311_answer(format, "services", out, KeptBy::caches);
}

HttpReply Open311::service(Format format, std::string_view code) const {
  const std::optional<std::uint32_t> number = parse_code(code);
  const auto service = number ? parts_.directory.service(*number) : std::nullopt;
  if (!service || !service->active) return no_service(format);
  Tree out = Tree::object();
  out.add("service_code", text(std::to_string(service->code)));
  out.add("attributes", attributes());
  return open311_answer(format, "service_definition", out, KeptBy::caches);
}

void Open311::read_dates(const Form& fields, Checks& checks, ReportQuery& query) const {
  const ZoneOffset zone = zone_of(options_.area);
  const auto time = [&](std::string_view field, DayEnd end) {
    return checks.time(field, fields.get(field), zone, end);
  };
  query.updated = {time("updated_after", DayEnd::first), time("updated_before", DayEnd::last)};
  TimeRange& received = query.received;
  received = {time("start_date", DayEnd::first), time("end_date", DayEnd::last)};
  const bool by_update = fields.has("updated_after") || fields.has("updated_before");
  if (by_update) query.by = ReportQuery::By::updated;
  constexpr std::int64_t kSpanMs = kSpanDaysMax * kDayMs;
  if (received.from && received.until) {
    // Both days of a span of dates belong to it.
    if (received.until->ms - received.from->ms > kSpanMs + kDayMs) {
      checks.add("end_date", "lebih dari 90 hari setelah start_date");
    }
  } else if (received.from) {
    received.until = WallTime{received.from->ms + kSpanMs};
  } else if (received.until) {
    received.from = WallTime{received.until->ms - kSpanMs};
  } else if (!by_update) {
    received.from = WallTime{parts_.clock.now().wall.ms - kSpanMs};
  }
  const auto backwards = [](const TimeRange& r) { return r.from && r.until && *r.until < *r.from; };
  if (backwards(received)) checks.add("end_date", "lebih awal dari start_date");
  if (backwards(query.updated)) checks.add("updated_before", "lebih awal dari updated_after");
}

ReportQuery Open311::read_query(const Form& fields, Checks& checks) const {
  ReportQuery out;
  read_dates(fields, checks, out);
  for (const std::string_view code : checks.items("service_code", fields.get("service_code"))) {
    const std::optional<std::uint32_t> number = parse_code(code);
    if (!number || !parts_.directory.service(*number)) {
      checks.add("service_code", "layanan ini tidak ada di sini", Code::not_found);
      break;
    }
    out.categories.push_back(*number);
  }
  for (const std::string_view word : checks.items("status", fields.get("status"))) {
    if (word != "open" && word != "closed") {
      checks.add("status", "yang diharapkan open, closed atau keduanya");
      break;
    }
    for (const v1::Status status : kStatuses) {
      if (is_closed(status) == (word == "closed")) out.statuses.push_back(status);
    }
  }
  out.place = checks.area("address_id", fields.get("address_id"));
  return out;
}

HttpReply Open311::named_requests(const Form& fields, Format format, Problems& problems) const {
  Checks checks(problems);
  const auto ids = checks.items("service_request_id", fields.get("service_request_id"));
  const bool extended = checks.truth("extensions", fields.get("extensions"));
  if (!problems.empty()) return open311_errors(format, problems);
  const std::unique_ptr<StoreView> view = parts_.store.snapshot();
  const Reader reader(*view);
  Tree out = Tree::list("request");
  for (const std::string_view id : ids) {
    const Result<ShownReport> report = find_report(reader, id, Sight::open);
    if (report) out.push(request_tree(reader, *report, extended));
  }
  return open311_answer(format, "service_requests", out, KeptBy::caches_that_ask);
}

HttpReply Open311::requests(const HttpRequest& request, Format format) const {
  Problems problems;
  Form fields;
  fields.add_urlencoded(request.query, problems);
  if (!problems.empty()) return open311_errors(format, problems);
  // Overrides all other arguments.
  if (fields.has("service_request_id")) return named_requests(fields, format, problems);
  Checks checks(problems);
  const bool extended = checks.truth("extensions", fields.get("extensions"));
  const Paging paging = read_paging(fields, extended ? kExtendedPages : kPages, checks);
  ReportQuery query = read_query(fields, checks);
  if (!problems.empty()) return open311_errors(format, problems);
  paging.apply(query);
  const std::unique_ptr<StoreView> view = parts_.store.snapshot();
  const Reader reader(*view);
  const ReportPage page = reader.list(query);
  Tree out = Tree::list("request");
  for (const ShownReport& report : page.reports) out.push(request_tree(reader, report, extended));
  HttpReply reply = open311_answer(format, "service_requests", out, KeptBy::caches_that_ask);
  const std::string self = public_address(options_, request) + std::string(request.path);
  reply.headers += link_header(self, request.query, paging, page.next);
  return reply;
}

HttpReply Open311::request(const HttpRequest& request, Format format, std::string_view id) const {
  Problems problems;
  Form fields;
  fields.add_urlencoded(request.query, problems);
  Checks checks(problems);
  const bool extended = checks.truth("extensions", fields.get("extensions"));
  if (!problems.empty()) return open311_errors(format, problems);
  const std::unique_ptr<StoreView> view = parts_.store.snapshot();
  const Reader reader(*view);
  const Result<ShownReport> report = find_report(reader, id, Sight::open);
  if (!report) return no_report(format, "service_request_id");
  Tree out = Tree::list("request");
  out.push(request_tree(reader, *report, extended));
  return open311_answer(format, "service_requests", out, KeptBy::caches_that_ask);
}

// A report has its id from the start, so its token is its id.
HttpReply Open311::token(Format format, std::string_view token) const {
  const std::unique_ptr<StoreView> view = parts_.store.snapshot();
  const Reader reader(*view);
  const Result<ReportId> found = resolve_report(reader, token, Sight::open);
  if (!found) return no_report(format, "token");
  Tree one = Tree::object();
  one.add("service_request_id", text(report_code(*found)));
  one.add("token", text(token));
  Tree out = Tree::list("request");
  out.push(std::move(one));
  return open311_answer(format, "service_requests", out, KeptBy::caches_that_ask);
}

}  // namespace jenjang

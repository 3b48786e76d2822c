#include "node/api/open311_intake.h"

#include "node/api/answer.h"
#include "node/api/caller.h"
#include "node/api/open311_fields.h"
#include "node/api/place.h"
#include "node/api/request_of.h"
#include "node/api/terms.h"
#include "node/api/text.h"
#include "node/api/wishes.h"
#include "node/text/visible.h"
#include "schema/base32.h"

namespace jenjang {

namespace {

constexpr double kLatitudeMax = 90;
constexpr double kLongitudeMax = 180;

void read_body(const HttpRequest& request, Form& form, Problems& problems) {
  form.add_urlencoded(request.query, problems);
  const std::string_view boundary = multipart_boundary(request.content_type);
  if (!boundary.empty()) {
    form.add_multipart(request.body, boundary, problems);
  } else if (request.content_type.empty() ||
             is_media_type(request.content_type, "application/x-www-form-urlencoded")) {
    form.add_urlencoded(request.body, problems);
  } else {
    problems.push_back({.field = "Content-Type",
                        .message = "yang diharapkan application/x-www-form-urlencoded atau "
                                   "multipart/form-data"});
  }
}

std::optional<Kind> read_kind(const Open311Fields& fields, Checks& checks) {
  const auto read = [&](std::string_view value) { return checks.kind("jenis", value); };
  return checks.agreed("jenis", fields.attribute("jenis"), read);
}

std::optional<v1::Identity> read_identity(const Form& form, Checks& checks) {
  v1::Identity out;
  bool any = false;
  const auto take = [&](std::string_view field, std::string* into) {
    const std::string_view value = form.get(field);
    if (value.empty()) return;
    *into = checks.text(field, value, kPersonFieldMax);
    any = any || !into->empty();
  };
  take("first_name", out.mutable_first_name());
  take("last_name", out.mutable_last_name());
  take("phone", out.mutable_phone());
  take("email", out.mutable_email());
  take("account_id", out.mutable_account_id());
  take("device_id", out.mutable_device_id());
  if (!any) return std::nullopt;
  return out;
}

// A name as a client wrote it, without what JSON or XML would have to escape.
std::string shown_name(std::string_view name) {
  constexpr std::size_t kShownMax = 40;
  std::string out = visible_line(first_characters(name, kShownMax));
  std::erase_if(
      out, [](char c) { return std::string_view("\"\\<>&'").find(c) != std::string_view::npos; });
  return out;
}

// The notice for the reporter names the parts of the form that were not taken. It needs no
// escaping.
std::string notice_of(const Form& form, const Open311Fields& fields) {
  constexpr std::size_t kNamesMax = 10;
  std::string out;
  if (form.files() > 0) {
    out = std::to_string(form.files()) +
          " berkas tidak ikut tersimpan; sertakan alamatnya dalam media_url.";
  }
  if (fields.unknown().empty()) return out;
  out += (out.empty() ? "" : " ") + std::string("Isian yang tidak dikenal dan tidak dibaca: ");
  for (std::size_t i = 0; i < fields.unknown().size() && i < kNamesMax; ++i) {
    out += (i == 0 ? "" : ", ") + shown_name(fields.unknown()[i]);
  }
  if (fields.unknown().size() > kNamesMax) out += ", dan lainnya";
  return out + ".";
}

// Written out: this is the answer that is given most often. `notice` needs no escaping.
HttpReply posted(Format format, const SubmitDone& done, const std::string& notice) {
  HttpReply out;
  out.status = done.existed ? 200 : 201;
  out.headers = kPublicHeader;
  const std::string code = report_code(done.report);
  if (format == Format::json) {
    out.body.reserve(96);
    out.body += R"([{"service_request_id":")";
    out.body += code;
    out.body += R"(","service_notice":)";
    out.body += notice.empty() ? "null" : '"' + notice + '"';
    out.body += R"(,"account_id":null}])";
    return out;
  }
  out.content_type = kXml;
  out.body =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
      "<service_requests><request><service_request_id>" +
      code + "</service_request_id>" +
      (notice.empty() ? "<service_notice/>" : "<service_notice>" + notice + "</service_notice>") +
      "<account_id/></request></service_requests>\n";
  return out;
}

Completion completion(Format format, Asker asker, std::string notice) {
  return [format, asker, notice = std::move(notice)](Result<Reply> result) mutable {
    if (!result) return asker.answer(open311_errors(format, {problem_of(result.error())}));
    asker.answer(posted(format, std::get<SubmitDone>(*result), notice));
  };
}

}  // namespace

void Open311Intake::read_service(const Form& form, Checks& checks, Submit& out) const {
  const std::string_view code = form.get("service_code");
  if (code.empty()) return checks.add("service_code", "belum diisi");
  const std::optional<std::uint64_t> number = parse_number(trim(code));
  const bool fits = number && *number > 0 && *number <= UINT32_MAX;
  const auto service =
      fits ? parts_.directory.service(static_cast<std::uint32_t>(*number)) : std::nullopt;
  if (!service || !service->active) {
    return checks.add("service_code", "layanan ini tidak ada di sini", Code::not_found);
  }
  out.category = service->code;
}

void Open311Intake::read_location(const Form& form, Checks& checks, Submit& out) const {
  const std::optional<double> lat = checks.degrees("lat", form.get("lat"), kLatitudeMax);
  const std::optional<double> lon = checks.degrees("long", form.get("long"), kLongitudeMax);
  if (form.has("lat") != form.has("long")) {
    checks.add(form.has("lat") ? "long" : "lat", "belum diisi; lat dan long diisi bersama");
  }
  if (lat && lon) {
    out.words.set_latitude(*lat);
    out.words.set_longitude(*lon);
  }
  const std::string_view address = form.get("address_string");
  if (!address.empty()) {
    out.words.set_address(checks.text("address_string", address, kAddressMax));
  }
  const std::string_view id = form.get("address_id");
  if (!form.has("lat") && !form.has("long") && address.empty() && id.empty()) {
    checks.add("lat", "belum diisi; yang diharapkan lat dan long, address_string atau address_id");
  }
  out.place = out.addressee = options_.area;
  if (const auto area = checks.area("address_id", id)) set_place(parts_, options_, *area, out);
}

Submit Open311Intake::read(const HttpRequest& request, const Form& form,
                           const Open311Fields& fields, const Caller& caller,
                           Problems& problems) const {
  Checks checks(problems);
  fields.refuse_unknown(checks);
  Submit out;
  out.client = caller.client;
  out.channel = v1::CHANNEL_APP;
  out.key = checks.idempotency_key(request.idempotency_key);
  read_service(form, checks, out);
  read_location(form, checks, out);
  out.kind = read_kind(fields, checks).value_or(v1::KIND_COMPLAINT);
  out.anonymous = agreed_truth("anonim", fields.attribute("anonim"), checks);
  out.secret = agreed_truth("rahasia", fields.attribute("rahasia"), checks);
  if (const std::string_view title = form.get("title"); !title.empty()) {
    out.words.set_title(checks.text("title", title, kTitleMax));
  }
  if (const std::string_view text = form.get("description"); !text.empty()) {
    out.words.set_text(checks.text("description", text, kTextMax));
  }
  if (const std::string_view url = form.get("media_url"); !url.empty()) {
    out.words.set_media_url(checks.url("media_url", url));
  }
  if (const std::string_view word = form.get("durability"); !word.empty()) {
    const std::optional<Reach> reach = parse_reach(word);
    if (!reach) checks.add("durability", "yang diharapkan node, tier atau parent");
    out.reach = reach.value_or(Reach::node);
  }
  out.identity = read_identity(form, checks);
  if (out.key) out.request = request_of(options_.request_key, out);
  return out;
}

void Open311Intake::post(const HttpRequest& request, Format format, Asker asker) const {
  Problems problems;
  Form form;
  read_body(request, form, problems);
  const Result<Caller> caller = need_caller(parts_.access, request, form, ApiRole::app);
  if (!caller) return asker.answer(open311_errors(format, {problem_of(caller.error())}));
  if (!problems.empty()) return asker.answer(open311_errors(format, problems));
  const Open311Fields fields(form);
  Submit submit = read(request, form, fields, *caller, problems);
  if (!problems.empty()) return asker.answer(open311_errors(format, problems));
  Completion done = completion(format, asker, notice_of(form, fields));
  if (parts_.commands.post({std::move(submit), std::move(done)})) return;
  asker.answer(
      open311_error(format, 503, "terlalu banyak permintaan menunggu di node ini; coba lagi"));
}

}  // namespace jenjang

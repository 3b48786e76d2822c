#include "node/api/core_calls.h"

#include "node/api/answer.h"
#include "node/api/caller.h"
#include "node/api/iso_time.h"
#include "node/api/report_ref.h"
#include "node/api/report_tree.h"
#include "node/api/request_of.h"
#include "node/api/status_tree.h"
#include "node/api/terms.h"
#include "node/api/zone.h"
#include "node/text/secrecy_words.h"
#include "node/text/visible.h"
#include "schema/base32.h"

namespace jenjang {

namespace {

constexpr std::size_t kImportRowsMax = 200;
constexpr std::size_t kEntriesMax = 1000;

Tree text(std::string_view value) { return Tree::text(std::string(value)); }

HttpReply refused(const Error& error) { return api_problems({problem_of(error)}); }

int created(bool existed) { return existed ? 200 : 201; }

HttpReply submitted(const SubmitDone& done) {
  HttpReply out;
  out.status = created(done.existed);
  out.body = R"({"code":")" + report_code(done.report) + R"(","report":")" + done.report.hex() +
             R"(","existed":)" + (done.existed ? "true" : "false") + R"(,"reached":")" +
             std::string(reach_term(done.reached)) + R"("})";
  return out;
}

HttpReply acted(const ActDone& done) {
  Tree out = Tree::object();
  out.add("event", text(done.event.hex()));
  out.add("existed", Tree::boolean(done.existed));
  return api_answer(out, created(done.existed));
}

HttpReply opened(const Opened& done) {
  Tree contents = Tree::list("content");
  for (const auto& [ref, content] : done.contents) {
    Tree one = Tree::object();
    one.add("digest", text(ref.digest.hex()));
    one.add("role", text(content_role_term(ref.role)));
    add_content_fields(content, one);
    contents.push(std::move(one));
  }
  Tree out = Tree::object();
  out.add("contents", std::move(contents));
  return api_answer(out);
}

HttpReply added(const EntriesDone& done) {
  Tree out = Tree::object();
  out.add("added", Tree::integer(std::uint64_t{done.added}));
  return api_answer(out);
}

Tree problem_tree(const Problem& problem) {
  Tree out = Tree::object();
  out.add("code", text(code_name(problem.code)));
  out.add("message",
          text(problem.field.empty() ? problem.message : problem.field + ": " + problem.message));
  return out;
}

Tree row_tree(std::uint64_t lapor_id, const Result<Reply>& result) {
  Tree out = Tree::object();
  out.add("lapor_id", Tree::integer(lapor_id));
  if (!result) {
    out.add("problem", problem_tree(problem_of(result.error())));
    return out;
  }
  const auto& done = std::get<SubmitDone>(*result);
  out.add("code", text(report_code(done.report)));
  out.add("existed", Tree::boolean(done.existed));
  out.add("tightened", Tree::boolean(done.tightened));
  return out;
}

HttpReply imported(const std::vector<std::uint64_t>& ids, const Gatherings::Rows& rows) {
  Tree results = Tree::list("result");
  for (std::size_t i = 0; i < rows.size(); ++i) results.push(row_tree(ids[i], rows[i]));
  Tree out = Tree::object();
  out.add("results", std::move(results));
  return api_answer(out);
}

// A row's problems as one refusal.
Error row_error(const Problems& problems) {
  const Problem& first = problems.front();
  return {first.code, first.field + ": " + first.message};
}

// Why this caller may not act so at all; nothing where it may. Each act belongs to somebody.
std::optional<Error> not_theirs(const Act& act, const Caller& caller) {
  const bool tighten = std::holds_alternative<Tighten>(act.what);
  const bool grant = std::holds_alternative<GrantIdentity>(act.what);
  const bool reporter = caller.role == ApiRole::app;
  const bool officer = caller.local || caller.may(ApiRole::officer);
  if (grant && (reporter || caller.role == ApiRole::custodian)) return std::nullopt;
  if (!grant && (officer || (tighten && reporter))) return std::nullopt;
  return Error{Code::denied,
               grant ? "api_key: izin membaca identitas diberikan pelapor, lewat aplikasinya, atau "
                       "kunci berperan custodian"
                     : "api_key: panggilan ini memerlukan kunci berperan officer atau coordinator"};
}

}  // namespace

std::optional<Caller> CoreCalls::admit(const HttpRequest& request, std::optional<ApiRole> role,
                                       Asker& asker) {
  Problems problems;
  Form fields;
  fields.add_urlencoded(request.query, problems);
  // A wish in the query is read by nobody, and must not be lost.
  Checks checks(problems);
  const bool writes = request.method == Method::post;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!writes || !speaks_of_secrecy(fields.at(i).name)) continue;
    checks.add(visible_line(fields.at(i).name), "ditulis di alamat; yang diharapkan di isi JSON");
  }
  if (!problems.empty()) {
    asker.answer(api_problems(problems));
    return std::nullopt;
  }
  Result<Caller> caller = need_caller(parts_.access, request, fields, role);
  if (caller) return *caller;
  asker.answer(refused(caller.error()));
  return std::nullopt;
}

std::optional<ReportId> CoreCalls::resolve(std::string_view id, Sight sight, Asker& asker) {
  const std::unique_ptr<StoreView> view = parts_.store.snapshot();
  const Result<ReportId> found = resolve_report(Reader(*view), id, sight);
  if (found) return *found;
  const Result<ReportIdPrefix> code = parse_report_code(id);
  if (code && code->bits == 8 * ReportId::kSize) return code->low;
  asker.answer(refused(found.error()));
  return std::nullopt;
}

void CoreCalls::post(Command command, Completion done, Asker& asker) {
  if (parts_.commands.post({std::move(command), std::move(done)})) return;
  asker.answer(
      refused({Code::exhausted, "terlalu banyak permintaan menunggu di node ini; coba lagi"}));
}

void CoreCalls::submit(const HttpRequest& request, Asker asker) {
  const std::optional<Caller> caller = admit(request, ApiRole::app, asker);
  if (!caller) return;
  Problems problems;
  Checks checks(problems);
  const nlohmann::json body = parse_json_object(request.body, checks);
  Submit command;
  if (problems.empty()) command = reader_.submit(JsonFields(body, checks), *caller, checks);
  command.key = checks.idempotency_key(request.idempotency_key);
  if (!problems.empty()) return asker.answer(api_problems(problems));
  if (command.key) command.request = request_of(options_.request_key, command);
  post(
      std::move(command),
      [asker](Result<Reply> result) mutable {
        if (!result) return asker.answer(refused(result.error()));
        asker.answer(submitted(std::get<SubmitDone>(*result)));
      },
      asker);
}

void CoreCalls::act(const HttpRequest& request, std::string_view id, Asker asker) {
  const std::optional<Caller> caller = admit(request, std::nullopt, asker);
  if (!caller) return;
  Problems problems;
  Checks checks(problems);
  const nlohmann::json body = parse_json_object(request.body, checks);
  Act command;
  if (problems.empty()) command = reader_.act(JsonFields(body, checks), *caller, checks);
  command.key = checks.idempotency_key(request.idempotency_key);
  if (!problems.empty()) return asker.answer(api_problems(problems));
  const std::optional<Error> refusal = not_theirs(command, *caller);
  if (refusal) return asker.answer(refused(*refusal));
  const bool reporter = caller->role == ApiRole::app;
  if (reporter) command.reporter = caller->client;
  // The reporter's app has the whole code, and may know of no other secret report.
  const Sight sight = reporter ? Sight::open : Sight::secret_too;
  const std::optional<ReportId> report = resolve(id, sight, asker);
  if (!report) return;
  command.report = *report;
  if (command.key) command.request = request_of(options_.request_key, command);
  post(
      std::move(command),
      [asker](Result<Reply> result) mutable {
        if (!result) return asker.answer(refused(result.error()));
        asker.answer(acted(std::get<ActDone>(*result)));
      },
      asker);
}

void CoreCalls::import(const HttpRequest& request, Asker asker) {
  if (!admit(request, ApiRole::operator_, asker)) return;
  Problems problems;
  Checks checks(problems);
  const nlohmann::json body = parse_json_object(request.body, checks);
  const JsonFields fields(body, checks);
  const std::vector<JsonFields> rows = fields.objects("reports", kImportRowsMax);
  fields.refuse_unknown();
  if (problems.empty() && rows.empty()) checks.add("reports", "belum diisi");
  if (!problems.empty()) return asker.answer(api_problems(problems));
  std::vector<Result<Command>> commands;
  std::vector<std::uint64_t> ids;
  for (const JsonFields& row : rows) {
    Import command = reader_.import(row, checks);
    ids.push_back(command.submit.lapor_id);
    if (problems.empty()) {
      commands.emplace_back(Command(std::move(command)));
    } else {
      commands.emplace_back(row_error(problems));
      problems.clear();
    }
  }
  const std::uint64_t gathering =
      gatherings_.open(commands.size(), [asker, ids](Gatherings::Rows done) mutable {
        asker.answer_later([ids, done = std::move(done)] { return imported(ids, done); });
      });
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (!commands[i]) {
      gatherings_.put(gathering, i, commands[i].error());
      continue;
    }
    const bool posted =
        parts_.commands.post({std::move(*commands[i]), [this, gathering, i](Result<Reply> result) {
                                gatherings_.put(gathering, i, std::move(result));
                              }});
    if (!posted) {
      gatherings_.put(gathering, i, Error{Code::exhausted, "node sedang sibuk; coba lagi"});
    }
  }
}

void CoreCalls::sealed(const HttpRequest& request, std::string_view id, Asker asker) {
  const std::optional<Caller> caller = admit(request, ApiRole::officer, asker);
  if (!caller) return;
  Problems problems;
  Checks checks(problems);
  const nlohmann::json body = parse_json_object(request.body, checks);
  OpenSealed command;
  if (problems.empty()) command = reader_.open(JsonFields(body, checks), *caller, checks);
  if (!problems.empty()) return asker.answer(api_problems(problems));
  const std::optional<ReportId> report = resolve(id, Sight::secret_too, asker);
  if (!report) return;
  command.report = *report;
  post(
      std::move(command),
      [asker](Result<Reply> result) mutable {
        if (!result) return asker.answer(refused(result.error()));
        asker.answer_later([done = std::get<Opened>(*result)] { return opened(done); });
      },
      asker);
}

void CoreCalls::resubmit(const HttpRequest& request, std::string_view id, Asker asker) {
  if (!admit(request, ApiRole::operator_, asker)) return;
  const std::optional<ReportId> report = resolve(id, Sight::secret_too, asker);
  if (!report) return;
  post(
      Resubmit{*report},
      [asker](Result<Reply> result) mutable {
        if (!result) return asker.answer(refused(result.error()));
        asker.answer(submitted(std::get<SubmitDone>(*result)));
      },
      asker);
}

void CoreCalls::add_entries(const HttpRequest& request, Asker asker) {
  if (!admit(request, ApiRole::operator_, asker)) return;
  Problems problems;
  Checks checks(problems);
  const nlohmann::json body = parse_json_object(request.body, checks);
  const JsonFields fields(body, checks);
  const std::vector<std::string_view> entries = fields.texts("entries", kEntriesMax);
  fields.refuse_unknown();
  AddEntries command;
  for (const std::string_view hex : entries) {
    const std::optional<std::string> bytes = from_hex(hex);
    Result<SignedEntry> entry =
        bytes ? decode_entry(*bytes) : Error{Code::invalid, "yang diharapkan digit heksadesimal"};
    if (entry) {
      command.entries.push_back(std::move(*entry));
    } else {
      checks.add("entries", entry.error().message);
    }
  }
  if (!problems.empty()) return asker.answer(api_problems(problems));
  post(
      std::move(command),
      [asker](Result<Reply> result) mutable {
        if (!result) return asker.answer(refused(result.error()));
        asker.answer(added(std::get<EntriesDone>(*result)));
      },
      asker);
}

void CoreCalls::status(const HttpRequest& request, Asker asker) {
  if (!admit(request, ApiRole::monitor, asker)) return;
  Problems problems;
  Form fields;
  fields.add_urlencoded(request.query, problems);
  const std::string_view writer = fields.get("cuts_of");
  AskStatus command;
  command.cuts_of = NodeId::parse_hex(writer);
  if (!writer.empty() && !command.cuts_of) {
    Checks(problems).add("cuts_of", "yang diharapkan 64 digit heksadesimal");
  }
  const std::string_view since = fields.get("since");
  if (!since.empty()) command.since = parse_iso8601(since, zone_of(options_.area), DayEnd::first);
  if (!since.empty() && !command.since) {
    Checks(problems).add("since", "yang diharapkan waktu seperti 2026-11-30T08:00:00+07:00");
  }
  if (!problems.empty()) return asker.answer(api_problems(problems));
  post(
      command,
      [asker](Result<Reply> result) mutable {
        if (!result) return asker.answer(refused(result.error()));
        asker.answer_later(
            [status = std::get<NodeStatus>(*result)] { return api_answer(status_tree(status)); });
      },
      asker);
}

}  // namespace jenjang

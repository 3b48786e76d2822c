#include "node/api/answer.h"

#include "node/api/json_writer.h"
#include "node/api/xml_writer.h"
#include "schema/base/check.h"

namespace jenjang {

namespace {

constexpr int kUnavailable = 503;

std::string_view title_of(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 431:
      return "Request Header Fields Too Large";
    case kUnavailable:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

std::string described(const Problem& problem) {
  return problem.field.empty() ? problem.message : problem.field + ": " + problem.message;
}

HttpReply written(Format format, std::string_view root, const Tree& tree) {
  HttpReply out;
  out.content_type = format == Format::json ? kJson : kXml;
  out.body = format == Format::json ? to_json(tree) : to_xml(root, tree);
  return out;
}

std::string retry_header(int status) {
  return status == kUnavailable ? std::string(kRetryHeader) : std::string();
}

Tree open311_error_tree(int status, std::string_view description) {
  Tree error = Tree::object();
  error.add("code", Tree::integer(std::int64_t{status}));
  error.add("description", Tree::text(std::string(description)));
  return error;
}

HttpReply problem_document(int status, std::string_view detail, Tree problems) {
  Tree tree = Tree::object();
  tree.add("type", Tree::text("about:blank"));
  tree.add("title", Tree::text(std::string(title_of(status))));
  tree.add("status", Tree::integer(std::int64_t{status}));
  tree.add("detail", Tree::text(std::string(detail)));
  tree.add("problems", std::move(problems));
  HttpReply out = api_answer(tree, status);
  out.content_type = kProblemJson;
  out.headers = retry_header(status);
  return out;
}

}  // namespace

HttpReply published(HttpReply reply, KeptBy kept_by) {
  reply.headers += kPublicHeader;
  reply.kept_by = kept_by;
  return reply;
}

HttpReply open311_answer(Format format, std::string_view root, const Tree& tree, KeptBy kept_by) {
  return published(written(format, root, tree), kept_by);
}

HttpReply open311_errors(Format format, const Problems& problems) {
  CHECK(!problems.empty());
  Tree errors = Tree::list("error");
  for (const Problem& problem : problems) {
    errors.push(open311_error_tree(http_status(problem.code), described(problem)));
  }
  HttpReply out = written(format, "errors", errors);
  out.status = http_status(problems.front().code);
  out.headers = std::string(kPublicHeader) + retry_header(out.status);
  return out;
}

HttpReply open311_error(Format format, int status, std::string_view description) {
  Tree errors = Tree::list("error");
  errors.push(open311_error_tree(status, description));
  HttpReply out = written(format, "errors", errors);
  out.status = status;
  out.headers = std::string(kPublicHeader) + retry_header(status);
  return out;
}

HttpReply api_answer(const Tree& tree, int status) {
  HttpReply out;
  out.status = status;
  out.body = to_json(tree);
  return out;
}

HttpReply api_problems(const Problems& problems) {
  CHECK(!problems.empty());
  Tree list = Tree::list("problem");
  for (const Problem& problem : problems) {
    Tree one = Tree::object();
    one.add("field", Tree::text_or_null(problem.field));
    one.add("code", Tree::text(std::string(code_name(problem.code))));
    one.add("message", Tree::text(problem.message));
    list.push(std::move(one));
  }
  return problem_document(http_status(problems.front().code), described(problems.front()),
                          std::move(list));
}

HttpReply api_problem(int status, std::string_view detail) {
  return problem_document(status, detail, Tree::list("problem"));
}

HttpReply error_answer(std::string_view path, int status, std::string_view description) {
  switch (surface_of(path)) {
    case Surface::open311:
      return open311_error(format_of(path), status, description);
    case Surface::api:
      return api_problem(status, description);
    case Surface::plain:
      break;
  }
  HttpReply out;
  out.status = status;
  out.content_type = kText;
  out.body = std::string(description) + "\n";
  out.headers = retry_header(status);
  return out;
}

}  // namespace jenjang

#pragma once

#include <string>
#include <string_view>

#include "node/api/problem.h"
#include "node/api/router.h"
#include "node/api/tree.h"
#include "node/http/reply.h"

namespace jenjang {

inline constexpr std::string_view kProblemJson = "application/problem+json";
// Anybody's browser may read what is public.
inline constexpr std::string_view kPublicHeader = "Access-Control-Allow-Origin: *\r\n";
// With every 503: what is full or starting is not so for long.
inline constexpr std::string_view kRetryHeader = "Retry-After: 1\r\n";

// The answer with the header by which a browser lets the page of any site read it.
HttpReply published(HttpReply reply, KeptBy kept_by);

// A document for everybody, in one format or the other; `root` names the XML element.
HttpReply open311_answer(Format format, std::string_view root, const Tree& tree, KeptBy kept_by);
// Open311's own error document. The status is that of the first problem. Requires one.
HttpReply open311_errors(Format format, const Problems& problems);
HttpReply open311_error(Format format, int status, std::string_view description);

HttpReply api_answer(const Tree& tree, int status = 200);
// RFC 9457. The status is that of the first problem. Requires one.
HttpReply api_problems(const Problems& problems);
HttpReply api_problem(int status, std::string_view detail);

// An error in the words of that surface.
HttpReply error_answer(std::string_view path, int status, std::string_view description);

}  // namespace jenjang

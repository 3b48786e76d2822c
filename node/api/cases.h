#pragma once

#include "node/api/api_parts.h"
#include "node/api/checks.h"
#include "node/api/form.h"
#include "node/api/report_tree.h"
#include "node/http/reply.h"
#include "node/http/request.h"
#include "node/views/reader.h"

namespace jenjang {

// What /api/v1 reads of reports. Secret ones show to officers only, without their sealed words; for
// everybody else they do not exist. Safe from any thread.
class Cases {
 public:
  Cases(const ApiParts& parts, const ApiOptions& options)
      : parts_(parts), options_(options), trees_(parts, options) {}

  HttpReply list(const HttpRequest& request) const;
  HttpReply one(const HttpRequest& request, std::string_view id) const;
  HttpReply counts(const HttpRequest& request) const;

 private:
  ReportQuery read_query(const Form& fields, Checks& checks) const;
  CountQuery read_count_query(const Form& fields, Checks& checks) const;

  const ApiParts& parts_;
  const ApiOptions& options_;
  const ReportTrees trees_;
};

}  // namespace jenjang

#pragma once

#include <vector>

#include "node/api/api_parts.h"
#include "node/api/names.h"
#include "node/api/paging.h"
#include "node/api/router.h"
#include "node/api/tree.h"
#include "node/http/reply.h"
#include "node/views/reader.h"

namespace jenjang {

// What Open311 GeoReport v2 reads: everything but POST requests. Secret reports are in none of it,
// whoever asks. Safe from any thread.
class Open311 {
 public:
  Open311(const ApiParts& parts, const ApiOptions& options)
      : parts_(parts), options_(options), names_(parts) {}

  HttpReply discovery(const HttpRequest& request, Format format) const;
  HttpReply services(Format format) const;
  HttpReply service(Format format, std::string_view code) const;
  HttpReply requests(const HttpRequest& request, Format format) const;
  HttpReply request(const HttpRequest& request, Format format, std::string_view id) const;
  HttpReply token(Format format, std::string_view token) const;

 private:
  ReportQuery read_query(const Form& fields, Checks& checks) const;
  void read_dates(const Form& fields, Checks& checks, ReportQuery& query) const;
  HttpReply named_requests(const Form& fields, Format format, Problems& problems) const;
  Tree request_tree(const Reader& reader, const ShownReport& report, bool extended) const;
  void add_extensions(const Reader& reader, const ShownReport& report, Tree& out) const;

  const ApiParts& parts_;
  const ApiOptions& options_;
  const Names names_;
};

}  // namespace jenjang

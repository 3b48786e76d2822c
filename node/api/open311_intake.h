#pragma once

#include "node/api/access.h"
#include "node/api/api_parts.h"
#include "node/api/asker.h"
#include "node/api/checks.h"
#include "node/api/form.h"
#include "node/api/open311_fields.h"
#include "node/http/request.h"

namespace jenjang {

// POST requests: a citizen's report from an application. Safe from any thread; answers come on the
// core thread.
class Open311Intake {
 public:
  Open311Intake(const ApiParts& parts, const ApiOptions& options)
      : parts_(parts), options_(options) {}

  void post(const HttpRequest& request, Format format, Asker asker) const;

 private:
  // What the form asks for; what is wrong with it is in `problems`.
  Submit read(const HttpRequest& request, const Form& form, const Open311Fields& fields,
              const Caller& caller, Problems& problems) const;
  void read_service(const Form& form, Checks& checks, Submit& out) const;
  void read_location(const Form& form, Checks& checks, Submit& out) const;

  const ApiParts& parts_;
  const ApiOptions& options_;
};

}  // namespace jenjang

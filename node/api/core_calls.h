#pragma once

#include "node/api/api_parts.h"
#include "node/api/asker.h"
#include "node/api/command_json.h"
#include "node/api/gatherings.h"
#include "node/http/request.h"

namespace jenjang {

// The calls of /api/v1 that go to the core: everything that writes, and what only the core may open
// or knows. Safe from any thread; answers come on the core thread.
class CoreCalls {
 public:
  CoreCalls(const ApiParts& parts, const ApiOptions& options)
      : parts_(parts), options_(options), reader_(parts, options) {}

  void submit(const HttpRequest& request, Asker asker);
  void act(const HttpRequest& request, std::string_view id, Asker asker);
  void import(const HttpRequest& request, Asker asker);
  void sealed(const HttpRequest& request, std::string_view id, Asker asker);
  void resubmit(const HttpRequest& request, std::string_view id, Asker asker);
  void add_entries(const HttpRequest& request, Asker asker);
  void status(const HttpRequest& request, Asker asker);

 private:
  // The caller, if it has that role (any role where none is given); else the asker was told.
  std::optional<Caller> admit(const HttpRequest& request, std::optional<ApiRole> role,
                              Asker& asker);
  // The report; else the asker was told. A whole code is believed: it may be on disk and not in a
  // view so far.
  std::optional<ReportId> resolve(std::string_view id, Sight sight, Asker& asker);
  void post(Command command, Completion done, Asker& asker);

  const ApiParts& parts_;
  const ApiOptions& options_;
  const CommandReader reader_;
  Gatherings gatherings_;
};

}  // namespace jenjang

#pragma once

#include "node/api/access.h"
#include "node/api/api_parts.h"
#include "node/api/json_fields.h"
#include "node/core/command.h"

namespace jenjang {

// Commands as /api/v1 takes them. What is wrong is in the checks' problems, and the command is then
// good for nothing.
class CommandReader {
 public:
  CommandReader(const ApiParts& parts, const ApiOptions& options)
      : parts_(parts), options_(options) {}

  Submit submit(const JsonFields& fields, const Caller& caller, Checks& checks) const;
  // A row of an official export: the same report at whatever node it is imported.
  Import import(const JsonFields& fields, Checks& checks) const;
  // Without the report.
  OpenSealed open(const JsonFields& fields, const Caller& caller, Checks& checks) const;
  Act act(const JsonFields& fields, const Caller& caller, Checks& checks) const;

 private:
  struct Limits {
    std::size_t text = 0;
    bool as_is = false;  // Words are kept as they were published, tags included.
  };

  void read_where(const JsonFields& fields, Checks& checks, Submit& out) const;
  void read_words(const JsonFields& fields, Limits limits, Checks& checks, Submit& out) const;
  void read_what(const JsonFields& fields, Checks& checks, Submit& out) const;

  const ApiParts& parts_;
  const ApiOptions& options_;
};

}  // namespace jenjang

#pragma once

#include "node/api/api_parts.h"
#include "node/api/names.h"
#include "node/http/reply.h"
#include "node/http/request.h"

namespace jenjang {

// What /api/v1 tells of the node and of the directory. Safe from any thread.
class NodeReads {
 public:
  NodeReads(const ApiParts& parts, const ApiOptions& options)
      : parts_(parts), options_(options), names_(parts) {}

  HttpReply node() const;
  HttpReply directory() const;
  // Operators only: the signed entries themselves.
  HttpReply entries(const HttpRequest& request) const;

 private:
  const ApiParts& parts_;
  const ApiOptions& options_;
  const Names names_;
};

}  // namespace jenjang

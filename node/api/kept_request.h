#pragma once

#include <string>

#include "node/http/request.h"

namespace jenjang {

// A request without a body that outlives the call it came with.
class KeptRequest {
 public:
  explicit KeptRequest(const HttpRequest& request)
      : method_(request.method),
        peer_(request.peer),
        path_(request.path),
        query_(request.query),
        authorization_(request.authorization),
        api_key_(request.api_key),
        host_(request.host) {}

  // Valid as long as this.
  HttpRequest view() const {
    HttpRequest out;
    out.method = method_;
    out.peer = peer_;
    out.path = path_;
    out.query = query_;
    out.authorization = authorization_;
    out.api_key = api_key_;
    out.host = host_;
    return out;
  }

 private:
  Method method_;
  Peer peer_;
  std::string path_;
  std::string query_;
  std::string authorization_;
  std::string api_key_;
  std::string host_;
};

}  // namespace jenjang

#include "node/api/caller.h"

#include "node/api/text.h"

namespace jenjang {

namespace {

std::string_view key_of(const HttpRequest& request, const Form& fields) {
  if (!request.api_key.empty()) return request.api_key;
  constexpr std::size_t kSchemeSize = 7;
  if (request.authorization.size() > kSchemeSize &&
      equals_ignoring_case(request.authorization.substr(0, kSchemeSize), "bearer ")) {
    return trim(request.authorization.substr(kSchemeSize));
  }
  return fields.get("api_key");
}

}  // namespace

Result<std::optional<Caller>> find_caller(const Access& access, const HttpRequest& request,
                                          const Form& fields) {
  const std::string_view key = key_of(request, fields);
  if (key.empty()) {
    if (request.peer == Peer::local) return std::optional<Caller>(access.local());
    return std::optional<Caller>();
  }
  std::optional<Caller> caller = access.find(key);
  if (!caller) return Error{Code::denied, "api_key: kunci ini tidak dikenal di sini"};
  return caller;
}

bool has_key(const HttpRequest& request, const Form& fields) {
  return !key_of(request, fields).empty();
}

Result<Caller> need_caller(const Access& access, const HttpRequest& request, const Form& fields,
                           std::optional<ApiRole> role) {
  Result<std::optional<Caller>> caller = find_caller(access, request, fields);
  if (!caller) return caller.error();
  if (!*caller) return Error{Code::denied, "api_key: belum diisi"};
  if (role && !(*caller)->may(*role)) {
    return Error{Code::denied, "api_key: panggilan ini memerlukan kunci berperan " +
                                   std::string(role_name(*role))};
  }
  return **caller;
}

}  // namespace jenjang

#include "node/api/access.h"

#include "schema/hash.h"

namespace jenjang {

namespace {

// What a sane key may have; longer ones are not worth hashing.
constexpr std::size_t kKeyBytesMax = 256;

Caller caller_of(const std::string& name, std::string_view secret, ApiRole role) {
  const IntakeDigest account = intake_digest("account:" + std::string(secret));
  Caller out;
  out.role = role;
  out.account = *AccountId::from(account.view());
  out.client = intake_digest("client:" + name);
  return out;
}

}  // namespace

bool Caller::may(ApiRole needed) const {
  switch (needed) {
    case ApiRole::app:
      return role != ApiRole::monitor && role != ApiRole::custodian;
    case ApiRole::officer:
      return role == ApiRole::officer || role == ApiRole::coordinator;
    case ApiRole::monitor:
      return role == ApiRole::monitor || role == ApiRole::operator_;
    case ApiRole::coordinator:
    case ApiRole::custodian:
    case ApiRole::operator_:
      return role == needed;
  }
  return false;
}

Access::Access(const NodeId& node, const std::vector<ApiKeyConfig>& keys)
    : local_(caller_of("local", node.view(), ApiRole::operator_)) {
  local_.local = true;
  for (const ApiKeyConfig& key : keys) {
    Caller caller = caller_of(key.name, key.hash.view(), key.role);
    caller.units = key.units;
    callers_.emplace(key.hash, std::move(caller));
  }
}

std::optional<Caller> Access::find(std::string_view key) const {
  if (key.empty() || key.size() > kKeyBytesMax) return std::nullopt;
  const auto found = callers_.find(hash_api_key(key));
  if (found == callers_.end()) return std::nullopt;
  return found->second;
}

}  // namespace jenjang

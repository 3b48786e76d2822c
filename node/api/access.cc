#include "node/api/access.h"

#include "schema/hash.h"

namespace jenjang {

namespace {

// What a sane key may have; longer ones are not worth hashing.
constexpr std::size_t kKeyBytesMax = 256;

Caller caller_named(const std::string& name, ApiRole role) {
  const IntakeDigest account = intake_digest("account:" + name);
  return {.role = role,
          .account = *AccountId::from(account.view()),
          .client = intake_digest("client:" + name)};
}

}  // namespace

bool Caller::may(ApiRole needed) const { return needed == ApiRole::app || role == needed; }

Access::Access(const std::vector<ApiKeyConfig>& keys)
    : local_(caller_named("local", ApiRole::operator_)) {
  for (const ApiKeyConfig& key : keys) callers_.emplace(key.hash, caller_named(key.name, key.role));
}

std::optional<Caller> Access::find(std::string_view key) const {
  if (key.empty() || key.size() > kKeyBytesMax) return std::nullopt;
  const auto found = callers_.find(hash_api_key(key));
  if (found == callers_.end()) return std::nullopt;
  return found->second;
}

}  // namespace jenjang

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/config/config.h"
#include "schema/ids.h"

namespace jenjang {

// Who calls. Each role may do what an app does, and neither of the others what the other does.
struct Caller {
  ApiRole role = ApiRole::app;
  AccountId account;
  IntakeDigest client;  // Part of the ids of the reports that it hands in.

  bool may(ApiRole needed) const;
};

// Who may call. Safe to read from any thread.
class Access {
 public:
  explicit Access(const std::vector<ApiKeyConfig>& keys);

  // Nothing for a key nobody has.
  std::optional<Caller> find(std::string_view key) const;
  // Whoever the file permissions of the local socket let in.
  const Caller& local() const { return local_; }

 private:
  std::map<ApiKeyHash, Caller> callers_;
  Caller local_;
};

}  // namespace jenjang

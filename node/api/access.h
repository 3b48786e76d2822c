#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/config/config.h"
#include "node/views/report_query.h"
#include "schema/ids.h"

namespace jenjang {

// The caller of a request, known by its key or by the socket it came through.
struct Caller {
  ApiRole role = ApiRole::app;
  // Names the caller in events. Made of the hash of its key, so that nobody can test a guess of an
  // officer's name.
  AccountId account;
  // Part of the ids of the reports that it hands in. Made of its name, so that one app is the same
  // client at every node, whatever key it has there.
  IntakeDigest client;
  std::vector<std::uint32_t> units;  // An officer's; empty where the key names none.
  bool local = false;                // Came through the node's own socket, without a key.

  // Officers, coordinators and operators hand reports in as apps do; a coordinator does what an
  // officer does, an operator what a monitor does. Nobody else may do what another does.
  bool may(ApiRole needed) const;
  // Whether secret reports exist for it.
  Sight sight() const { return may(ApiRole::officer) ? Sight::secret_too : Sight::open; }
};

// Who may call. Safe to read from any thread.
class Access {
 public:
  Access(const NodeId& node, const std::vector<ApiKeyConfig>& keys);

  // Nothing for a key nobody has.
  std::optional<Caller> find(std::string_view key) const;
  // Any caller that the file permissions of the local socket let in.
  const Caller& local() const { return local_; }

 private:
  std::map<ApiKeyHash, Caller> callers_;
  Caller local_;
};

}  // namespace jenjang

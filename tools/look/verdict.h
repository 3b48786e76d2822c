#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "schema/base/result.h"

namespace jenjang {

// What one link proves at this moment.
struct PeerVerdict {
  std::string name;
  std::string area;
  bool in_contact = false;
  bool equal = false;  // Both digests are there and the same at both ends.
  std::string directory;
  std::string books;
  std::string peer_directory;
  std::string peer_books;
  std::int64_t proof_age_ms = -1;  // -1: never proved.
  std::uint64_t events_to_send = 0;
  std::uint64_t events_to_receive = 0;

  bool proved() const {
    return in_contact && equal && events_to_send == 0 && events_to_receive == 0;
  }
};

struct Verdict {
  std::vector<PeerVerdict> peers;
  std::uint64_t waiting_events = 0;  // Of this node: events whose parents have not come.

  // A node without a peer to ask proves nothing.
  bool proved() const;
};

// Judges an answer of /api/v1/replication for one peer by its enrolled name, or for all.
// invalid: no link to a peer of that name; the names that there are.
Result<Verdict> judge(const nlohmann::json& replication, const std::string& peer);

}  // namespace jenjang

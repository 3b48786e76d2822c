#pragma once

#include <map>
#include <string>
#include <vector>

#include "node/turn/case_file.h"
#include "tests/support/test_federation.h"

namespace jenjang {

// Messages and reports in words: nodes by name, the incarnations of a node as its lives.
class Wording {
 public:
  explicit Wording(const TestFederation& federation) : federation_(federation) {}

  // Empty for heads and their countersignatures, which tell a reader of transcripts nothing.
  std::string message(const LinkMessage& message);
  // A line for the report as it stands, and one for each of its events.
  std::vector<std::string> report(const CaseFile& file, const std::string& words);

 private:
  std::string feed(const FeedId& feed, std::uint64_t number);
  std::string heads(const std::vector<CountedHead>& heads);
  std::string event(const Event& event);

  const TestFederation& federation_;
  std::map<NodeId, std::vector<Incarnation>> lives_;  // In the order they were first seen.
};

}  // namespace jenjang

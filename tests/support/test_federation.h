#pragma once

#include <map>
#include <string>
#include <vector>

#include "schema/directory_entry.h"
#include "schema/sealing.h"
#include "tests/support/area.h"

namespace jenjang {

// A node is named by its area and, for replicas, a letter: "64.72", "64.72b".
struct TestNode {
  std::string name;
  Area area;
  NodeSignKeys keys;
  SealKeys seal;
  TransportKey transport;
  TransportSecret transport_secret;
};

// Keys and signed entries of a whole federation, the same in every run: the nation signs the
// provinces' authorities, they those of their regencies; each area enrols its nodes and has a key
// of epoch 1 that they can open. Every node may write master data.
class TestFederation {
 public:
  explicit TestFederation(const std::vector<std::string>& names);

  const TestNode& node(const std::string& name) const { return nodes_.at(name); }
  // The name of a node of this federation; its first hex digits for a stranger.
  std::string name_of(const NodeId& id) const;
  static SignKeys authority(const Area& area);
  // The root's successors follow each other; the pinned one is number 0, the last number 2.
  static Root root(int number = 0);
  static SignKeys root_keys(int number);
  static TestNode make_node(const std::string& name);
  // The node's consent, signed by `authority` too.
  static SignedEntry enrol(const TestNode& node, const SignKeys& authority,
                           const std::vector<Grant>& grants = {}, std::uint64_t serial = 1);

  SignedEntry authority_entry(const Area& area) const;
  SignedEntry enrolment(const TestNode& node) const;
  // Boxes of secrets draw their own randomness: every call gives another entry.
  SignedEntry area_key(const Area& area, std::uint32_t epoch) const;
  SignedEntry revocation(const std::string& name, std::vector<FeedCut> cuts,
                         std::uint64_t serial = 1) const;

  // Authorities, enrolments and area keys of epoch 1.
  const Invitation& invitation() const { return invitation_; }

 private:
  std::map<std::string, TestNode> nodes_;
  Invitation invitation_;
};

// A cut of a feed without others before it; its root proves nothing.
inline FeedCut lone_cut(const FeedId& feed, std::uint64_t number, const HeaderHash& head) {
  return {feed, number, head, MerkleHash{{1}}, number};
}

}  // namespace jenjang

#pragma once

#include <string>

#include "replication/directory.h"
#include "schema/hash.h"
#include "tests/support/test_federation.h"

namespace jenjang {

// An entry, and where it was carried.
struct Carried {
  SignedEntry entry;
  EntryPlace place;
};

inline FeedId directory_feed(const NodeId& writer) {
  return {Book::directory(), writer, {7}, v1::LANE_CONTROL};
}

// In the node's feed, as it writes its own.
inline Carried in_feed(const TestNode& node, const SignedEntry& entry, std::uint64_t number = 1) {
  return {entry, {directory_feed(node.keys.id), number}};
}

inline FeedId news(const TestNode& node) { return {Book::of(node.area), node.keys.id, {3}}; }

inline HeaderHash hash(const std::string& words) {
  return *HeaderHash::from(event_id(words).view());
}

inline SignedHeader header(const TestNode& node, std::uint64_t number, const std::string& body) {
  const HeaderHash previous = number == 1 ? HeaderHash() : hash("before");
  return seal({news(node), number, previous, {1'000}}, {{body, std::nullopt}}, node.keys).header;
}

inline SignedEntry fork_entry(const TestNode& node, std::uint64_t number) {
  return wrap_fork({header(node, number, "left"), header(node, number, "right")});
}

inline SignedEntry category(const TestNode& node, std::uint32_t version, const std::string& name) {
  return sign_entry(CategoryList{version, {{4, name, 0, true}}}, node.keys);
}

}  // namespace jenjang

#pragma once

#include <map>
#include <string>
#include <string_view>

#include "replication/store.h"

namespace jenjang {

// Marks in family `meta`: a prefix and an id, with a value or none.

inline std::string mark_key(std::string_view prefix, std::string_view id) {
  std::string out(prefix);
  out.append(id);
  return out;
}

// The ids behind a prefix, with their values.
template <class Id>
std::map<Id, std::string> scan_marks(const StoreView& store, std::string_view prefix) {
  std::map<Id, std::string> out;
  store.scan(Family::meta, prefix, prefix, [&](std::string_view key, std::string_view value) {
    const auto id = Id::from(key.substr(prefix.size()));
    if (id) out.emplace(*id, std::string(value));
    return true;
  });
  return out;
}

}  // namespace jenjang

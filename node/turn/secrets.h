#pragma once

#include <map>
#include <optional>

#include "jenjang/v1/content.pb.h"
#include "replication/directory.h"
#include "replication/ports.h"
#include "schema/sealing.h"

namespace jenjang {

// The area keys that this node may open, and the hour keys it seals under. Owned by the core
// thread.
class Secrets {
 public:
  Secrets(const Directory& directory, const NodeId& node, const SealKeys& own, Random& random);

  // The nearest area at or above `to` that has a key; nothing where none has.
  std::optional<Area> sealing_area(const Area& to) const;
  // Seals to the nearest area at or above `to` that has a key.
  // unavailable: none has.
  Result<v1::SealedBody> seal(const v1::Content& plain, const Area& to, WallTime now);
  // denied: this node holds no secret of that area and epoch.
  Result<ContentKey> open(const v1::AreaSeal& seal) const;
  // The same content key for one more area.
  Result<v1::AreaSeal> wrap(const ContentKey& key, const Area& to, WallTime now);

 private:
  Result<HourKey> hour_key(const Area& to, WallTime now);
  SealRandom draw();

  const Directory& directory_;
  const NodeId node_;
  const SealKeys own_;
  Random& random_;
  struct Hour {
    std::int64_t hour = 0;
    HourKey key;
  };
  std::map<Area, Hour> hours_;
};

}  // namespace jenjang

#include "tools/trust/area_keys.h"

#include <algorithm>
#include <optional>

#include "node/config/key_files.h"
#include "schema/sealing.h"

namespace jenjang {

namespace {

std::optional<SealSecret> recover(const AreaKey& entry, const std::vector<SealKeys>& recovery) {
  for (const SealedAreaSecret& secret : entry.secrets) {
    if (secret.node) continue;
    for (const SealKeys& keys : recovery) {
      const Result<SealSecret> opened = open_secret(secret.box, keys);
      if (opened) return *opened;
    }
  }
  return std::nullopt;
}

AreaKey next_epoch(const Directory& directory, const Area& area,
                   const std::vector<NodePublic>& nodes, const SealKey& recovery) {
  const auto standing = directory.area_key(area);
  const std::uint32_t epoch = standing ? standing->epoch + 1 : 1;
  return make_area_key(area, epoch, SealKeys::from_seed(random_seed()), nodes, recovery);
}

std::vector<NodePublic> enrolled(const Directory& directory, const Area& area) {
  std::vector<NodePublic> out;
  for (const NodeId& id : directory.nodes_of(area)) {
    out.push_back(public_of(*directory.node(id)));
  }
  return out;
}

}  // namespace

AreaKeyShare share_area_key(const Directory& directory, const Area& area, const NodePublic& added,
                            const std::vector<SealKeys>& recovery) {
  AreaKeyShare out;
  bool newest = false;
  for (const AreaKey* entry : directory.area_keys(area)) {
    const std::optional<SealSecret> secret = recover(*entry, recovery);
    newest = secret.has_value();
    if (secret) {
      const SealKeys keys{entry->key, *secret};
      out.entries.push_back(make_area_key(area, entry->epoch, keys, {added}, std::nullopt));
    } else {
      ++out.closed;
    }
  }
  if (newest) return out;
  std::vector<NodePublic> nodes = enrolled(directory, area);
  std::erase_if(nodes, [&](const NodePublic& node) { return node.node == added.node; });
  nodes.push_back(added);
  out.entries.push_back(next_epoch(directory, area, nodes, recovery.front().key));
  return out;
}

AreaKey renew_area_key(const Directory& directory, const Area& area, const NodeId& gone,
                       const SealKey& recovery) {
  std::vector<NodePublic> nodes = enrolled(directory, area);
  std::erase_if(nodes, [&](const NodePublic& node) { return node.node == gone; });
  return next_epoch(directory, area, nodes, recovery);
}

}  // namespace jenjang

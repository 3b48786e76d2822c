#include "node/daemon/directory_board.h"

#include <algorithm>
#include <tuple>

namespace jenjang {

namespace {

// The name of the topmost ancestor; a loop in the data ends at its limit.
std::string group_of(const Directory& directory, const Category& category) {
  constexpr int kDepthMax = 16;
  const Category* at = &category;
  for (int depth = 0; at->parent != 0 && depth < kDepthMax; ++depth) {
    const Category* above = directory.category(at->parent);
    if (above == nullptr) break;
    at = above;
  }
  return at == &category ? "" : at->name;
}

}  // namespace

void DirectoryBoard::publish(const Directory& directory) {
  std::vector<ServiceInfo> services;
  for (const Category& category : directory.categories()) {
    services.push_back(
        {category.code, category.name, group_of(directory, category), category.active});
  }
  std::vector<UnitInfo> units;
  for (const Area& area : directory.areas_with_units()) {
    for (const Unit& unit : directory.units(area)) {
      units.push_back({area, unit.code, unit.name, unit.parent, unit.active});
    }
  }
  std::vector<NodeInfo> nodes;
  for (const auto& [id, node] : directory.nodes()) {
    nodes.push_back({id, node.area, node.name, directory.revoked(id)});
  }
  const std::lock_guard lock(mutex_);
  services_.swap(services);
  units_.swap(units);
  nodes_.swap(nodes);
}

std::vector<ServiceInfo> DirectoryBoard::services() const {
  const std::lock_guard lock(mutex_);
  return services_;
}

std::optional<ServiceInfo> DirectoryBoard::service(std::uint32_t code) const {
  const std::lock_guard lock(mutex_);
  const auto at =
      std::lower_bound(services_.begin(), services_.end(), code,
                       [](const ServiceInfo& s, std::uint32_t c) { return s.code < c; });
  if (at == services_.end() || at->code != code) return std::nullopt;
  return *at;
}

std::vector<UnitInfo> DirectoryBoard::units() const {
  const std::lock_guard lock(mutex_);
  return units_;
}

std::optional<UnitInfo> DirectoryBoard::unit(const Area& area, std::uint32_t code) const {
  const std::lock_guard lock(mutex_);
  const auto at = std::lower_bound(
      units_.begin(), units_.end(), std::tuple(area, code),
      [](const UnitInfo& u, const auto& key) { return std::tuple(u.area, u.code) < key; });
  if (at == units_.end() || at->area != area || at->code != code) return std::nullopt;
  return *at;
}

std::vector<NodeInfo> DirectoryBoard::nodes() const {
  const std::lock_guard lock(mutex_);
  return nodes_;
}

}  // namespace jenjang

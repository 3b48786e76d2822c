#include "tools/playground/plan.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace jenjang {

namespace {

// From the top down, then by code.
struct TopDown {
  bool operator()(const Area& a, const Area& b) const {
    return std::tuple(a.tier(), a) < std::tuple(b.tier(), b);
  }
};
using Replicas = std::map<Area, int, TopDown>;

Result<void> read_item(std::string_view item, Replicas& out) {
  const std::size_t times = item.find('x');
  const Result<Area> area = Area::parse(item.substr(0, times));
  if (!area || area->tier() > Area::kNodeTierMax) {
    return Error{Code::invalid, "--areas \"" + std::string(item) +
                                    "\": bukan kode nasional, provinsi atau kabupaten/kota; "
                                    "contoh: 0,64,64.01,64.72x2"};
  }
  int replicas = 1;
  if (times != std::string_view::npos) {
    const std::string_view digits = item.substr(times + 1);
    const bool one = digits.size() == 1 && digits[0] >= '1' && digits[0] <= '0' + kReplicasMax;
    if (!one) {
      return Error{Code::invalid, "--areas \"" + std::string(item) +
                                      "\": jumlah node harus x1 - x" +
                                      std::to_string(kReplicasMax)};
    }
    replicas = digits[0] - '0';
  }
  if (!out.emplace(*area, replicas).second) {
    return Error{Code::invalid, "--areas: " + area->to_string() + " disebut dua kali"};
  }
  return {};
}

}  // namespace

Result<std::vector<PlannedNode>> plan_nodes(std::string_view areas) {
  Replicas replicas;
  std::size_t nodes = 0;
  for (std::size_t from = 0; from <= areas.size();) {
    const std::size_t to = std::min(areas.find(',', from), areas.size());
    if (Result<void> read = read_item(areas.substr(from, to - from), replicas); !read) {
      return read.error();
    }
    from = to + 1;
  }
  for (const auto& [area, count] : replicas) nodes += static_cast<std::size_t>(count);
  if (nodes > kPlaygroundNodesMax) {
    return Error{Code::invalid, "--areas: " + std::to_string(nodes) + " node, paling banyak " +
                                    std::to_string(kPlaygroundNodesMax)};
  }
  std::vector<PlannedNode> out;
  std::map<Area, std::vector<std::size_t>> places;
  std::vector<Area> above;
  for (const auto& [area, count] : replicas) {
    for (int i = 0; i < count; ++i) {
      PlannedNode node{area.to_string(), area, {}};
      if (count > 1) node.name += std::string("-") + static_cast<char>('a' + i);
      const Area parent = nearest_above(above, area);
      if (parent != area) node.dials = places[parent];
      const std::vector<std::size_t>& siblings = places[area];
      node.dials.insert(node.dials.end(), siblings.begin(), siblings.end());
      if (parent != Area::nation()) {
        const std::vector<std::size_t>& fallback = places[Area::nation()];
        node.dials.insert(node.dials.end(), fallback.begin(), fallback.end());
      }
      places[area].push_back(out.size());
      out.push_back(std::move(node));
    }
    above.push_back(area);
  }
  return out;
}

std::vector<Area> planned_areas(const std::vector<PlannedNode>& plan) {
  std::vector<Area> out;
  for (const PlannedNode& node : plan) {
    if (out.empty() || out.back() != node.area) out.push_back(node.area);
  }
  return out;
}

Area nearest_above(const std::vector<Area>& areas, const Area& area) {
  for (const Area& at : area.lineage()) {
    if (at == area) continue;
    if (std::find(areas.begin(), areas.end(), at) != areas.end()) return at;
  }
  return Area::nation();
}

}  // namespace jenjang

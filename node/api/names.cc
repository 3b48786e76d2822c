#include "node/api/names.h"

namespace jenjang {

std::string Names::area(const Area& area) const {
  const auto entry = parts_.registry == nullptr ? std::nullopt : parts_.registry->find(area);
  if (entry) return std::string(entry->name);
  return area.tier() == 0 ? "Nasional" : "";
}

std::string Names::unit(const Area& area, std::uint32_t code) const {
  if (code == 0) return {};
  const std::optional<UnitInfo> unit = parts_.directory.unit(area, code);
  return unit ? unit->name : std::string();
}

std::string Names::category(std::uint32_t code) const {
  if (code == 0) return {};
  const std::optional<ServiceInfo> service = parts_.directory.service(code);
  return service ? service->name : std::string();
}

std::string Names::holder(const Area& area, std::uint32_t unit) const {
  std::string out = this->unit(area, unit);
  return out.empty() ? this->area(area) : out;
}

}  // namespace jenjang

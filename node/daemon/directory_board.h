#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "node/api/ports.h"
#include "replication/directory.h"

namespace jenjang {

// The directory as other threads read it: the core thread puts up a copy whenever it changes.
class DirectoryBoard final : public DirectoryView {
 public:
  // The core thread.
  void publish(const Directory& directory);

  // Any thread.
  std::vector<ServiceInfo> services() const override;
  std::optional<ServiceInfo> service(std::uint32_t code) const override;
  std::vector<UnitInfo> units() const override;
  std::optional<UnitInfo> unit(const Area& area, std::uint32_t code) const override;
  std::vector<NodeInfo> nodes() const override;

 private:
  mutable std::mutex mutex_;
  // Guarded by mutex_; in order of code, of (area, code), and of id.
  std::vector<ServiceInfo> services_;
  std::vector<UnitInfo> units_;
  std::vector<NodeInfo> nodes_;
};

}  // namespace jenjang

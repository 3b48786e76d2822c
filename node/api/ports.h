#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/core/command.h"
#include "schema/area.h"
#include "schema/base/result.h"
#include "schema/ids.h"

namespace jenjang {

// What the API needs of the node beside the store. All of it may be called from any thread.

// The way to the core thread.
class Commands {
 public:
  virtual ~Commands() = default;
  // False where the queue is full: `request.done` was not and will not be called.
  virtual bool post(Request request) = 0;
  // Whether the node takes writes; the error says why it does not.
  virtual Result<void> ready() const = 0;
};

// A category as a service that can be asked for.
struct ServiceInfo {
  std::uint32_t code = 0;
  std::string name;
  std::string group;  // The name of its topmost ancestor; empty for a top one.
  bool active = true;
};

struct UnitInfo {
  Area area;
  std::uint32_t code = 0;
  std::string name;
  std::uint32_t parent = 0;
  bool active = true;
};

struct NodeInfo {
  NodeId id;
  Area area;
  std::string name;
  bool revoked = false;
};

// The directory as it stands now. Lists are in order of code or id.
class DirectoryView {
 public:
  virtual ~DirectoryView() = default;
  virtual std::vector<ServiceInfo> services() const = 0;
  virtual std::optional<ServiceInfo> service(std::uint32_t code) const = 0;
  virtual std::vector<UnitInfo> units() const = 0;
  virtual std::optional<UnitInfo> unit(const Area& area, std::uint32_t code) const = 0;
  virtual std::vector<NodeInfo> nodes() const = 0;
};

// One number for /metrics.
struct Metric {
  enum class Type { counter, gauge };
  std::string name;  // jenjang_...
  std::string help;
  Type type = Type::gauge;
  std::vector<std::pair<std::string, std::string>> labels;
  double value = 0;
};

// A part of the node that counts something worth watching.
class MetricSource {
 public:
  virtual ~MetricSource() = default;
  virtual std::vector<Metric> metrics() const = 0;
};

}  // namespace jenjang

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/registry/area_entry.h"
#include "node/registry/registry_file.h"
#include "schema/base/result.h"

namespace jenjang {

// Which areas exist and what they are called: one read-only file, mapped into memory, so that all
// nodes of a machine share its pages. Owns the mapping; entries live as long as it does. Made once
// at start-up and then safe to read from any thread.
class Registry {
 public:
  // Maps and checks the file whole.
  static Result<Registry> open(const std::string& path);

  Registry(Registry&& other) noexcept;
  Registry& operator=(Registry&& other) noexcept;
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;
  ~Registry();

  // The version of the source, as "4.0.1".
  std::string_view version() const { return file_.version(); }
  std::size_t size() const { return file_.size(); }
  // Nothing for a code the registry does not list.
  std::optional<AreaEntry> find(const Area& area) const { return file_.find(area); }
  // Those exactly one tier below, by code.
  std::vector<AreaEntry> children(const Area& area) const { return file_.children(area); }

 private:
  Registry(void* mapping, std::size_t bytes) : mapping_(mapping), bytes_(bytes) {}

  void* mapping_ = nullptr;
  std::size_t bytes_ = 0;
  RegistryFile file_;
};

}  // namespace jenjang

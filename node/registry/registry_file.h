#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "node/registry/area_entry.h"
#include "schema/base/result.h"

namespace jenjang {

// The bytes of a registry file (grammar in registry_file.cc), checked once and then read in place.
// Holds a view only: whoever made it keeps the bytes. Safe to read from any thread.
class RegistryFile {
 public:
  static constexpr std::size_t kVersionBytesMax = 16;
  static constexpr std::size_t kNameBytesMax = 200;
  // Indonesia has 91,600 areas; a file of more is not one.
  static constexpr std::size_t kAreasMax = 1'000'000;

  // Checks everything: lengths, digest, order, codes and names. `who` names the bytes in messages.
  static Result<RegistryFile> parse(std::string_view bytes, std::string_view who);

  std::string_view version() const { return version_; }
  std::size_t size() const { return count_; }
  std::optional<AreaEntry> find(const Area& area) const;
  // Those exactly one tier below, by code.
  std::vector<AreaEntry> children(const Area& area) const;

 private:
  Result<void> check_records(std::string_view who) const;
  std::uint64_t digits_at(std::size_t index) const;
  std::string_view name_at(std::size_t index) const;
  // The first record with at least these digits.
  std::size_t lower_bound(std::uint64_t digits) const;

  std::string_view version_;
  std::string_view records_;
  std::string_view names_;
  std::size_t count_ = 0;
};

// The bytes of a registry file. Refuses what parse() would: an empty list, an area twice, an area
// without its parent, a name or version that is empty or too long. Any order of entries will do.
Result<std::string> encode_registry(std::string_view version, std::span<const AreaEntry> entries);

}  // namespace jenjang

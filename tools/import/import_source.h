#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "node/registry/registry.h"
#include "tools/import/lapor_row.h"
#include "tools/import/lapor_sheet.h"

namespace jenjang {

struct RefusedLine {
  std::size_t line = 0;
  std::string why;
};

struct ImportRow {
  std::size_t line = 0;
  LaporRow row;
};

struct ImportPlan {
  const AreaNames& names;
  const Registry& registry;
  UnitCodes units;
  Area node;  // Rows outside it are left out.
  std::optional<Area> fallback;
  std::vector<Area> spread;
};

// Gives the rows of an export out in groups, to several threads. Lines that cannot be read are
// remembered, up to a limit.
class ImportSource {
 public:
  static constexpr std::size_t kGroupRows = 100;
  static constexpr std::size_t kRefusedKept = 1'000;

  ImportSource(LaporSheet sheet, ImportPlan plan)
      : sheet_(std::move(sheet)), plan_(std::move(plan)) {}

  // Empty at the end.
  std::vector<ImportRow> next();

  // After the threads have ended.
  const std::vector<RefusedLine>& refused() const { return refused_; }
  std::uint64_t refused_count() const { return refused_count_; }
  std::uint64_t elsewhere() const { return elsewhere_; }

 private:
  void refuse(std::size_t line, const std::string& why);

  std::mutex mutex_;
  LaporSheet sheet_;
  const ImportPlan plan_;
  bool ended_ = false;
  std::vector<RefusedLine> refused_;
  std::uint64_t refused_count_ = 0;
  std::uint64_t elsewhere_ = 0;
};

}  // namespace jenjang

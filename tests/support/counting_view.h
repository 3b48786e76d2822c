#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "replication/store.h"

namespace jenjang {

// Passes everything on, and counts what is read.
class CountingView final : public StoreView {
 public:
  explicit CountingView(const StoreView& store) : store_(store) {}

  std::optional<std::string> get(Family family, std::string_view key) const override {
    ++gets_[family];
    return store_.get(family, key);
  }
  void scan(Family family, std::string_view prefix, std::string_view from,
            const ScanVisitor& visit) const override {
    store_.scan(family, prefix, from, visit);
  }
  void scan_down(Family family, std::string_view prefix, std::string_view from,
                 const ScanVisitor& visit) const override {
    store_.scan_down(family, prefix, from, visit);
  }
  std::int64_t counter(std::string_view key) const override { return store_.counter(key); }
  void scan_counters(
      std::string_view prefix,
      const std::function<bool(std::string_view key, std::int64_t value)>& visit) const override {
    store_.scan_counters(prefix, visit);
  }

  // Values of that family that were asked for since the last call.
  std::size_t take_gets(Family family) { return std::exchange(gets_[family], 0); }

 private:
  const StoreView& store_;
  mutable std::map<Family, std::size_t> gets_;
};

}  // namespace jenjang

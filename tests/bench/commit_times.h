#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "replication/store.h"

namespace jenjang {

// A store that notes when each batch was on disk, by the monotonic clock that all threads of the
// machine share. Used as the store it stands before; the times are read after the writer's end.
class CommitTimes final : public Store {
 public:
  struct Committed {
    std::string key;  // Of Family::batches.
    std::int64_t ns = 0;
  };

  static std::int64_t now_ns();

  explicit CommitTimes(Store& store) : store_(store) {}

  std::optional<std::string> get(Family family, std::string_view key) const override {
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

  Result<void> commit(const Writes& writes, Durability durability) override;
  std::unique_ptr<StoreView> snapshot() const override { return store_.snapshot(); }
  Result<void> scrub(const std::vector<Family>& families) override {
    return store_.scrub(families);
  }

  const std::vector<Committed>& committed() const { return committed_; }

 private:
  Store& store_;
  std::vector<Committed> committed_;
};

}  // namespace jenjang

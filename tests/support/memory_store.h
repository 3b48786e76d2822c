#pragma once

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "replication/store.h"

namespace jenjang {

// What a store holds, as ordered maps.
class MemoryView final : public StoreView {
 public:
  std::optional<std::string> get(Family family, std::string_view key) const override;
  void scan(Family family, std::string_view prefix, std::string_view from,
            const ScanVisitor& visit) const override;
  void scan_down(Family family, std::string_view prefix, std::string_view from,
                 const ScanVisitor& visit) const override;
  std::int64_t counter(std::string_view key) const override;
  void scan_counters(
      std::string_view prefix,
      const std::function<bool(std::string_view key, std::int64_t value)>& visit) const override;

  void apply(const Writes& writes);
  const std::map<std::string, std::string>& family(Family family) const;
  const std::map<std::string, std::int64_t>& counters() const { return counters_; }

 private:
  std::array<std::map<std::string, std::string>, kFamilies> families_;
  std::map<std::string, std::int64_t> counters_;
};

// A store without a disk: a commit is whole and at once. Its contents can be taken as a backup and
// put back, and its commits made to fail.
class MemoryStore final : public Store {
 public:
  std::optional<std::string> get(Family family, std::string_view key) const override {
    return now_.get(family, key);
  }
  void scan(Family family, std::string_view prefix, std::string_view from,
            const ScanVisitor& visit) const override {
    now_.scan(family, prefix, from, visit);
  }
  void scan_down(Family family, std::string_view prefix, std::string_view from,
                 const ScanVisitor& visit) const override {
    now_.scan_down(family, prefix, from, visit);
  }
  std::int64_t counter(std::string_view key) const override { return now_.counter(key); }
  void scan_counters(
      std::string_view prefix,
      const std::function<bool(std::string_view key, std::int64_t value)>& visit) const override {
    now_.scan_counters(prefix, visit);
  }

  Result<void> commit(const Writes& writes, Durability durability) override;
  std::unique_ptr<StoreView> snapshot() const override;
  Result<void> scrub(const std::vector<Family>& families) override;

  // Any thread.
  void fail_commits() { failing_ = true; }
  // Commits of Durability::synced that were asked for, failed ones too.
  int syncs() const { return syncs_; }
  const MemoryView& contents() const { return now_; }
  void restore(const MemoryView& backup) { now_ = backup; }

 private:
  MemoryView now_;
  std::atomic<bool> failing_ = false;
  int syncs_ = 0;
};

}  // namespace jenjang

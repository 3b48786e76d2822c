#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/keys.h"

namespace jenjang {

// One change, in the order they were asked for.
struct WriteOp {
  enum class What { put, erase, add, erase_all };
  What what;
  Family family;
  std::string key;
  std::string value;       // put.
  std::int64_t delta = 0;  // add.
};

// What one turn wants on disk: all of it or nothing.
class Writes {
 public:
  void put(Family family, std::string key, std::string value) {
    ops_.push_back({WriteOp::What::put, family, std::move(key), std::move(value)});
  }
  void erase(Family family, std::string key) {
    ops_.push_back({WriteOp::What::erase, family, std::move(key), {}});
  }
  // Adds to a counter; only in Family::counters.
  void add(std::string key, std::int64_t delta) {
    ops_.push_back({WriteOp::What::add, Family::counters, std::move(key), {}, delta});
  }

  // Everything that the family holds. Nothing else is asked of that family before it.
  void erase_all(Family family) { ops_.push_back({WriteOp::What::erase_all, family, {}, {}}); }

  bool empty() const { return ops_.empty(); }
  const std::vector<WriteOp>& ops() const { return ops_; }
  void clear() { ops_.clear(); }

 private:
  std::vector<WriteOp> ops_;
};

// Called with each key (prefix included) and value in order; false ends the scan.
using ScanVisitor = std::function<bool(std::string_view key, std::string_view value)>;

// The store as it is at one moment. Safe for use by one thread, other than the writer's too.
class StoreView {
 public:
  virtual ~StoreView() = default;

  virtual std::optional<std::string> get(Family family, std::string_view key) const = 0;
  // The keys that begin with `prefix`, from `from` on (which includes the prefix) in key order.
  virtual void scan(Family family, std::string_view prefix, std::string_view from,
                    const ScanVisitor& visit) const = 0;
  // The same, downwards from the last key that is not after `from`.
  virtual void scan_down(Family family, std::string_view prefix, std::string_view from,
                         const ScanVisitor& visit) const = 0;
  // A counter's sum; 0 where there is none.
  virtual std::int64_t counter(std::string_view key) const = 0;
  // As scan, over Family::counters.
  virtual void scan_counters(
      std::string_view prefix,
      const std::function<bool(std::string_view key, std::int64_t value)>& visit) const = 0;
};

enum class Durability {
  synced,    // On disk when commit returns.
  unsynced,  // A view that can be rebuilt: lost in a crash, never half.
};

// The one place a node keeps things. Reading through it sees the last commit; one thread writes.
class Store : public StoreView {
 public:
  // All of it or nothing. A failure is `unavailable` and final: the caller stops taking writes.
  virtual Result<void> commit(const Writes& writes, Durability durability) = 0;
  virtual std::unique_ptr<StoreView> snapshot() const = 0;
  // Makes sure that no byte of an overwritten or erased value of that family stays on disk, in
  // tables, blobs or logs. Slow; the caller batches its erasures.
  virtual Result<void> scrub(const std::vector<Family>& families) = 0;
};

}  // namespace jenjang

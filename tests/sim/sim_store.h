#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "replication/store.h"
#include "tests/sim/sim_random.h"

namespace jenjang {

// Thrown out of a commit by a simulated power cut, and out of a read that fails, where the real
// store ends the process: the world catches it and drops the process.
struct SimCrash {};

// A node's disk. A commit is atomic; a synced one survives everything, and all before it with it;
// of unsynced ones a crash loses a tail, never half of one.
class SimStore final : public Store {
 public:
  using Values = std::map<std::string, std::string, std::less<>>;
  using Counters = std::map<std::string, std::int64_t, std::less<>>;

  enum class Trouble {
    none,
    crash_before,  // The power goes before the commit is on disk.
    crash_after,   // It is on disk, but nothing after it happens.
    fail,          // The disk says no, and may have it all the same when it is next started from.
  };

  std::optional<std::string> get(Family family, std::string_view key) const override;
  void scan(Family family, std::string_view prefix, std::string_view from,
            const ScanVisitor& visit) const override;
  void scan_down(Family family, std::string_view prefix, std::string_view from,
                 const ScanVisitor& visit) const override;
  std::int64_t counter(std::string_view key) const override;
  void scan_counters(
      std::string_view prefix,
      const std::function<bool(std::string_view key, std::int64_t value)>& visit) const override;
  Result<void> commit(const Writes& writes, Durability durability) override;
  std::unique_ptr<StoreView> snapshot() const override;
  // Overwritten values are gone at once here.
  Result<void> scrub(const std::vector<Family>& families) override;

  // Sees every commit before it is done.
  void set_audit(std::function<void(const SimStore&, const Writes&)> audit) {
    audit_ = std::move(audit);
  }
  std::function<void(const SimStore&, const Writes&)> audit() const { return audit_; }
  // What the commit after `commits` more ones meets.
  void plan_trouble(Trouble trouble, std::uint64_t commits) {
    trouble_ = trouble;
    trouble_in_ = commits;
  }
  // The process's read after `reads` more ones fails. Those who look on from outside read on.
  void plan_unreadable(std::uint64_t reads) { unreadable_in_ = reads; }
  // Whether who reads from now on is the process.
  void set_in_process(bool in_process) { in_process_ = in_process; }
  // A read failed since this was last asked.
  bool take_unreadable() { return std::exchange(unreadable_, false); }
  // Loses some of the last unsynced commits; or none, and shows what the disk had refused: true.
  bool crash(SimRandom& random);

  // A copy of what it has: what it had refused is not in it.
  SimStore backup() const;

  const Values& values(Family family) const { return values_[static_cast<std::size_t>(family)]; }
  const Counters& counters() const { return counters_; }

 private:
  struct Undo {
    Family family;
    std::string key;
    std::optional<std::string> value;
    std::int64_t counter = 0;
  };

  Trouble meet_trouble();
  void meet_unreadable() const;
  void write(const Writes& writes, Durability durability);
  void apply(const WriteOp& op, std::vector<Undo>* undo);
  void take_back(const std::vector<Undo>& commit);

  std::array<Values, kFamilies> values_;
  Counters counters_;
  std::vector<std::vector<Undo>> unsynced_;  // One of each commit since the last synced one.
  std::optional<Writes> refused_;
  Trouble trouble_ = Trouble::none;
  std::uint64_t trouble_in_ = 0;
  bool in_process_ = false;
  mutable std::optional<std::uint64_t> unreadable_in_;
  mutable bool unreadable_ = false;
  std::function<void(const SimStore&, const Writes&)> audit_;
};

}  // namespace jenjang

#include "tests/sim/sim_store.h"

#include <algorithm>

namespace jenjang {

std::optional<std::string> SimStore::get(Family family, std::string_view key) const {
  meet_unreadable();
  const Values& values = this->values(family);
  const auto found = values.find(key);
  if (found == values.end()) return std::nullopt;
  return found->second;
}

void SimStore::scan(Family family, std::string_view prefix, std::string_view from,
                    const ScanVisitor& visit) const {
  meet_unreadable();
  const Values& values = this->values(family);
  for (auto at = values.lower_bound(std::max(prefix, from)); at != values.end(); ++at) {
    if (!at->first.starts_with(prefix) || !visit(at->first, at->second)) return;
  }
}

void SimStore::scan_down(Family family, std::string_view prefix, std::string_view from,
                         const ScanVisitor& visit) const {
  meet_unreadable();
  const Values& values = this->values(family);
  auto at = values.upper_bound(from);
  while (at != values.begin()) {
    --at;
    if (!at->first.starts_with(prefix) || !visit(at->first, at->second)) return;
  }
}

std::int64_t SimStore::counter(std::string_view key) const {
  meet_unreadable();
  const auto found = counters_.find(key);
  return found == counters_.end() ? 0 : found->second;
}

void SimStore::scan_counters(
    std::string_view prefix,
    const std::function<bool(std::string_view key, std::int64_t value)>& visit) const {
  meet_unreadable();
  for (auto at = counters_.lower_bound(prefix); at != counters_.end(); ++at) {
    if (!at->first.starts_with(prefix) || !visit(at->first, at->second)) return;
  }
}

void SimStore::meet_unreadable() const {
  if (!in_process_ || !unreadable_in_) return;
  if ((*unreadable_in_)-- > 0) return;
  unreadable_in_.reset();
  unreadable_ = true;
  throw SimCrash{};
}

SimStore::Trouble SimStore::meet_trouble() {
  if (trouble_ == Trouble::none) return Trouble::none;
  if (trouble_in_ > 0) {
    --trouble_in_;
    return Trouble::none;
  }
  return std::exchange(trouble_, Trouble::none);
}

Result<void> SimStore::commit(const Writes& writes, Durability durability) {
  CHECK(!refused_);  // Nobody writes to a store that has failed.
  const Trouble met = meet_trouble();
  if (met == Trouble::crash_before) throw SimCrash{};
  if (met == Trouble::fail) {
    refused_ = writes;
    return Error{Code::unavailable, "store: the simulated disk fails"};
  }
  write(writes, durability);
  if (met == Trouble::crash_after) throw SimCrash{};
  return {};
}

void SimStore::write(const Writes& writes, Durability durability) {
  // A real commit reads nothing of what this one looks up.
  const bool in_process = std::exchange(in_process_, false);
  if (audit_) audit_(*this, writes);
  const bool synced = durability == Durability::synced;
  if (!synced) unsynced_.emplace_back();
  for (const WriteOp& op : writes.ops()) apply(op, synced ? nullptr : &unsynced_.back());
  // The log is one: what came before a synced write is on disk with it.
  if (synced) unsynced_.clear();
  in_process_ = in_process;
}

void SimStore::apply(const WriteOp& op, std::vector<Undo>* undo) {
  if (op.what == WriteOp::What::add) {
    if (undo != nullptr) undo->push_back({op.family, op.key, std::nullopt, counter(op.key)});
    counters_[op.key] += op.delta;
    return;
  }
  Values& values = values_[static_cast<std::size_t>(op.family)];
  if (op.what == WriteOp::What::erase_all) {
    CHECK(undo == nullptr);  // Only ever synced.
    values.clear();
    if (op.family == Family::counters) counters_.clear();
    return;
  }
  if (undo != nullptr) undo->push_back({op.family, op.key, get(op.family, op.key), 0});
  if (op.what == WriteOp::What::put) {
    values[op.key] = op.value;
  } else {
    values.erase(op.key);
  }
}

void SimStore::take_back(const std::vector<Undo>& commit) {
  for (auto at = commit.rbegin(); at != commit.rend(); ++at) {
    if (at->family == Family::counters) {
      counters_[at->key] = at->counter;
    } else if (at->value) {
      values_[static_cast<std::size_t>(at->family)][at->key] = *at->value;
    } else {
      values_[static_cast<std::size_t>(at->family)].erase(at->key);
    }
  }
}

bool SimStore::crash(SimRandom& random) {
  const std::optional<Writes> refused = std::exchange(refused_, std::nullopt);
  const bool shown = refused && random.chance(500);
  if (shown) write(*refused, Durability::synced);
  std::uint64_t lost = random.below(unsynced_.size() + 1);
  for (; lost > 0; --lost) {
    take_back(unsynced_.back());
    unsynced_.pop_back();
  }
  unsynced_.clear();
  trouble_ = Trouble::none;
  unreadable_in_.reset();
  return shown;
}

SimStore SimStore::backup() const {
  SimStore out = *this;
  out.refused_.reset();
  out.unreadable_in_.reset();
  return out;
}

std::unique_ptr<StoreView> SimStore::snapshot() const { return std::make_unique<SimStore>(*this); }

Result<void> SimStore::scrub(const std::vector<Family>&) { return {}; }

}  // namespace jenjang

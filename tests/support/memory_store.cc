#include "tests/support/memory_store.h"

#include "schema/base/check.h"

namespace jenjang {

namespace {

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

}  // namespace

const std::map<std::string, std::string>& MemoryView::family(Family family) const {
  return families_[static_cast<std::size_t>(family)];
}

std::optional<std::string> MemoryView::get(Family family, std::string_view key) const {
  const auto& map = this->family(family);
  const auto found = map.find(std::string(key));
  if (found == map.end()) return std::nullopt;
  return found->second;
}

void MemoryView::scan(Family family, std::string_view prefix, std::string_view from,
                      const ScanVisitor& visit) const {
  const auto& map = this->family(family);
  for (auto at = map.lower_bound(std::string(from)); at != map.end(); ++at) {
    if (!starts_with(at->first, prefix) || !visit(at->first, at->second)) return;
  }
}

void MemoryView::scan_down(Family family, std::string_view prefix, std::string_view from,
                           const ScanVisitor& visit) const {
  const auto& map = this->family(family);
  for (auto at = map.upper_bound(std::string(from)); at != map.begin();) {
    --at;
    if (!starts_with(at->first, prefix) || !visit(at->first, at->second)) return;
  }
}

std::int64_t MemoryView::counter(std::string_view key) const {
  const auto found = counters_.find(std::string(key));
  return found == counters_.end() ? 0 : found->second;
}

void MemoryView::scan_counters(
    std::string_view prefix,
    const std::function<bool(std::string_view key, std::int64_t value)>& visit) const {
  for (auto at = counters_.lower_bound(std::string(prefix)); at != counters_.end(); ++at) {
    if (!starts_with(at->first, prefix) || !visit(at->first, at->second)) return;
  }
}

void MemoryView::apply(const Writes& writes) {
  for (const WriteOp& op : writes.ops()) {
    auto& map = families_[static_cast<std::size_t>(op.family)];
    switch (op.what) {
      case WriteOp::What::put:
        CHECK(op.family != Family::counters);
        map[op.key] = op.value;
        break;
      case WriteOp::What::erase:
        map.erase(op.key);
        break;
      case WriteOp::What::add:
        counters_[op.key] += op.delta;
        break;
      case WriteOp::What::erase_all:
        map.clear();
        if (op.family == Family::counters) counters_.clear();
        break;
    }
  }
}

Result<void> MemoryStore::commit(const Writes& writes, Durability durability) {
  if (durability == Durability::synced) ++syncs_;
  if (failing_) return Error{Code::unavailable, "store: commit: the disk is full"};
  now_.apply(writes);
  return {};
}

std::unique_ptr<StoreView> MemoryStore::snapshot() const {
  return std::make_unique<MemoryView>(now_);
}

Result<void> MemoryStore::scrub(const std::vector<Family>&) {
  if (failing_) return Error{Code::unavailable, "store: scrub: the disk is full"};
  return {};
}

}  // namespace jenjang

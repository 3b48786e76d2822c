#include "tests/sim/rebuilt.h"

#include "node/turn/rebuild.h"

namespace jenjang {

namespace {

class StoppedClock final : public Clock {
 public:
  Now now() const override { return {}; }
};

// Without where the event lies, which may be another of its places.
SimStore::Values states(const SimStore& store) {
  SimStore::Values out = store.values(Family::reports);
  for (auto& [report, value] : out) {
    v1::CaseState state;
    CHECK(state.ParseFromString(value));
    if (!state.only_event().empty()) state.set_only_event("one");
    value = state.SerializeAsString();
  }
  return out;
}

std::set<std::string> events(const SimStore& store) {
  std::set<std::string> out;
  for (const auto& [key, value] : store.values(Family::timeline)) out.insert(key);
  return out;
}

SimStore::Counters counts(const SimStore& store) {
  SimStore::Counters out = store.counters();
  std::erase_if(out, [](const auto& cell) { return cell.second == 0; });
  return out;
}

}  // namespace

std::vector<std::string> rebuilt_differences(const SimNode& node) {
  const SimStore& before = node.store();
  SimStore after = before;
  after.set_audit({});
  after.plan_trouble(SimStore::Trouble::none, 0);
  SimRandom random(1);
  const StoppedClock clock;
  const auto done = rebuild_views(node.config(), after, random, clock, [](Arrival, Arrival) {});
  if (!done) return {"its views cannot be rebuilt: " + done.error().message};
  std::vector<std::string> out;
  if (states(before) != states(after)) out.push_back("has other states once rebuilt");
  if (events(before) != events(after)) out.push_back("has other timelines once rebuilt");
  if (before.values(Family::indexes) != after.values(Family::indexes)) {
    out.push_back("has another index once rebuilt");
  }
  if (counts(before) != counts(after)) out.push_back("has other counts once rebuilt");
  return out;
}

}  // namespace jenjang

#include "tests/sim/sim_node.h"

#include <iostream>

namespace jenjang {

namespace {

constexpr std::int64_t kEpochMs = 1'780'000'000'000;

}  // namespace

Now SimNode::now(std::int64_t time_us) const {
  return {{time_us + mono_offset_us_}, {kEpochMs + time_us / 1000 + wall_skew_ms_}};
}

bool SimNode::boot(std::int64_t now_us) {
  CHECK(!running());
  ++boots;
  // A monotonic clock begins anew with each process.
  mono_offset_us_ = random_.between(0, 1000 * kSecondUs) - now_us;
  process_random_ = std::make_unique<SimRandom>(random_.fork());
  busy_until_us = now_us;
  store_.set_in_process(true);
  try {
    core_ = std::make_unique<Core>(config_, store_, *process_random_);
    const Result<void> loaded = core_->load(now(now_us));
    if (!loaded) std::cerr << plan_.name << ": " << loaded.error().message << "\n";
    CHECK(loaded.ok());
  } catch (const SimCrash&) {
    store_.set_in_process(false);
    return false;
  }
  store_.set_in_process(false);
  return true;
}

bool SimNode::die() {
  core_.reset();
  const bool shown = store_.crash(random_);
  inbox.clear();
  requests.clear();
  scrubbed.reset();
  turn_at_us = INT64_MAX;
  ++generation;
  return shown;
}

void SimNode::restore() {
  CHECK(!running());
  auto audit = store_.audit();
  store_ = backup_.value_or(SimStore{});
  store_.set_audit(std::move(audit));
}

}  // namespace jenjang

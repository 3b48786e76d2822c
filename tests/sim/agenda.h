#pragma once

#include <cstdint>
#include <functional>
#include <map>

namespace jenjang {

// The simulated clock: jumps from one event to the next. What is due at one time happens in the
// order it was planned.
class Agenda {
 public:
  std::int64_t now_us() const { return now_us_; }

  void at(std::int64_t time_us, std::function<void()> what) {
    events_.emplace(std::pair(std::max(time_us, now_us_), planned_++), std::move(what));
  }
  void after(std::int64_t delay_us, std::function<void()> what) {
    at(now_us_ + delay_us, std::move(what));
  }

  void run_until(std::int64_t time_us) {
    while (!events_.empty() && events_.begin()->first.first <= time_us) {
      auto next = events_.extract(events_.begin());
      now_us_ = next.key().first;
      next.mapped()();
    }
    now_us_ = time_us;
  }
  std::uint64_t planned() const { return planned_; }

 private:
  std::int64_t now_us_ = 0;
  std::uint64_t planned_ = 0;
  std::map<std::pair<std::int64_t, std::uint64_t>, std::function<void()>> events_;
};

}  // namespace jenjang

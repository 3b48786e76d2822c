#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "node/api/ports.h"
#include "node/api/router.h"
#include "replication/ports.h"

namespace jenjang {

// Counts answers by surface and status, and logs those that refuse: a line a second of each kind at
// most, so that bad clients cannot fill the disk. Safe from any thread.
class Answers final : public MetricSource {
 public:
  using Log = std::function<void(std::string_view what, std::string_view detail)>;

  Answers(const Clock& clock, Log log) : clock_(clock), log_(std::move(log)) {}

  void count(Surface surface, int status);
  std::vector<Metric> metrics() const override;

 private:
  static constexpr std::array kStatuses{200, 201, 204, 400, 403, 404, 405, 408,
                                        409, 413, 415, 422, 431, 500, 503};
  struct Cell {
    std::atomic<std::uint64_t> count = 0;
    std::atomic<std::int64_t> log_from_us = INT64_MIN;
  };

  void log_refusal(Cell& cell, Surface surface, int status);

  const Clock& clock_;
  const Log log_;
  std::array<std::array<Cell, kStatuses.size() + 1>, 3> cells_;  // The last: any other status.
};

}  // namespace jenjang

#include "node/api/answers.h"

#include <algorithm>
#include <string>

namespace jenjang {

namespace {

std::string_view surface_name(Surface surface) {
  switch (surface) {
    case Surface::open311:
      return "open311";
    case Surface::api:
      return "api";
    case Surface::plain:
      return "plain";
  }
  return "plain";
}

}  // namespace

void Answers::count(Surface surface, int status) {
  const auto at = std::find(kStatuses.begin(), kStatuses.end(), status);
  const auto column = static_cast<std::size_t>(at - kStatuses.begin());
  Cell& cell = cells_[static_cast<std::size_t>(surface)][column];
  cell.count.fetch_add(1, std::memory_order_relaxed);
  if (status >= 400 && log_) log_refusal(cell, surface, status);
}

void Answers::log_refusal(Cell& cell, Surface surface, int status) {
  const std::int64_t now = clock_.now().mono.us;
  std::int64_t from = cell.log_from_us.load(std::memory_order_relaxed);
  if (now < from || !cell.log_from_us.compare_exchange_strong(from, now + kSecondUs)) return;
  log_("http-refused", "surface=" + std::string(surface_name(surface)) + " status=" +
                           std::to_string(status) + " total=" + std::to_string(cell.count));
}

std::vector<Metric> Answers::metrics() const {
  std::vector<Metric> out;
  for (const Surface surface : {Surface::open311, Surface::api, Surface::plain}) {
    const auto& row = cells_[static_cast<std::size_t>(surface)];
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::uint64_t count = row[i].count;
      if (count == 0) continue;
      Metric metric;
      metric.name = "jenjang_http_answers_total";
      metric.help = "HTTP answers by surface and status";
      metric.type = Metric::Type::counter;
      metric.labels = {{"surface", std::string(surface_name(surface))},
                       {"status", i < kStatuses.size() ? std::to_string(kStatuses[i]) : "other"}};
      metric.value = static_cast<double>(count);
      out.push_back(std::move(metric));
    }
  }
  return out;
}

}  // namespace jenjang

#include "node/api/metrics_text.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <map>

namespace jenjang {

namespace {

prometheus::ClientMetric client_metric(const Metric& metric) {
  prometheus::ClientMetric out;
  for (const auto& [name, value] : metric.labels) out.label.push_back({name, value});
  out.counter.value = metric.value;
  out.gauge.value = metric.value;
  return out;
}

}  // namespace

std::string metrics_text(const std::vector<Metric>& metrics) {
  std::vector<prometheus::MetricFamily> families;
  std::map<std::string, std::size_t> places;
  for (const Metric& metric : metrics) {
    const auto [place, fresh] = places.emplace(metric.name, families.size());
    if (fresh) {
      const bool counter = metric.type == Metric::Type::counter;
      families.push_back({metric.name,
                          metric.help,
                          counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge,
                          {}});
    }
    families[place->second].metric.push_back(client_metric(metric));
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace jenjang
